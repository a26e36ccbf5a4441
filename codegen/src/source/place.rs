//! Places in WIT files, to show where something is wrong.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use miette::{NamedSource, SourceSpan};
use wit_parser::{SourceMap, Span};

use super::old_syntax::{Modern, modern};
use crate::error::{Error, WitError};

/// The files that an error is in. Each is read only once: thousands of exports may be left out,
/// each of them with its place.
#[derive(Default)]
pub(crate) struct Texts {
    by_path: Mutex<HashMap<String, Option<Arc<Text>>>>,
}

/// A file as the user wrote it, and the modern text that the parser was given in its place.
struct Text {
    original: Arc<String>,
    modern: Modern,
    /// The positions at which its lines begin.
    lines: Vec<usize>,
}

impl Texts {
    /// The place of a span. It is `None` if the span is in no file.
    pub(crate) fn place(&self, map: &SourceMap, span: Span) -> Option<Place> {
        let at = map.resolve_span(span)?;
        let mut known = self.by_path.lock().unwrap_or_else(PoisonError::into_inner);
        let text = match known.get(at.path) {
            Some(text) => text.clone(),
            None => {
                let text = Text::read(at.path).map(Arc::new);
                known.insert(at.path.to_owned(), text.clone());
                text
            }
        };
        Some(Place { path: at.path.to_owned(), range: text.as_ref()?.modern.original(at.range), text: text? })
    }
}

impl Text {
    fn read(path: &str) -> Option<Text> {
        let text = std::fs::read_to_string(path).ok()?;
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Some(Text { modern: modern(&text), original: Arc::new(text), lines })
    }
}

/// A place in a file.
pub(crate) struct Place {
    path: String,
    text: Arc<Text>,
    range: Range<usize>,
}

impl Place {
    /// The place of a span. It is `None` if the span is in no file.
    pub(crate) fn of(map: &SourceMap, span: Span) -> Option<Place> {
        Texts::default().place(map, span)
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The number of its line, counted from 1.
    pub(crate) fn line(&self) -> usize {
        self.text.lines.partition_point(|start| *start <= self.range.start)
    }

    /// The number of its character in that line, counted from 1.
    fn column(&self) -> usize {
        let start = self.text.lines.get(self.line() - 1).copied().unwrap_or_default();
        self.text.original.get(start..self.range.start).map_or(0, |before| before.chars().count()) + 1
    }

    /// The file's text up to the place.
    pub(crate) fn before(&self) -> &str {
        self.text.original.get(..self.range.start).unwrap_or(&self.text.original)
    }

    /// The file's text from the place on.
    pub(crate) fn after(&self) -> &str {
        self.text.original.get(self.range.start..).unwrap_or_default()
    }

    /// The text of the file, and what to underline in it, as miette takes them.
    pub(crate) fn underlined(self) -> (NamedSource<Arc<String>>, SourceSpan) {
        (NamedSource::new(self.path, self.text.original.clone()), SourceSpan::from(self.range))
    }
}

/// `file:line:column`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line(), self.column())
    }
}

/// An error that underlines `span`.
pub(crate) fn refusal(
    map: &SourceMap,
    span: Span,
    message: impl Into<String>,
    label: impl Into<String>,
    cure: impl Into<String>,
) -> Error {
    refusal_at(Place::of(map, span), message, label, cure)
}

/// An error that underlines a place, if there is one.
pub(crate) fn refusal_at(
    place: Option<Place>,
    message: impl Into<String>,
    label: impl Into<String>,
    cure: impl Into<String>,
) -> Error {
    let shown = place.as_ref().map(Place::to_string);
    let (file, span) = place.map(Place::underlined).unzip();
    let (message, label, cure) = (message.into(), label.into(), cure.into());
    Error::Wit(Box::new(WitError { message, cure, file, span, label, place: shown }))
}
