//! Text of others, such as a terminal may show it.

use std::borrow::Cow;

/// A text in which nothing is left that a terminal would obey, rather than show: control
/// characters, and those that change the direction of what follows, become escapes such as
/// `\u{1b}`. Tabs and ends of lines stay.
///
/// What workers print, their names and the texts of errors may hold anything. Written to a terminal
/// as it is, it could move the cursor, hide lines, set the title or answer for the person who looks
/// on. A host writes so by default; this is for those with a log of their own
/// ([`HostBuilder::log`](crate::HostBuilder::log)), and for errors that they print.
///
/// ```
/// use golem_rpc_host::printable;
///
/// assert_eq!(printable("a\u{1b}[2Jb\tc"), "a\\u{1b}[2Jb\tc");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    // Part of an end of line elsewhere: alone it would go back to the line's beginning.
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

/// Whether it is shown where it stands, and does nothing else.
fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        // Marks and overrides of direction, and ends of lines that only some know.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        // No characters at all, which XML forbids.
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
