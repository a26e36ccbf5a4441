//! Makes messages for people of the library's errors: with what to do about them, and with the
//! place in the text that is wrong.

use golem_rpc_host::Error;
use miette::{LabeledSpan, MietteDiagnostic, Report};

use super::excerpt::excerpt;

pub(crate) fn report(error: &Error) -> Report {
    let mut text = error.to_string();
    if let Error::Read { source, .. } | Error::CopyFiles { source, .. } = error {
        text = format!("{text}: {source}");
    }
    let mut diagnostic = MietteDiagnostic::new(text);
    diagnostic.help = error.cure();
    let Error::Arguments { text, span, message, signature } = error else {
        return diagnostic.into();
    };
    diagnostic.message = format!("wrong arguments for `{signature}`");
    let (excerpt, span) = excerpt(text, span.clone());
    Report::new(diagnostic.with_label(LabeledSpan::at(span, message))).with_source_code(excerpt)
}
