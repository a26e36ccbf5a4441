//! For tests of the library and of the program, each of which has this as a module.

use std::{fs, path::Path};

/// The names of what is in a folder, in alphabetical order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
