//! Formats generated Rust so that it is pleasant to read.

use proc_macro2::TokenStream;

use super::flags;
use super::formatted::print;
use super::same::{canonical, has_comment, joined};

use crate::error::Error;

/// A formatted file.
pub(crate) struct Formatted {
    pub(crate) text: String,
    /// What [`canonical`] makes of the text. It is found while formatting, since it would take as
    /// long as that again later.
    pub(crate) canonical: Option<String>,
}

/// Formats a file, with blank lines between its items.
pub(crate) fn file(name: &str, tokens: TokenStream) -> Result<Formatted, Error> {
    let invalid = |source| Error::Internal { file: name.to_owned(), source };
    let file: syn::File = syn::parse2(tokens).map_err(invalid)?;
    let head = print(file.attrs, Vec::new());
    let (mut text, mut items) = (head.clone(), Vec::new());
    for item in file.items {
        match flags::Flags::of(&item).map_err(invalid)? {
            Some(flags) => {
                let flags = flags.text();
                items.push(canonical(&flags));
                text.push_str(&flags);
            }
            None => {
                let item = print(Vec::new(), vec![item]);
                text.push_str(&item);
                items.push(Some(item));
            }
        }
    }
    let canonical = items.into_iter().collect::<Option<Vec<_>>>().map(|items| joined(head, items));
    Ok(Formatted { canonical: canonical.filter(|canonical| !has_comment(&text, canonical)), text: spaced(&text) })
}

/// Adds blank lines between items, which prettyplease doesn't.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous: Option<&str> = None;
    for line in text.lines() {
        if previous.is_some_and(|previous| apart(previous, line)) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = Some(line);
    }
    out
}

fn apart(previous: &str, line: &str) -> bool {
    let (before, after) = (previous.trim_start(), line.trim_start());
    let same_depth = previous.len() - before.len() == line.len() - after.len();
    if !same_depth || before.is_empty() || after.is_empty() {
        return false;
    }
    let item_ends = before == "}" || before.ends_with(" {}") || before == ");" || before == "};";
    let starts_docs = |line: &str| line.starts_with("///") || line.starts_with("#[");
    let of_module = |line: &str| ["//!", "#!["].into_iter().find(|start| line.starts_with(start));
    let module_docs = of_module(before).is_some() && of_module(before) != of_module(after);
    let kind_changes = !starts_docs(before)
        && before.ends_with(';')
        && previous.len() == before.len()
        && first_word(before) != first_word(after);
    item_ends && !after.starts_with('}') && opens_item(after) || module_docs || kind_changes
}

fn opens_item(line: &str) -> bool {
    const STARTS: &[&str] = &["///", "#[", "pub ", "fn ", "impl ", "struct ", "enum ", "mod ", "use "];
    STARTS.iter().any(|start| line.starts_with(start)) || line.contains("!(") || line.contains("! {")
}

fn first_word(line: &str) -> &str {
    line.split_once(' ').map_or(
        line,
        |(word, rest)| {
            if word == "pub" { rest.split(' ').next().unwrap_or(word) } else { word }
        },
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn items_stand_apart() {
        let tokens = quote! {
            //! Docs.
            use a::B;
            struct S { x: u8 }
            impl S {
                fn f() { if a { b() } }
                /// G.
                fn g() {}
            }
        };
        let text = super::file("lib.rs", tokens).unwrap().text;
        let lines: Vec<_> = text.lines().collect();
        let expected = [
            "//! Docs.",
            "",
            "use a::B;",
            "",
            "struct S {",
            "    x: u8,",
            "}",
            "",
            "impl S {",
            "    fn f() {",
            "        if a {",
            "            b()",
            "        }",
            "    }",
            "",
            "    /// G.",
            "    fn g() {}",
            "}",
        ];
        assert_eq!(lines, expected);
    }
}
