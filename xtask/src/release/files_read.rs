//! Which files of a package the compiler has read, by the notes that cargo leaves for `make`.

use super::packing::Packed;
use crate::wasm_target::files::files;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files of a package that were read to compile what is in the folder `built`, as paths within
/// the package, with `/`.
///
/// # Errors
///
/// When the notes can't be read.
pub fn files_read(packed: &Packed, built: &Path) -> Result<BTreeSet<String>> {
    let mut read = BTreeSet::new();
    for notes in files(built, |name| name.ends_with(".d"))? {
        let text = fs::read_to_string(&notes).with_context(|| format!("could not read {}", notes.display()))?;
        let paths = text.lines().filter_map(|line| line.split_once(": ")).flat_map(|(_, paths)| split(paths));
        let within = paths.filter_map(|path| {
            let within = Path::new(&path).strip_prefix(&packed.folder).ok()?.to_owned();
            Some(within.to_string_lossy().replace('\\', "/"))
        });
        read.extend(within);
    }
    Ok(read)
}

/// Paths are separated by spaces. Those that belong to a path have a `\` before them.
fn split(paths: &str) -> Vec<String> {
    let marked = paths.replace("\\ ", "\0");
    marked.split(' ').map(|path| path.replace('\0', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_may_have_spaces() {
        assert_eq!(split(r"/a/b.rs /my\ code/c.wit"), ["/a/b.rs", "/my code/c.wit"]);
    }
}
