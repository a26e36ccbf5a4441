//! Rust names for the names of a WIT. They are the same as wit-bindgen's, so that a caller can use
//! types of both for each other.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Ident;
use quote::format_ident;

/// The name of a type: `order-line` becomes `OrderLine`.
pub(crate) fn type_name(wit: &str) -> String {
    match wit {
        // wit-bindgen gives its own traits the name `Guest`.
        "guest" => "Guest_".to_owned(),
        _ => camel(wit),
    }
}

/// The name of a case of a variant or enum.
pub(crate) fn case_name(wit: &str) -> String {
    camel(wit)
}

fn camel(wit: &str) -> String {
    match wit {
        // `Self` can't be used as a name in Rust, not even in the form `r#Self`.
        "self" => "Self_".to_owned(),
        _ => wit.to_upper_camel_case(),
    }
}

/// The name of the constant for a flag.
pub(crate) fn flag_name(wit: &str) -> String {
    wit.to_shouty_snake_case()
}

/// The name of a function, parameter, field or module. A keyword gets an underscore at its end.
pub(crate) fn value_name(wit: &str) -> String {
    if is_keyword(wit) { format!("{wit}_") } else { wit.to_snake_case() }
}

/// The name of a package's module. If there are several versions of the package, it contains the
/// version.
pub(crate) fn package_module(name: &str, version: Option<&str>) -> String {
    let name = name.to_snake_case();
    let name = if is_keyword(&name) { format!("{name}_") } else { name };
    match version {
        Some(version) => format!("{name}{}", version.replace(['.', '-', '+'], "_").to_snake_case()),
        None => name,
    }
}

pub(crate) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// `wanted`, or, if that is taken, the first of `wanted2`, `wanted3` and so on that is not.
pub(crate) fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|n| format!("{wanted}{n}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| wanted.to_owned())
}

/// Whether a name is a keyword in Rust's edition 2024 that wit-bindgen doesn't know as one. It
/// makes code of it that doesn't compile.
pub(crate) fn unknown_to_wit_bindgen(wit: &str) -> bool {
    wit == "gen"
}

/// Whether a name is a keyword of Rust.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name) || unknown_to_wit_bindgen(name)
}

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_wit_bindgens() {
        assert_eq!(type_name("order-line"), "OrderLine");
        assert_eq!(type_name("guest"), "Guest_");
        assert_eq!(type_name("HTTP-url"), "HttpUrl");
        assert_eq!((type_name("self"), case_name("self")), ("Self_".to_owned(), "Self_".to_owned()));
        assert_eq!(case_name("guest"), "Guest");
        assert_eq!(value_name("type"), "type_");
        assert_eq!(value_name("get-value2"), "get_value2");
        assert_eq!(flag_name("read-only"), "READ_ONLY");
    }

    #[test]
    fn a_taken_name_is_numbered() {
        assert_eq!(free("api", |_| false), "api");
        assert_eq!(free("api", |name| name == "api"), "api2");
    }
}
