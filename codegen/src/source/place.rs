//! Places in files of WIT, to show where something is at fault.

use std::fmt;
use std::ops::Range;

use miette::{NamedSource, SourceSpan};
use wit_parser::{SourceMap, Span};

use super::old_syntax::modern;
use crate::error::{Error, WitError, line_and_column};

/// A place in a file.
pub(crate) struct Place {
    path: String,
    /// The file as it is, which is not always the text that was parsed.
    text: String,
    range: Range<usize>,
}

impl Place {
    /// Where a span lies, unless that is in no file.
    pub(crate) fn of(map: &SourceMap, span: Span) -> Option<Place> {
        let at = map.resolve_span(span)?;
        let text = std::fs::read_to_string(at.path).ok()?;
        let range = modern(&text).original(at.range);
        Some(Place { path: at.path.to_owned(), text, range })
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The number of its line, from 1.
    pub(crate) fn line(&self) -> usize {
        line_and_column(self.before()).0
    }

    /// The file's text up to the place.
    pub(crate) fn before(&self) -> &str {
        self.text.get(..self.range.start).unwrap_or(&self.text)
    }

    /// The file's text from the place on.
    pub(crate) fn after(&self) -> &str {
        self.text.get(self.range.start..).unwrap_or_default()
    }

    /// The file and what to underline in it.
    pub(crate) fn underlined(self) -> (NamedSource<String>, SourceSpan) {
        (NamedSource::new(self.path, self.text), SourceSpan::from(self.range))
    }
}

/// `file:line:column`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = line_and_column(self.before());
        write!(f, "{}:{line}:{column}", self.path)
    }
}

/// A refusal that underlines `span`.
pub(crate) fn refusal(
    map: &SourceMap,
    span: Span,
    message: impl Into<String>,
    label: impl Into<String>,
    cure: impl Into<String>,
) -> Error {
    let (file, span) = Place::of(map, span).map(Place::underlined).unzip();
    Error::Wit(Box::new(WitError { message: message.into(), cure: cure.into(), file, span, label: label.into() }))
}
