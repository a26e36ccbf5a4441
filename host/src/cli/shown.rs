//! [`Shown`]: an error, made safe for a terminal.

use std::{
    error::Error,
    fmt::{self, Display},
};

use miette::{Diagnostic, LabeledSpan, Report, SourceCode};

use super::{shortened::shortened, terminal::for_stderr};

/// A line of an error that has more characters than this is cut.
const LONGEST_LINE: usize = 1_000;

/// An error whose texts have nothing in them that a terminal would obey, and whose long lines are
/// cut in the middle. The source code that an error may quote is made safe where the quotation is
/// made: see [`excerpt`](super::excerpt::excerpt).
#[derive(Debug)]
pub(crate) struct Shown {
    report: Report,
    cause: Cause,
}

/// The text of an error, and that of its source.
#[derive(Debug)]
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Shown {
    pub fn new(report: Report) -> Self {
        let texts: Vec<String> = report.chain().map(|error| shown(&error.to_string())).collect();
        let source =
            texts.iter().skip(1).rfold(None, |source, text| Some(Box::new(Cause { text: text.clone(), source })));
        let text = texts.into_iter().next().unwrap_or_default();
        Self { report, cause: Cause { text, source } }
    }
}

fn shown(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| shortened(line, LONGEST_LINE)).collect();
    for_stderr(&lines.join("\n")).into_owned()
}

impl Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl Error for Shown {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.source()
    }
}

impl Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.report.help().map(|help| Box::new(shown(&help.to_string())) as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.report.labels()?;
        Some(Box::new(labels.map(|label| LabeledSpan::new_with_span(label.label().map(shown), *label.inner()))))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.report.source_code()
    }
}

#[cfg(test)]
mod tests {
    use miette::{WrapErr as _, miette};

    use super::*;

    #[test]
    fn all_texts_of_an_error_are_there_and_short() {
        let long = "x".repeat(1_000_000);
        let report = Err::<(), _>(miette!(help = format!("write\nless than {long}"), "inner {long}"))
            .wrap_err("outer")
            .unwrap_err();
        let shown = format!("{:?}", Report::new(Shown::new(report)));
        for part in ["outer", "inner", "less than", "xxx", "…"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(shown.len() < 10_000, "{}", shown.len());
    }
}
