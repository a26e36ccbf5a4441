//! Used by several tests: fixtures, and the files that were generated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use golem_rpc_codegen::Error;

/// The folder with the WIT of a fixture.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codegen/wit").join(name)
}

/// The texts of all files below a folder, by their paths with `/`.
pub fn texts(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(root, root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Makes a folder with one WIT file.
pub fn wit(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("world.wit"), text).unwrap();
    folder
}

/// Writes a file. Creates its folders if necessary.
pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// An error, as a terminal without colours shows it.
pub fn shown(error: &Error) -> String {
    let mut text = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(400);
    handler.render_report(&mut text, error).unwrap();
    text
}
