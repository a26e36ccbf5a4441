//! Errors for WIT that can't be read: what is wrong with it, and what to do about it.

use std::path::Path;

use wit_parser::{PackageName, ParseError, ParseErrorKind, ResolveError, ResolveErrorKind, SourceMap, Span};

use super::declared::Declared;
use super::files::deps;
use super::place::{Place, refusal};
use crate::error::Error;

/// What the errors of one source have in common.
pub(crate) struct Mistake<'a> {
    /// Where the WIT of the source is.
    pub(crate) path: &'a Path,
    pub(crate) declared: &'a Declared,
}

impl Mistake<'_> {
    /// The error for a file that is not valid WIT.
    pub(crate) fn unparsed(&self, map: &SourceMap, error: &ParseError) -> Error {
        let span = error.kind().span();
        let message = error.to_string();
        if let Some(results) = named_results(map, span, &message) {
            return refusal(
                map,
                results.span,
                "a function gives its result without a name",
                "named results",
                results.cure,
            );
        }
        let cure = match (keyword(map, span, &message), error.kind()) {
            (Some(keyword), _) => {
                format!("`{keyword}` is a keyword of WIT: as the name of something it is written `%{keyword}`")
            }
            (None, ParseErrorKind::ItemNotFound { name, .. }) => {
                let cure = format!("declare `{name}`, or take it by `use` from the interface that declares it");
                match near_type(name) {
                    Some(near) => format!("did you mean `{near}`? Or {cure}"),
                    None => cure,
                }
            }
            (None, ParseErrorKind::TypeCycle { .. }) => {
                "WIT has no types that hold themselves: use a list of nodes that name each other by index".to_owned()
            }
            _ if message.starts_with("expected ';'") => {
                "end what stands before with `;`: WIT of before 2024 did without, and nobody reads that any more"
                    .to_owned()
            }
            _ if message.starts_with("expected ':'") => {
                "put a `:` after the name: a function is written `get: func() -> u64;`, a field `size: u32`".to_owned()
            }
            _ => "correct the WIT".to_owned(),
        };
        refusal(map, span, message, "here", cure)
    }

    /// The error for packages that don't fit together, or that are missing.
    pub(crate) fn unresolved(&self, map: &SourceMap, error: &ResolveError) -> Error {
        let message = error.to_string();
        let (message, cure) = match error.kind() {
            ResolveErrorKind::PackageNotFound { requested, known, .. } => {
                (format!("package `{requested}` is not there"), self.missing(requested, known))
            }
            ResolveErrorKind::DuplicatePackage { name, span1, span2 } => {
                let places = [span1, span2].map(|span| Place::of(map, *span).map(|place| place.to_string()));
                let [first, second] = places.map(|place| place.unwrap_or_else(|| "a place unknown".to_owned()));
                (
                    format!("package `{name}` is there twice: in {first} and in {second}"),
                    "remove the one that the component is not built with".to_owned(),
                )
            }
            ResolveErrorKind::InterfaceNotFound { requested, package, .. } => (
                format!("package `{package}` has no interface `{requested}`"),
                format!("declare it there, or bring the version of `{package}` that has it"),
            ),
            ResolveErrorKind::WorldNotFound { requested, package, .. } => (
                format!("package `{package}` has no world `{requested}`"),
                format!("declare it there, or bring the version of `{package}` that has it"),
            ),
            _ => (message, "correct the WIT".to_owned()),
        };
        refusal(map, error.kind().span(), message, "here", cure)
    }

    fn missing(&self, requested: &PackageName, known: &[PackageName]) -> String {
        let deps = deps(self.path);
        let named = format!("{}:{}", requested.namespace, requested.name);
        let others: Vec<_> = known.iter().filter(|other| is_version_of(other, requested)).collect();
        let mut cure = String::new();
        if let [other, ..] = others.as_slice() {
            cure = format!("`{other}` is there: name that version, or ");
        } else if self.declared.from_registry.contains(&named) {
            cure = "Cargo.toml wants it from a registry, which is not asked here: ".to_owned();
        }
        cure + &format!(
            "put its WIT into `{}`, or name its folder with `--wit-path` or as `\"{named}\" = {{ path = \"…\" }}` in \
             `[package.metadata.component.target.dependencies]` of the Cargo.toml beside",
            deps.join(&requested.name).display()
        )
    }
}

