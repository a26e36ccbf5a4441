//! The paths that a file uses.

use super::text::Token;

/// A path, beginning with `crate`, with `self` or `super`, or with a name of the module it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UsedPath {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
    /// Of a `use`: the name that it brings in.
    pub(super) name: Option<String>,
    /// Whether others see it, as after `pub use`.
    pub(super) is_shown: bool,
    /// How many modules it is in within the file.
    pub(super) depth: usize,
}

/// All paths of a file, those in its `use` declarations and those in its code.
pub(super) fn used_paths(tokens: &[Token<'_>]) -> Vec<UsedPath> {
    let mut paths = Vec::new();
    // For each open brace, whether it is that of a module.
    let mut braces = Vec::new();
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        let text_at = |place: usize| tokens.get(place).map_or("", |token| token.text);
        let before = place.checked_sub(1).map_or("", text_at);
        match token.text {
            "{" => braces.push(place >= 2 && text_at(place - 2) == "mod"),
            "}" => drop(braces.pop()),
            "use" => {
                let depth = braces.iter().filter(|is_module| **is_module).count();
                let is_shown = before == "pub" || before == ")";
                let mut tree = Tree { tokens, place: place + 1, depth, is_shown, paths: &mut paths };
                tree.read(&[]);
                place = tree.place;
                continue;
            }
            // The path in `pub(in path)` is no use, and neither are the later parts of a path.
            word if is_word(word) && text_at(place + 1) == "::" && before != "::" && before != "in" => {
                let depth = braces.iter().filter(|is_module| **is_module).count();
                let (segments, end) = path(tokens, place);
                paths.push(UsedPath { segments, line: token.line, name: None, is_shown: false, depth });
                place = end;
                continue;
            }
            "in" if text_at(place + 1) == "crate" => place = path(tokens, place + 1).1 - 1,
            _ => {}
        }
        place += 1;
    }
    paths
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The path that begins at `place`, and the place after it.
fn path(tokens: &[Token<'_>], mut place: usize) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    while let Some(token) = tokens.get(place).filter(|token| is_word(token.text)) {
        segments.push(token.text.to_owned());
        place += 1;
        match tokens.get(place) {
            Some(token) if token.text == "::" => place += 1,
            _ => break,
        }
    }
    (segments, place)
}

/// What follows a `use`.
struct Tree<'a, 'b> {
    tokens: &'a [Token<'a>],
    place: usize,
    depth: usize,
    is_shown: bool,
    paths: &'b mut Vec<UsedPath>,
}

impl Tree<'_, '_> {
    /// Reads what stands after `prefix::`, up to the comma, brace or semicolon after it.
    fn read(&mut self, prefix: &[String]) {
        let line = self.tokens.get(self.place).map_or(0, |token| token.line);
        let (segments, end) = path(self.tokens, self.place);
        self.place = end;
        let mut whole = [prefix, &segments].concat();
        match self.text() {
            "{" => {
                while !matches!(self.text(), "}" | "") {
                    self.place += 1;
                    if self.text() != "}" {
                        self.read(&whole);
                    }
                }
                self.place += 1;
                return;
            }
            "*" => self.place += 1,
            _ => {}
        }
        let mut name = whole.last().cloned();
        if whole.len() > 1 && name.as_deref() == Some("self") {
            whole.pop();
            name = whole.last().cloned();
        }
        if self.text() == "as" {
            name = self.tokens.get(self.place + 1).map(|token| token.text.to_owned());
            self.place += 2;
        }
        if !whole.is_empty() {
            let (is_shown, depth) = (self.is_shown, self.depth);
            self.paths.push(UsedPath { segments: whole, line, name, is_shown, depth });
        }
    }

    fn text(&self) -> &str {
        self.tokens.get(self.place).map_or("", |token| token.text)
    }
}
