//! Worlds as real projects have them: each folder beside this file is one, whose first line says
//! what it is like. Each is generated in every mode, and what comes of it compiles without a
//! warning.
//!
//! Worlds called `template_*` and `wasi_*` have beside them, in `wit/deps`, what Golem 1.0 put
//! there for every project: `golem-1.0`. Those called `odd_*` have names that have made trouble for
//! somebody.

#[path = "../common/workspace.rs"]
mod workspace;

use golem_rpc_codegen::{Config, Report};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use workspace::{Kind, Workspace};

#[test]
fn every_world_is_generated_and_compiles() {
    let worlds = worlds();
    assert!(worlds.len() >= 40, "only {} worlds", worlds.len());
    let mut workspace = Workspace::new("worlds");
    let (mut failures, mut left_out) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for (name, folder) in &worlds {
        let scratch = tempfile::tempdir().expect("a folder can be made");
        if name.starts_with("template_") || name.starts_with("wasi_") {
            copy(&tests().join("golem-1.0"), &scratch.path().join("deps"));
        }
        copy(folder, scratch.path());
        for kind in Kind::ALL {
            match workspace.add(name, kind, &Config::new(scratch.path())) {
                Ok(report) => {
                    for export in &report.left_out {
                        left_out.entry(format!("{name}: {}", export.what)).or_default().push(kind);
                    }
                    // Names such as `a-0` are of today.
                    let stub_wit = stub_wit(&report).filter(|_| !name.starts_with("odd_"));
                    failures.extend(stub_wit.and_then(unreadable_in_2024));
                }
                Err(error) => failures.push(format!("{name}, {kind:?}: {:?}", miette::Report::from(error))),
            }
        }
    }
    failures.extend(workspace.check().err());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let left_out = left_out.iter().map(|(what, kinds)| format!("{what}, of {kinds:?}\n"));
    insta::assert_snapshot!("what_is_left_out", left_out.collect::<String>());
}

/// The folder of a stub's WIT, which callers are given.
fn stub_wit(report: &Report) -> Option<&Path> {
    let mut paths = report.files.iter().map(|file| file.path.as_path());
    paths.find(|path| path.ends_with("wit/_stub.wit")).and_then(Path::parent)
}

/// What the parser of 2024 says against WIT that callers of that time are given.
fn unreadable_in_2024(wit: &Path) -> Option<String> {
    let read = wit_parser_of_2024::Resolve::default().push_dir(wit);
    read.err().map(|error| format!("not readable in 2024: {error:?}"))
}

/// Their names and folders.
fn worlds() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(tests().join("worlds")).expect("the folder can be read");
    let folders = entries.map(|entry| entry.expect("the folder can be read").path()).filter(|path| path.is_dir());
    let mut worlds: Vec<_> = folders.map(|path| (name(&path), path)).collect();
    worlds.retain(|(name, _)| name != "snapshots");
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