/// The type of WIT's own that is called almost so.
fn near_type(name: &str) -> Option<&'static str> {
    const TYPES: [&str; 12] = ["bool", "char", "f32", "f64", "s16", "s32", "s64", "s8", "string", "u16", "u32", "u64"];
    let letters = |text: &str| {
        let mut letters: Vec<_> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let near = TYPES.into_iter().filter(|ty| strsim::damerau_levenshtein(name, ty) == 1);
    // Two letters that have changed places are more likely than one that is another.
    near.min_by_key(|ty| letters(ty) != letters(name))
}

fn is_version_of(package: &PackageName, other: &PackageName) -> bool {
    (&package.namespace, &package.name) == (&other.namespace, &other.name)
}

/// The keyword that stands where a name is expected, if that is what the error `message` is about.
fn keyword(map: &SourceMap, span: Span, message: &str) -> Option<String> {
    /// The words that an item of an interface begins with. The parser looks for the name of the
    /// item after them.
    const ITEMS: [&str; 7] = ["enum", "flags", "record", "resource", "type", "use", "variant"];
    let (expected, found) = message.strip_prefix("expected ")?.split_once(", found ")?;
    if !["an identifier", "a type", "`constructor` or identifier"].iter().any(|name| expected.starts_with(name)) {
        return None;
    }
    if let Some(keyword) = found.strip_prefix("keyword `") {
        return keyword.strip_suffix('`').map(str::to_owned);
    }
    // In `type: func()`, where `type` is meant to be the name of a function, the parser takes
    // `type` for the beginning of an item, and finds a colon where its name should be.
    let place = Place::of(map, span).filter(|_| found == "':'")?;
    let before = place.before().trim_end();
    let word = &before[before.rfind(|c: char| !c.is_alphanumeric() && c != '-').map_or(0, |end| end + 1)..];
    ITEMS.contains(&word).then(|| word.to_owned())
}

/// The results of `-> (a: u32, b: string)`.
struct NamedResults {
    span: Span,
    cure: String,
}

/// Finds results with names, which were removed from WIT in 2025. Golem never sent the names to
/// callers, so nothing is lost without them.
fn named_results(map: &SourceMap, span: Span, message: &str) -> Option<NamedResults> {
    if !message.ends_with("found '('") {
        return None;
    }
    let place = Place::of(map, span).filter(|place| place.before().trim_end().ends_with("->"))?;
    let (results, _) = place.after().split_once(';')?;
    let results = results.trim_end();
    let len = results.len();
    let results = results.strip_prefix('(')?.strip_suffix(')')?;
    let types: Vec<_> = top_level_items(results).into_iter().filter_map(|item| item.split_once(':')).collect();
    let cure = match types.as_slice() {
        [] => return None,
        [(_, only)] => format!("write `-> {}`: the name is not needed", only.trim()),
        several => {
            let types: Vec<_> = several.iter().map(|(_, ty)| ty.trim()).collect();
            format!("write `-> tuple<{}>`, or give a record with these fields", types.join(", "))
        }
    };
    let span = Span::new(span.start(), span.start() + u32::try_from(len).ok()?);
    Some(NamedResults { span, cure })
}

/// Splits `text` at its commas, but not at those between `<` and `>`.
fn top_level_items(text: &str) -> Vec<&str> {
    let mut depth = 0i32;
    let split = text.split(move |c| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    split.map(str::trim).filter(|item| !item.is_empty()).collect()
}
