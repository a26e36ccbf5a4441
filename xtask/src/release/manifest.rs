//! A `Cargo.toml`, and on which line something stands in it.

use anyhow::{Context, Result};
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml_edit::{Document, Item};

/// A manifest as it was written.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    text: String,
    document: Document<String>,
}

impl Manifest {
    /// # Errors
    ///
    /// When the file can't be read or is no TOML.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        let document = Document::parse(text.clone()).with_context(|| format!("{} is no TOML", path.display()))?;
        Ok(Self { path: path.to_owned(), text, document })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stands under these keys.
    pub fn get(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter().try_fold(self.document.as_item(), |item, key| item.get(key))
    }

    /// Where these keys are written; if they are not, where the last one that is there begins.
    pub fn line(&self, keys: &[&str]) -> usize {
        let mut item = self.document.as_item();
        let mut place = 0;
        for key in keys {
            let Some((written, below)) = item.as_table_like().and_then(|table| table.get_key_value(key)) else { break };
            // A table is written where its header is, which can be far from the first of its keys.
            let span = if below.is_table() { below.span() } else { written.span() };
            place = span.map_or(place, |Range { start, .. }| start);
            item = below;
        }
        1 + self.text[..place].matches('\n').count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_where_it_is_written_and_a_missing_one_at_its_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Cargo.toml");
        std::fs::write(
            &path,
            "# é\n[package]\nname = \"a\"\nversion.workspace = true\n\n[package.metadata.docs.rs]\nx = 1\n",
        )
        .unwrap();
        let manifest = Manifest::read(&path).unwrap();
        assert_eq!(manifest.line(&["package", "name"]), 3);
        assert_eq!(manifest.line(&["package", "version"]), 4);
        assert_eq!(manifest.line(&["package", "readme"]), 2);
        assert_eq!(manifest.line(&["package", "metadata", "docs", "rs", "targets"]), 6);
        assert_eq!(manifest.line(&["dependencies", "b"]), 1);
    }
}
