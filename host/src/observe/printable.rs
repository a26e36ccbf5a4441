//! [`printable`]: makes text of others safe for a terminal.

use std::borrow::Cow;

/// Replaces everything in a text that a terminal would obey rather than show. Control characters,
/// and characters that change the direction of what follows, become escapes such as `\u{1b}`. Tabs
/// and ends of lines stay.
///
/// What workers print, their names, and the texts of errors may contain anything. On a terminal
/// such a text could move the cursor, hide lines, set the title, or type an answer in place of the
/// person who sits there. By default a host uses this itself for what workers print. Programs that
/// take the lines themselves ([`HostBuilder::log`](crate::HostBuilder::log)), or print errors,
/// should do so, too.
///
/// ```
/// use golem_rpc_host::printable;
///
/// assert_eq!(printable("a\u{1b}[2Jb\tc"), "a\\u{1b}[2Jb\tc");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    // The rest of an end of line as some systems write it. On a terminal it would move the cursor
    // to the beginning of the line, so that what follows would overwrite it.
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.chars().all(is_printable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            c if is_printable(c) => shown.push(c),
            c => shown.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

/// Whether a terminal shows this character in its place, and does nothing else.
fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        // Marks that change the direction of text, and ends of lines that only some programs know.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        // These are no characters, and XML forbids them.
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_as_it_is() {
        for text in ["", "plain", "a\tb\nc", "grüße, 世界, שלום, 👩‍👩‍👧", "\\u{1b}"] {
            assert!(matches!(printable(text), Cow::Borrowed(shown) if shown == text));
        }
        assert_eq!(printable("a\r\nb\r\n"), "a\nb\n");
        assert_eq!(printable("a\r"), "a");
    }

    #[test]
    fn what_terminals_obey_is_shown() {
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("real\rfake", "real\\u{d}fake"),
            ("\0\u{8}\u{b}\u{c}\u{7f}", "\\u{0}\\u{8}\\u{b}\\u{c}\\u{7f}"),
            ("\u{9b}31m\u{85}", "\\u{9b}31m\\u{85}"),
            ("a\u{202e}b\u{2066}c\u{200f}d\u{2028}", "a\\u{202e}b\\u{2066}c\\u{200f}d\\u{2028}"),
            ("\u{ffff}", "\\u{ffff}"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
