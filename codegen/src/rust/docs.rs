//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::formatted;

/// The text as lines that begin with `///`. Without text there are none.
pub(crate) fn outer(text: &str) -> TokenStream {
    lines(text).map(|text| quote!(#[doc = #text])).unwrap_or_default()
}

/// The text as lines that begin with `//!`.
pub(crate) fn inner(text: &str) -> TokenStream {
    lines(text).map(|text| quote!(#![doc = #text])).unwrap_or_default()
}

/// The docs that something has in the WIT, if it has any.
pub(crate) fn wit(text: Option<&str>) -> TokenStream {
    outer(text.unwrap_or_default())
}

/// Joins texts as paragraphs. Empty texts are left out.
pub(crate) fn paragraphs<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<_> = texts.into_iter().map(str::trim_end).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

/// How wide a line of the generator's own text may be. In the docs of a method, `    /// ` comes
/// before it, so that no line has more than 100 columns.
const WIDTH: usize = 92;

/// A text of the generator's own, broken into lines that are narrow enough for any place. How its
/// lines are broken before does not matter; an empty line separates paragraphs.
///
/// Docs of WIT are not passed through here: only their author knows which of their lines may be
/// joined.
pub(crate) fn wrapped(text: &str) -> String {
    let wrap = |paragraph: &str| filled(paragraph, options());
    paragraphs(text.split("\n\n").map(wrap).collect::<Vec<_>>().iter().map(String::as_str))
}

/// An item of a list, as a text of the generator's own.
pub(crate) fn item(text: &str) -> String {
    filled(text, options().initial_indent("- ").subsequent_indent("  "))
}

fn filled(text: &str, options: Options<'_>) -> String {
    textwrap::fill(&text.split_whitespace().collect::<Vec<_>>().join(" "), options)
}

/// Lines are broken between words only: code such as `a-b` stays in one piece.
fn options() -> Options<'static> {
    Options::new(WIDTH)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
}

/// What stands for the lines of a doc comment; none for no text.
fn lines(text: &str) -> Option<String> {
    let lines = text.lines().flat_map(|line| match line.trim() {
        "" => ["", "", "\n"],
        _ => [" ", line, "\n"],
    });
    (!text.is_empty()).then(|| formatted::docs(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_set_apart() {
        assert_eq!(paragraphs(["", "a\n", "b"]), "a\n\nb");
    }

    #[test]
    fn own_texts_fit_into_the_docs_of_a_method() {
        let words = "`a-word` ".repeat(40);
        let text = wrapped(&format!("# Title\n\n{words}\nend.\n\n{}", "x".repeat(120)));
        let mut lines = text.lines();
        assert_eq!(
            (lines.next(), lines.next(), lines.next_back()),
            (Some("# Title"), Some(""), Some(&*"x".repeat(120)))
        );
        let widths: Vec<_> = lines.map(|line| line.chars().count()).collect();
        // Ten words and the spaces between them are 89 columns wide; an eleventh would not fit.
        assert_eq!(widths, [89, 89, 89, 89, 4, 0], "{text}");
    }
}
