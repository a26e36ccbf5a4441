//! Edits TOML that somebody else wrote, and keeps its comments, order and formatting.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use crate::error::Error;

/// The comment at the end of each line that is added to a manifest. `unlink` removes the lines that
/// have it, and no others.
pub(crate) const OURS: &str = " # added by golem-rpc-codegen";

/// Reads a document. An error underlines the place in it.
pub(crate) fn parse(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    let text = text.replace("\r\n", "\n");
    text.parse().map_err(|error| Error::toml(path, &text, &error))
}

/// The text of a document. Its lines end as they did in `old`, where both ways of ending a line may
/// be found in one file. A byte order mark stays, too.
pub(crate) fn text(document: &DocumentMut, old: &str) -> String {
    const MARK: char = '\u{feff}';
    let text = document.to_string();
    let new = text.trim_start_matches(MARK);
    let mark = if old.starts_with(MARK) { "\u{feff}" } else { "" };
    format!("{mark}{}", with_line_ends(new, old.trim_start_matches(MARK)))
}

/// Each line of `new` that is in `old` ends as it does there, and the others as most do there.
fn with_line_ends(new: &str, old: &str) -> String {
    let old: Vec<_> =
        old.split_inclusive('\n').map(|line| (line.trim_end_matches(['\r', '\n']), line.ends_with("\r\n"))).collect();
    let most = old.iter().filter(|(_, is_crlf)| *is_crlf).count() * 2 > old.len();
    let (mut text, mut next) = (String::with_capacity(new.len()), 0);
    for line in new.split_inclusive('\n') {
        let Some(content) = line.strip_suffix('\n') else {
            text.push_str(line);
            continue;
        };
        let same = old[next..].iter().position(|(other, _)| *other == content);
        let is_crlf = same.map_or(most, |at| old[next + at].1);
        next += same.map_or(0, |at| at + 1);
        text.push_str(content);
        text.push_str(if is_crlf { "\r\n" } else { "\n" });
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_a_byte_order_mark_stay() {
        for old in [
            "[a]\r\nx = 1\r\n",
            "[a]\nx = 1\n",
            "[a]\r\nx = 1\n# mixed\r\n",
            "\u{feff}[a]\r\nx = 1\r\n",
            "[a]\r\nx = \"\"\"\r\ntext\r\n\"\"\"\r\n",
            "",
        ] {
            assert_eq!(text(&parse(Path::new("a.toml"), old).unwrap(), old), old);
        }
    }

    #[test]
    fn what_is_added_ends_as_most_lines_do() {
        let added = |old: &str| {
            let mut document = parse(Path::new("a.toml"), old).unwrap();
            document["a"]["y"] = toml_edit::value(2);
            text(&document, old)
        };
        assert_eq!(added("[a]\r\nx = 1\r\n"), "[a]\r\nx = 1\r\ny = 2\r\n");
        assert_eq!(added("# one\n[a]\nx = 1\r\n"), "# one\n[a]\nx = 1\r\ny = 2\n");
    }
}
