//! Checks what an error says.

use golem_rpc_codegen::Error;
use miette::Diagnostic;

/// The kind of an error, which is its message without the names. If the error lacks something, that
/// is returned as an error.
pub fn checked(error: &Error) -> Result<String, String> {
    let line_is_shown =
        error.source_code().is_some() && error.labels().is_some_and(|mut labels| labels.next().is_some());
    if !matches!(error, Error::Wit(_)) || !line_is_shown || error.help().is_none() {
        return Err(format!("a refusal without file, line or cure: {error:?}"));
    }
    let without_names: Vec<_> = error.to_string().split('`').step_by(2).map(str::to_owned).collect();
    Ok(without_names.join("…"))
}
