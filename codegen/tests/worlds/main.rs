//! Worlds as real projects have them: each folder beside this file is one, whose first line says what it is like. Each is generated in every
//! mode, and what comes of it compiles without a warning.
//!
//! Worlds called `template_*` and `wasi_*` have beside them, in `wit/deps`, what Golem 1.0 put there for every project: `golem-1.0`. Those called `odd_*` have names that have made
//! trouble for somebody.

#[path = "../common/workspace.rs"]
mod workspace;

use golem_rpc_codegen::Config;
use std::fs;
use std::path::{Path, PathBuf};
use workspace::{Kind, Workspace};

#[test]
fn every_world_is_generated_and_compiles() {
    let worlds = worlds();
    assert!(worlds.len() >= 40, "only {} worlds", worlds.len());
    let mut workspace = Workspace::new("worlds");
    let mut failures = Vec::new();
    for (name, folder) in &worlds {
        let scratch = tempfile::tempdir().expect("a folder can be made");
        if name.starts_with("template_") || name.starts_with("wasi_") {
            copy(&tests().join("golem-1.0"), &scratch.path().join("deps"));
        }
        copy(folder, scratch.path());
        for kind in Kind::ALL {
            if let Err(error) = workspace.add(name, kind, &Config::new(scratch.path())) {
                failures.push(format!("{name}, {kind:?}: {:?}", miette::Report::from(error)));
            }
        }
    }
    failures.extend(workspace.check().err());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Their names and folders.
fn worlds() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(tests().join("worlds")).expect("the folder can be read");
    let folders = entries.map(|entry| entry.expect("the folder can be read").path()).filter(|path| path.is_dir());
    let mut worlds: Vec<_> = folders.map(|path| (name(&path), path)).collect();
    worlds.sort();
    worlds
}

fn name(path: &Path) -> String {
    path.file_name().expect("a folder has a name").to_string_lossy().into_owned()
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let to = to.join(name(&path));
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs::copy(&path, &to).expect("a file can be copied")),
        }
    }
}
