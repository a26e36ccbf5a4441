//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

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
}
