//! Edits of TOML that somebody else wrote: comments, order and formatting stay.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::error::Error;

/// What ends a line that we added to a manifest: `unlink` removes it again, and nothing else.
pub(crate) const OURS: &str = " # added by golem-rpc-codegen";

/// Reads a document; a mistake in it is underlined.
pub(crate) fn parse(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    text.replace("\r\n", "\n").parse().map_err(|error| Error::toml(path, text, &error))
}

/// The text of a document, with line ends as they were in `old`.
pub(crate) fn text(document: &DocumentMut, old: &str) -> String {
    let text = document.to_string();
    if old.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
}

/// The table at a path of keys; those that are missing are made, the last one with a header of its own.
pub(crate) fn table_at<'a>(document: &'a mut DocumentMut, keys: &[&str]) -> Option<&'a mut dyn TableLike> {
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for (index, key) in keys.iter().enumerate() {
        let last = index + 1 == keys.len();
        table = table.entry(key).or_insert_with(|| Item::Table(new_table(last))).as_table_like_mut()?;
    }
    Some(table)
}

fn new_table(with_header: bool) -> Table {
    let mut table = Table::new();
    table.set_implicit(!with_header);
    if with_header {
        table.decor_mut().set_suffix(OURS);
    }
    table
}

/// Removes the table at a path of keys if we made it and it is empty, and those above it that nobody wrote.
pub(crate) fn remove_if_ours(document: &mut DocumentMut, keys: &[&str]) {
    prune(document.as_table_mut(), keys);
}

fn prune(parent: &mut dyn TableLike, keys: &[&str]) {
    let Some((key, below)) = keys.split_first() else { return };
    let Some(item) = parent.get_mut(key) else { return };
    if let Some(table) = item.as_table_like_mut() {
        prune(table, below);
    }
    let ours = item.as_table().is_some_and(|table| {
        let added = table.decor().suffix().and_then(|suffix| suffix.as_str()) == Some(OURS);
        table.is_empty() && (table.is_implicit() || added)
    });
    if ours {
        parent.remove(key);
    }
}

/// Adds `key = value`, known as ours by its comment.
pub(crate) fn add(table: &mut dyn TableLike, key: &str, mut value: toml_edit::Value) {
    value.decor_mut().set_suffix(OURS);
    table.insert(key, Item::Value(value));
}

/// Whether we added an entry.
pub(crate) fn is_ours(item: &Item) -> bool {
    let suffix = item.as_value().and_then(|value| value.decor().suffix()?.as_str());
    suffix == Some(OURS)
}
