//! Makes what is printed safe for a terminal. What guests print, names and errors may contain
//! characters that a terminal obeys rather than shows, and here these become visible.
//!
//! If the output is a pipe or a file, it is written as it is, unless `--escape-control-characters`
//! is given.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, IsTerminal as _},
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use golem_rpc_host::printable;

static ESCAPES_EVERYWHERE: AtomicBool = AtomicBool::new(false);

/// From now on all control characters are made visible, also in pipes and files.
pub(crate) fn escape_everywhere() {
    ESCAPES_EVERYWHERE.store(true, Ordering::Relaxed);
}

/// The text as it may be written to standard error.
pub(crate) fn for_stderr(text: &str) -> Cow<'_, str> {
    static IS_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stderr().is_terminal());
    if *IS_TERMINAL || ESCAPES_EVERYWHERE.load(Ordering::Relaxed) { printable(text) } else { text.into() }
}

/// The text as it may be written to standard output.
pub(crate) fn for_stdout(text: &str) -> Cow<'_, str> {
    if escapes_on_stdout() { printable(text) } else { text.into() }
}

/// JSON as it may be written to standard output. Control characters become escapes of JSON, so that
/// it is still the same value.
pub(crate) fn json_for_stdout(json: &str) -> Cow<'_, str> {
    if escapes_on_stdout() { json_escaped(json) } else { json.into() }
}

fn escapes_on_stdout() -> bool {
    static IS_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stdout().is_terminal());
    *IS_TERMINAL || ESCAPES_EVERYWHERE.load(Ordering::Relaxed)
}

/// In JSON, characters that are not printable occur only within texts. So each can be replaced by
/// an escape wherever it is found.
fn json_escaped(json: &str) -> Cow<'_, str> {
    let mut buffer = [0; 4];
    if printable(json) == json {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        let text = &*c.encode_utf8(&mut buffer);
        if c != '\r' && printable(text) == text {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string never fails.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"call": "a\u{202e}\u{1b}[31m\u{7f}\u{9b}\r\n\u{ffff}é世👩", "n": 1});
        let json = serde_json::to_string(&value).unwrap();
        let escaped = json_escaped(&json);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
        assert_eq!(printable(&escaped), escaped);
        assert!(escaped.contains("\\u202e") && escaped.contains("é世👩"), "{escaped}");
        assert!(matches!(json_escaped("{\"a\": \"é\"}"), Cow::Borrowed(_)));
    }
}
