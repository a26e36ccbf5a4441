//! Worlds as they are in real projects. Each folder beside this file is one, and the first line of
//! its WIT describes it. Crates are generated for each world in every mode, and they compile
//! without a warning.
//!
//! In worlds called `template_*` and `wasi_*`, `wit/deps` has the packages that Golem 1.0 put there
//! for every project, which are in the folder `golem-1.0`. Worlds called `odd_*` have names that
//! have been a problem for somebody.
//!
//! `GOLEM=1.2` has all of it generated for that version.

#[path = "../common/workspace.rs"]
mod workspace;

use golem_rpc_codegen::{Config, GolemVersion, Report};
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
            match workspace.add(name, kind, &Config::new(scratch.path()).golem(golem())) {
                Ok(report) => {
                    for export in &report.left_out {
                        left_out.entry(format!("{name}: {}", export.what)).or_default().push(kind);
                    }
                    // The parser of 2024 doesn't know names such as `a-0`.
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

/// The version of Golem that the environment variable `GOLEM` names, and the first without it.
fn golem() -> GolemVersion {
    std::env::var("GOLEM").map_or(GolemVersion::default(), |name| name.parse().expect("a version of Golem"))
}

/// The folder with the stub's WIT, which callers get.
fn stub_wit(report: &Report) -> Option<&Path> {
    let mut paths = report.files.iter().map(|file| file.path.as_path());
    paths.find(|path| path.ends_with("wit/_stub.wit")).and_then(Path::parent)
}

/// The error of the parser of 2024 for WIT that a caller of that time gets, if there is one.
fn unreadable_in_2024(wit: &Path) -> Option<String> {
    let read = wit_parser_of_2024::Resolve::default().push_dir(wit);
    read.err().map(|error| format!("not readable in 2024: {error:?}"))
}

/// The names and folders of the worlds.
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

/// Copies a folder with everything in it.
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
