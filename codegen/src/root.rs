//! Finds the cargo workspace that a folder is in.

use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

/// The folder at or above `folder` whose `Cargo.toml` has a table `[workspace]`. A `Cargo.toml`
/// that can't be read is passed over, as cargo is run afterwards anyway and says what is wrong with
/// it.
pub(crate) fn workspace_above(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().find(|folder| is_workspace(folder)).map(Path::to_owned)
}

fn is_workspace(folder: &Path) -> bool {
    let path = folder.join("Cargo.toml");
    // Reading a FIFO would wait until somebody writes to it.
    let text = path.is_file().then(|| std::fs::read_to_string(path).ok()).flatten();
    let manifest = text.and_then(|text| text.parse::<DocumentMut>().ok());
    manifest.is_some_and(|manifest| manifest.contains_key("workspace"))
}
