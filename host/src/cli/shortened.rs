//! Cuts long texts in the middle.

use std::borrow::Cow;

/// The text itself if it has at most so many characters, or else its beginning and its end, with
/// `…` between them.
pub(crate) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // Each character takes at least one byte, so a text of so few bytes is short enough.
    if text.len() <= most || text.chars().count() <= most {
        return text.into();
    }
    let (head, tail) = (most * 3 / 4, most - most * 3 / 4 - 1);
    let end = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let start = text.char_indices().rev().nth(tail.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    format!("{}…{}", &text[..end], &text[start..]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginning_and_end() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("äöüßé", 5), "äöüßé");
        assert_eq!(shortened("0123456789", 8), "012345…9");
        assert_eq!(shortened(&"é".repeat(100), 20).chars().count(), 20);
    }
}
