//! [`Excerpt`]: the part of a text around a mistake.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::terminal::for_stderr;

/// How many characters of a line are shown before the mistake, and how many after it.
const BEFORE: usize = 60;
const AFTER: usize = 100;

/// The line in which a mistake is, and the ones before and after it, each cut to a length that can
/// be read.
///
/// Given the whole text, the library that shows it would print a line of a million characters as it
/// is, and would panic when it places a mark below a column beyond 65,535.
#[derive(Debug)]
pub(crate) struct Excerpt {
    text: String,
    /// Where the mistake is in `text`.
    mistake: Range<usize>,
    /// Line and column of the mistake in the whole text, both counted from zero.
    line: usize,
    column: usize,
    /// The number of the line of the whole text that `text` begins with.
    first_line: usize,
}

/// The excerpt of `text` around the bytes `mistake`, and where in the excerpt those are. If the
/// mistake goes on beyond the line that it begins in, the rest of it is left out.
pub(crate) fn excerpt(text: &str, mistake: Range<usize>) -> (Excerpt, SourceSpan) {
    let excerpt = Excerpt::of(text, mistake);
    let span = excerpt.mistake.clone().into();
    (excerpt, span)
}

impl Excerpt {
    fn of(text: &str, mistake: Range<usize>) -> Self {
        let start = text.floor_char_boundary(mistake.start);
        let end = text.ceil_char_boundary(mistake.end.min(text.len())).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = end.min(line_end);
        let line = text[..line_start].matches('\n').count();
        let before = line_start.checked_sub(1).map(|end| &text[text[..end].rfind('\n').map_or(0, |at| at + 1)..end]);
        let after = text.get(line_end + 1..).and_then(|rest| rest.split('\n').next()).filter(|after| !after.is_empty());

        let mut excerpt = Self {
            text: String::new(),
            mistake: 0..0,
            line,
            column: text[line_start..start].chars().count(),
            first_line: line - usize::from(before.is_some()),
        };
        if let Some(before) = before {
            excerpt.push(&head(before));
            excerpt.text.push('\n');
        }
        excerpt.push(&tail(&text[line_start..start]));
        let from = excerpt.text.len();
        excerpt.push(&head(&text[start..end]));
        excerpt.mistake = from..excerpt.text.len();
        excerpt.push(&head(&text[end..line_end]));
        if let Some(after) = after {
            excerpt.text.push('\n');
            excerpt.push(&head(after));
        }
        excerpt
    }

    fn push(&mut self, part: &str) {
        self.text += &for_stderr(part);
    }
}

fn head(text: &str) -> String {
    match text.char_indices().nth(AFTER) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn tail(text: &str) -> String {
    match text.char_indices().rev().nth(BEFORE) {
        Some((start, c)) => format!("…{}", &text[start + c.len_utf8()..]),
        None => text.to_owned(),
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, lines_before, lines_after)?;
        let line = self.first_line + contents.line();
        let begins_with_mistake = line == self.line && contents.column() > 0;
        let column = if begins_with_mistake { self.column } else { contents.column() };
        let count = contents.line_count();
        Ok(Box::new(MietteSpanContents::new(contents.data(), *contents.span(), line, column, count)))
    }
}

#[cfg(test)]
mod tests {
    use miette::{GraphicalReportHandler, LabeledSpan, Report, miette};

    use super::*;

    fn shown(text: &str, mistake: Range<usize>) -> String {
        let (excerpt, span) = excerpt(text, mistake);
        let report: Report = miette!(labels = vec![LabeledSpan::new_with_span(Some("here".into()), span)], "wrong");
        let report = report.with_source_code(excerpt);
        let mut shown = String::new();
        let handler = GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
        handler.render_report(&mut shown, report.as_ref()).unwrap();
        shown
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        let shown = shown("first = 1\nsecond = x\nthird = 3\nfourth = 4\n", 19..20);
        assert!(shown.contains("[2:10]") && shown.contains(" 1 │ first = 1"), "{shown}");
        assert!(shown.contains(" 2 │ second = x") && shown.contains(" 3 │ third = 3"), "{shown}");
        assert!(!shown.contains("fourth"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mistake() {
        for filler in ["a", "é", "👩", "\u{7}"] {
            let before = filler.repeat(200_000);
            let text = format!("{before}\n{before}MISTAKE{before}\n{before}");
            let at = before.len() * 2 + 1;
            let shown = shown(&text, at..at + 7);
            assert!(shown.contains("MISTAKE") && shown.contains("[2:200001]"), "{shown}");
            assert!(shown.chars().count() < 2_000, "{shown}");
        }
    }

    #[test]
    fn places_at_the_ends_and_beyond() {
        for (text, mistake) in [
            ("", 0..0),
            ("", 5..9),
            ("a", 1..1),
            ("a\n", 2..2),
            ("\n\n", 1..1),
            ("é", 1..1),
            ("a\nb\nc", 0..5),
            ("a\r\nb", 3..4),
            ("ab", Range { start: 1, end: 0 }),
        ] {
            assert!(shown(text, mistake.clone()).contains("wrong"), "{text:?} {mistake:?}");
        }
        let long = "(".repeat(1 << 20);
        assert!(shown(&long, 0..1 << 20).chars().count() < 2_000);
        assert!(shown(&long, 1 << 20..1 << 20).chars().count() < 2_000);
    }
}
