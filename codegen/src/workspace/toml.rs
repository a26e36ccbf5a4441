//! Edits TOML that somebody else wrote, and keeps its comments, order and formatting.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::error::Error;

/// The comment at the end of each line that is added to a manifest. `unlink` removes the lines that
/// have it, and no others.
pub(crate) const OURS: &str = " # added by golem-rpc-codegen";

/// Reads a document. An error underlines the place in it.
pub(crate) fn parse(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    text.replace("\r\n", "\n").parse().map_err(|error| Error::toml(path, text, &error))
}

/// The text of a document. Its lines end as they did in `old`.
pub(crate) fn text(document: &DocumentMut, old: &str) -> String {
    let text = document.to_string();
    if old.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
}

/// The table at a path of keys. Missing tables are added, the last of them with a header.
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

/// Removes the table at a path of keys if it was added here and is empty, and then those above it
/// that have no header and are empty.
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

/// Adds `key = value`, with the comment that it was added here.
pub(crate) fn add(table: &mut dyn TableLike, key: &str, mut value: toml_edit::Value) {
    value.decor_mut().set_suffix(OURS);
    table.insert(key, Item::Value(value));
}

/// Whether an entry was added here.
pub(crate) fn is_ours(item: &Item) -> bool {
    let suffix = item.as_value().and_then(|value| value.decor().suffix()?.as_str());
    suffix == Some(OURS)
}
