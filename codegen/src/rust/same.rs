//! Whether two sources say the same, whoever formatted them.

/// `cargo fmt` over a workspace formats generated files too, and puts `use` and `mod` in its own order: that is no reason to write them
/// again.
pub(crate) fn same(old: &str, new: &str) -> bool {
    old.lines().next() == new.lines().next()
        && matches!((canonical(old), canonical(new)), (Some(old), Some(new)) if old == new)
}

/// The file's docs and its items, each formatted in our way; items sorted.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let syn::File { attrs, items, shebang, frontmatter } = syn::parse_file(text).ok()?;
    let unparse = |attrs, items| prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    let mut items: Vec<_> = items.into_iter().map(|item| unparse(Vec::new(), vec![item])).collect();
    items.sort();
    let plain = shebang.is_none() && frontmatter.is_none();
    plain.then(|| unparse(attrs, Vec::new()) + &items.concat())
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
}
