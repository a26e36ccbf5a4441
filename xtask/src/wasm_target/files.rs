//! Which files a folder holds.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Those whose name is `wanted`.
pub fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| wanted(&path.file_name().unwrap_or_default().to_string_lossy()))
        .collect())
}

/// The one whose name begins and ends so.
pub fn find_file(folder: &Path, prefix: &str, suffix: &str) -> Result<PathBuf> {
    let found = files(folder, |name| name.starts_with(prefix) && name.ends_with(suffix))?;
    found.into_iter().next().with_context(|| format!("{} holds no {prefix}…{suffix}", folder.display()))
}
