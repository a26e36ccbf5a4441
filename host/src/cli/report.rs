//! The library's errors for people: with what to do, and where in the text they stand.

use golem_rpc_host::Error;
use miette::{LabeledSpan, MietteDiagnostic, Report};

pub(crate) fn report(error: &Error) -> Report {
    let mut text = error.to_string();
    if let Error::Read { source, .. } = error {
        text = format!("{text}: {source}");
    }
    let mut diagnostic = MietteDiagnostic::new(text);
    diagnostic.help = error.cure();
    let Error::Arguments { text, span, message, signature } = error else {
        return diagnostic.into();
    };
    diagnostic.message = format!("wrong arguments for `{signature}`");
    let label = LabeledSpan::at(span.clone(), message);
    Report::new(diagnostic.with_label(label)).with_source_code(text.clone())
}
