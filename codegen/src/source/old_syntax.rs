//! Translates WIT that was written in 2024 into today's syntax.
//!
//! Golem 1.0 puts packages of that time into a new project. A function without a result may end in
//! `-> ()` there, `f32` and `f64` may be called `float32` and `float64`, and words that are
//! keywords today (`map`, `async`, `error-context`) may be names. Today's parser refuses all of
//! that, so it gets the text that [`modern`] makes.
//!
//! A word is replaced by one of the same length, padded with spaces. Nothing is inserted but a `%`
//! before a keyword that is used as a name. So [`Modern::original`] can say where in the user's
//! file a position of the modern text is, and errors underline what the user wrote.

use std::collections::BTreeSet;
use std::ops::Range;

/// A text in today's syntax.
pub(crate) struct Modern {
    pub(crate) text: String,
    /// The positions in `text` at which a `%` was inserted, in rising order.
    inserted: Vec<usize>,
}

impl Modern {
    /// The range in the original text that a range of the modern text was made of.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        let at = |place: usize| place - self.inserted.partition_point(|inserted| *inserted < place);
        at(range.start)..at(range.end)
    }
}

/// Replaces in `text` what has changed since 2024. Text in today's syntax stays as it is.
pub(crate) fn modern(text: &str) -> Modern {
    let tokens = tokens(text);
    let declared = declared_names(&tokens);
    let mut modern = Modern { text: String::with_capacity(text.len()), inserted: Vec::new() };
    let mut angles = 0usize;
    let mut done = 0;
    for (index, token) in tokens.iter().enumerate() {
        let place = Place { before: before(&tokens, index), after: text_at(&tokens, index + 1), angles };
        match token.text {
            "<" => angles += 1,
            ">" => angles = angles.saturating_sub(1),
            _ => {}
        }
        let Some(change) = change(&tokens, index, &place, &declared) else { continue };
        modern.text.push_str(&text[done..token.start]);
        match change {
            Change::Instead(word) => modern.text.push_str(&format!("{word:width$}", width = token.text.len())),
            Change::Name => {
                modern.inserted.push(modern.text.len());
                modern.text.push('%');
                modern.text.push_str(token.text);
            }
        }
        done = token.start + token.text.len();
    }
    modern.text.push_str(&text[done..]);
    modern
}

enum Change {
    /// Is replaced by another word, padded with spaces to its length.
    Instead(&'static str),
    /// Is a keyword today, but is used as a name here. It gets a `%`.
    Name,
}

fn change(tokens: &[Token<'_>], index: usize, place: &Place<'_>, declared: &BTreeSet<&str>) -> Option<Change> {
    match tokens[index].text {
        "->" | "(" | ")" if is_in_empty_result(tokens, index) => Some(Change::Instead("")),
        // In today's syntax `float32` and `float64` are ordinary names. In a file that declares a
        // type of such a name, they mean that type.
        word @ ("float32" | "float64") if place.is_type() && !declared.contains(word) => {
            Some(Change::Instead(if word == "float32" { "f32" } else { "f64" }))
        }
        "map" if place.after != "<" => Some(Change::Name),
        "async" if !matches!(place.after, "func" | "constructor") => Some(Change::Name),
        "error-context" if !place.is_type() || declared.contains("error-context") => Some(Change::Name),
        _ => None,
    }
}

/// Whether the token is part of a `-> ()`.
fn is_in_empty_result(tokens: &[Token<'_>], index: usize) -> bool {
    (index.saturating_sub(2)..=index).any(|start| {
        let texts = tokens[start..].iter().take(3).map(|token| token.text);
        texts.eq(["->", "(", ")"])
    })
}

/// The surroundings of a token.
struct Place<'a> {
    before: &'a str,
    after: &'a str,
    /// How many `<` before it are not closed yet.
    angles: usize,
}

impl Place<'_> {
    /// Whether a type is expected here. Otherwise the word is the name of a field, a case, a
    /// function, a package or the like.
    fn is_type(&self) -> bool {
        match self.before {
            "<" | "->" | "=" => true,
            // The type of a field or parameter. In `package ns:float32;` and `use ns:float32/types`
            // the word is a name.
            ":" => matches!(self.after, "," | "}" | ")"),
            "," => self.angles > 0,
            // The type of a value that a case of a variant carries.
            "(" => self.after == ")",
            _ => false,
        }
    }
}

/// The names of the types that a file declares, or takes from other interfaces by `use`.
fn declared_names<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut in_use = false;
    for (index, token) in tokens.iter().enumerate() {
        match (before(tokens, index), token.text) {
            (".", "{") => in_use = true,
            (_, "}") => in_use = false,
            ("type" | "record" | "variant" | "enum" | "flags" | "resource", name) => drop(names.insert(name)),
            (_, name) if in_use => drop(names.insert(name)),
            _ => {}
        }
    }
    names
}

