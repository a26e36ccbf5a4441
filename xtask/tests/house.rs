//! The rooms of the crates, and the widths of their lines.

use std::path::{Path, PathBuf};
use xtask::{rooms, widths};

/// Crates with a table of rooms in the docs of their `lib.rs`.
const WITH_ROOMS: &[&str] = &["sdk", "codegen", "host"];
/// Crates in which no two files import each other.
const WITHOUT_CIRCLES: &[&str] = &["sdk", "stub", "codegen", "host"];
/// Folders whose lines are all narrow enough.
const NARROW: &[&str] = &["benches", "codegen", "examples", "host", "sdk", "stub", "tests", "xtask"];

fn crate_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

#[test]
fn imports_run_down_from_room_to_room() {
    for name in WITH_ROOMS {
        let findings = rooms::wrong_directions(&crate_folder(name)).unwrap();
        assert!(findings.is_empty(), "in {name}/src:\n{}", findings.join("\n"));
    }
}

#[test]
fn no_two_files_import_each_other() {
    for name in WITHOUT_CIRCLES {
        let circles = rooms::circles(&crate_folder(name)).unwrap();
        assert!(circles.is_empty(), "in {name}/src: {circles:#?}");
    }
}

#[test]
fn no_line_is_too_wide() {
    for name in NARROW {
        let findings = widths::too_wide(&crate_folder(name)).unwrap();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}
