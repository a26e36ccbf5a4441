//! Whether two source files differ only in their formatting.

/// Whether two files differ only in formatting and in the order of items. `cargo fmt` formats
/// generated files, too, and sorts `use` and `mod` lines. A file isn't written again for that.
pub(crate) fn same(old: &str, new: &str) -> bool {
    // The first line is a comment that says what the file was generated from.
    let parts = |text: &str| {
        let (head, body) = text.split_once('\n').unwrap_or((text, ""));
        Some((head.trim_end().to_owned(), canonical(body)?))
    };
    parts(old).is_some_and(|old| parts(new) == Some(old))
}

/// The docs of a file and its items, formatted and sorted, so that two files with the same content
/// become the same text. A file with a comment is returned as it is, since formatting would remove
/// the comment. It is `None` if the file is not valid Rust.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let syn::File { attrs, items, shebang, frontmatter } = syn::parse_file(text).ok()?;
    if shebang.is_some() || frontmatter.is_some() {
        return None;
    }
    let items = items.into_iter().map(|item| unparse(Vec::new(), vec![item])).collect();
    let formatted = joined(unparse(attrs, Vec::new()), items);
    Some(if has_comment(text, &formatted) { text.to_owned() } else { formatted })
}

/// Puts a file together from its docs and its formatted items.
pub(super) fn joined(docs: String, mut items: Vec<String>) -> String {
    items.sort();
    docs + &items.concat()
}

/// Whether formatting has removed comments from a text. `//` within doc comments and strings is in
/// both texts, and is not counted as removed.
pub(super) fn has_comment(text: &str, formatted: &str) -> bool {
    ["//", "/*"].iter().any(|mark| text.matches(mark).count() != formatted.matches(mark).count())
}

pub(super) fn unparse(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items })
}

#[cfg(test)]
mod tests {
    use super::same;

    const TEXT: &str = "// m\n//! d\nuse a::B;\nmod c;\nfn f() { g(1, 2) }\n";

    #[test]
    fn formatting_and_order_do_not_count() {
        assert!(same("// m\n//! d\nmod c;\nuse a::B;\n\nfn f() {\n    g(\n        1,\n        2,\n    )\n}\n", TEXT));
    }

    #[test]
    fn everything_else_counts() {
        for (from, to) in [("1", "2"), ("// m", "// n"), ("//! d", "//! e"), ("mod c;", "mod d;")] {
            assert!(!same(&TEXT.replace(from, to), TEXT), "{from} -> {to}");
        }
        assert!(!same("not Rust (", TEXT));
    }

    #[test]
    fn comments_count() {
        for (from, to) in [("use", "// mine\nuse"), ("{ g", "{ /* mine */ g"), ("//! d", "//! d\n//// mine")] {
            assert!(!same(&TEXT.replace(from, to), TEXT), "{from} -> {to}");
        }
        let docs = "// m\n/// See `https://x`, /* that */.\nconst A: &str = \"// no comment\";\n";
        assert!(same(&docs.replace(" = ", "\n="), docs));
    }
}