fn before<'a>(tokens: &[Token<'a>], index: usize) -> &'a str {
    index.checked_sub(1).map_or("", |before| text_at(tokens, before))
}

fn text_at<'a>(tokens: &[Token<'a>], index: usize) -> &'a str {
    tokens.get(index).map_or("", |token| token.text)
}

/// A word, a `->`, or any other single character.
struct Token<'a> {
    start: usize,
    text: &'a str,
}

/// The tokens of `text`. White space, comments and strings are not among them, so nothing in those
/// is ever replaced.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let len = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                let len = match c {
                    '-' if rest.starts_with("->") => 2,
                    // A `%` before a name belongs to the name.
                    c if c == '%' || is_word(c) => {
                        let after = rest[c.len_utf8()..].find(|c| !is_word(c) && c != '-');
                        after.map_or(rest.len(), |len| c.len_utf8() + len)
                    }
                    c => c.len_utf8(),
                };
                tokens.push(Token { start, text: &rest[..len] });
                len
            }
        };
        start += len;
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the comment at the beginning of `text`. Such comments can be nested.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_without_a_result() {
        for (old, new) in [
            ("f: func() -> ();", "f: func()      ;"),
            ("f: func(a: u8)->();g: func() -> u8;", "f: func(a: u8)    ;g: func() -> u8;"),
            ("f: func() /* () */ ->\n (\t) // -> ()\n;", "f: func() /* () */   \n  \t  // -> ()\n;"),
            ("f: func() -> (a: u8);", "f: func() -> (a: u8);"),
        ] {
            assert_eq!(modern(old).text, new);
        }
    }

    #[test]
    fn floats_are_replaced_where_a_type_stands() {
        for (old, new) in [
            ("record r { float32: float32, b: float64 }", "record r { float32: f32    , b: f64     }"),
            ("f: func(float64: list<float32>) -> float64;", "f: func(float64: list<f32    >) -> f64    ;"),
            ("variant v { float32(float32), float64 }", "variant v { float32(f32    ), float64 }"),
            ("type t = tuple<u8, float32, float64>;", "type t = tuple<u8, f32    , f64    >;"),
            ("type t = float32;", "type t = f32    ;"),
            ("f: func() -> result<_, float32>;", "f: func() -> result<_, f32    >;"),
            ("enum e { float32, float64 }", "enum e { float32, float64 }"),
            ("float32: func();", "float32: func();"),
            (
                "package float64:float32; use float64:float32/float32.{x};",
                "package float64:float32; use float64:float32/float32.{x};",
            ),
            ("f: func(a: %float32, b: my-float32);", "f: func(a: %float32, b: my-float32);"),
            ("// float32\nf: func(); /* -> float32 */", "// float32\nf: func(); /* -> float32 */"),
            ("type float32 = f32; f: func() -> float32;", "type float32 = f32; f: func() -> float32;"),
            ("use a.{b as float32}; f: func() -> float32;", "use a.{b as float32}; f: func() -> float32;"),
        ] {
            assert_eq!(modern(old).text, new);
        }
    }

    #[test]
    fn keywords_of_today_that_were_names() {
        for (old, new) in [
            ("record r { map: u8, async: bool }", "record r { %map: u8, %async: bool }"),
            ("map: func(async: list<u8>);", "%map: func(%async: list<u8>);"),
            ("enum e { map, async, error-context }", "enum e { %map, %async, %error-context }"),
            ("f: async func() -> map<u8, string>;", "f: async func() -> map<u8, string>;"),
            ("f: func() -> result<_, error-context>;", "f: func() -> result<_, error-context>;"),
            (
                "record error-context { a: u8 } f: func() -> result<_, error-context>;",
                "record %error-context { a: u8 } f: func() -> result<_, %error-context>;",
            ),
            ("f: func(%map: u8, my-map: u8);", "f: func(%map: u8, my-map: u8);"),
        ] {
            assert_eq!(modern(old).text, new);
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let old = "record map { async: float32, wrong }";
        let modern = modern(old);
        let at = modern.text.find("wrong").unwrap();
        let original = modern.original(at..at + 5);
        assert_eq!(&old[original], "wrong");
        let at = modern.text.find("%async").unwrap();
        assert_eq!(&old[modern.original(at..at + 6)], "async");
    }

    #[test]
    fn odd_text_is_left_to_the_parser() {
        for odd in
            ["/* not /* ended */", "\"not ended", "-", "->", "%", "é-ü: func();", "\u{feff}package a:b;", "/", ""]
        {
            assert_eq!(modern(odd).text, odd);
        }
    }
}
