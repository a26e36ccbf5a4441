//! Text among tokens that are yet to be formatted: docs, and items that are formatted already.
//!
//! A file of 20,000 functions is not formatted in one go. Its tokens would take more than a
//! gigabyte of memory, first as tokens, then as what is parsed of them, and getting that memory
//! would take most of the time. So each function is formatted by itself, and only a number stands
//! for its text among the file's tokens, in a doc comment, which the formatter leaves as it is.
//! Docs have numbers, too: as tokens they are six per line, of which each character is escaped and
//! read back. [`print`] puts the texts in the places of their numbers.

use std::cell::RefCell;
use std::ops::Range;

use proc_macro2::TokenStream;
use quote::quote;

use super::same::unparse;

thread_local! {
    /// What has a number. Tokens cannot leave their thread either.
    static TEXTS: RefCell<Texts> = const { RefCell::new(Texts { all: String::new(), ranges: Vec::new() }) };
}

/// Texts by number. They are in one string: thousands of small allocations that stay, between those
/// for tokens and for what is parsed of them, which do not stay, would leave the memory in small
/// pieces.
struct Texts {
    all: String,
    ranges: Vec<Range<usize>>,
}

/// Comes before a number in place of docs. No docs of other origin begin so.
const DOCS: char = '\u{1}';

/// Comes before the number of formatted text.
const FORMATTED: char = '\u{2}';

/// Where formatted text stands.
#[derive(Clone, Copy)]
pub(crate) enum Within {
    /// In the file itself.
    File,
    /// In an `impl`.
    Impl,
    /// In a trait.
    Trait,
    /// In the body of a trait's method.
    Body,
}

/// Formats items or statements. The tokens that stand for them may be used in such a place only.
pub(crate) fn formatted(within: Within, tokens: TokenStream) -> TokenStream {
    let (file, depth) = match within {
        Within::File => (tokens.clone(), 0),
        Within::Impl => (quote!(impl T { #tokens }), 1),
        Within::Trait => (quote!(trait T { #tokens }), 1),
        Within::Body => (quote!(trait T { fn f() { #tokens } }), 2),
    };
    // What can't be parsed is told when the file is formatted.
    let Ok(file) = syn::parse2::<syn::File>(file) else { return tokens };
    let text = print(file.attrs, file.items);
    let mut lines = text.split_inclusive('\n');
    for _ in 0..depth {
        lines.next();
        lines.next_back();
    }
    let number = numbered(FORMATTED, lines);
    quote!(#[doc = #number] const T: () = ();)
}

/// What stands for the text of a doc comment, as the value of `#[doc = …]`.
pub(super) fn docs<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    numbered(DOCS, lines)
}

fn numbered<'a>(mark: char, parts: impl Iterator<Item = &'a str>) -> String {
    TEXTS.with_borrow_mut(|texts| {
        let start = texts.all.len();
        texts.all.extend(parts);
        texts.ranges.push(start..texts.all.len());
        format!("{mark}{}", texts.ranges.len() - 1)
    })
}

/// Formats items, and puts in the texts that numbers stand for.
pub(super) fn print(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    let text = unparse(attrs, items);
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let Some((start, mark, number)) = number(line) else {
            out.push_str(line);
            continue;
        };
        TEXTS.with_borrow(|Texts { all, ranges }| match (&all[ranges[number].clone()], mark) {
            (text, FORMATTED) => out.push_str(text),
            (text, _) => text.lines().for_each(|line| {
                out.push_str(start);
                out.push_str(line.trim_end_matches(' '));
                out.push('\n');
            }),
        });
        if mark == FORMATTED {
            // The item whose docs it was.
            lines.next();
        }
    }
    out
}

/// What stands before a number's mark, the mark, and the number; none if there is no number in a
/// line.
fn number(line: &str) -> Option<(&str, char, usize)> {
    let at = line.find("//")? + "///".len();
    let mark = line.get(at..)?.chars().next().filter(|mark| [DOCS, FORMATTED].contains(mark))?;
    let number = line[at + mark.len_utf8()..].trim_end().parse().ok()?;
    Some((&line[..at], mark, number))
}
