//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

/// `///` lines; nothing for no text.
pub(crate) fn outer(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#[doc = #lines])*)
}

/// `//!` lines.
pub(crate) fn inner(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#![doc = #lines])*)
}

/// The WIT's own docs, if any.
pub(crate) fn wit(text: Option<&str>) -> TokenStream {
    outer(text.unwrap_or_default())
}

/// Two texts as paragraphs.
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
