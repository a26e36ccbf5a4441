//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

/// The text as lines that begin with `///`. Without text there are none.
pub(crate) fn outer(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#[doc = #lines])*)
}

/// The text as lines that begin with `//!`.
pub(crate) fn inner(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#![doc = #lines])*)
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

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| if line.trim().is_empty() { String::new() } else { format!(" {line}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_set_apart() {
        assert_eq!(paragraphs(["", "a\n", "b"]), "a\n\nb");
    }
}
