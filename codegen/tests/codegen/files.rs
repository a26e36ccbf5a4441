//! Which files are written, and which stay as they are.

use std::path::Path;
use std::time::SystemTime;

use golem_rpc_codegen::{Config, Error, Mode, Outcome, Report, add_stub_dependency};

use crate::support;

fn both(root: &Path) -> Config {
    Config::new(support::fixture("shop"))
        .stub_crate(root.join("shop-stub"))
        .client_crate(root.join("shop-client"), Mode::Direct)
}

fn times(report: &Report) -> Vec<SystemTime> {
    report.files.iter().map(|file| std::fs::metadata(&file.path).unwrap().modified().unwrap()).collect()
}

#[test]
fn a_second_run_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let first = both(root.path()).generate().unwrap();
    assert!(first.files.iter().all(|file| file.outcome == Outcome::Written));
    let before = times(&first);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let second = both(root.path()).generate().unwrap();
    assert!(second.files.iter().all(|file| file.outcome == Outcome::Unchanged));
    assert_eq!(times(&second), before);
    both(root.path()).check().unwrap();
}

#[test]
fn check_writes_nothing_and_names_what_is_stale() {
    let root = tempfile::tempdir().unwrap();
    both(root.path()).generate().unwrap();
    let file = root.path().join("shop-client/src/types.rs");
    let text = std::fs::read_to_string(&file).unwrap().replace("Gift", "Present");
    std::fs::write(&file, &text).unwrap();
    std::fs::remove_file(root.path().join("shop-stub/wit/_stub.wit")).unwrap();
    match both(root.path()).check() {
        Err(Error::Stale { files, edited }) => {
            assert_eq!((files, edited), (vec![root.path().join("shop-stub/wit/_stub.wit")], vec![file.clone()]));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert!(!root.path().join("shop-stub/wit/_stub.wit").exists());
}

#[test]
fn a_file_without_the_marker_is_never_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let manifest = root.path().join("shop-stub/Cargo.toml");
    std::fs::create_dir(root.path().join("shop-stub")).unwrap();
    std::fs::write(&manifest, "[package]\nname = \"mine\"\n").unwrap();
    let error = both(root.path()).generate().unwrap_err();
    assert!(matches!(&error, Error::NotGenerated { path, .. } if *path == manifest), "{error}");
    assert_eq!(support::texts(root.path()).len(), 1, "nothing else may be written either");
}

#[test]
fn an_edited_file_is_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    both(root.path()).generate().unwrap();
    let file = root.path().join("shop-client/src/types.rs");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Gift", "Present")).unwrap();
    std::fs::remove_file(root.path().join("shop-stub/src/lib.rs")).unwrap();
    let error = both(root.path()).generate().unwrap_err();
    assert!(matches!(&error, Error::Edited { path } if *path == file), "{error}");
    assert!(!root.path().join("shop-stub/src/lib.rs").exists(), "nothing else may be written either");
    std::fs::remove_file(&file).unwrap();
    both(root.path()).generate().unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn changing_the_mode_removes_what_the_other_mode_needed() {
    let root = tempfile::tempdir().unwrap();
    let client = root.path().join("shop-client");
    let generate = |mode| Config::new(support::fixture("shop")).client_crate(&client, mode).generate().unwrap();
    generate(Mode::Composed);
    assert!(client.join("wit/client.wit").exists());
    let report = generate(Mode::Direct);
    assert!(!client.join("wit/client.wit").exists());
    assert!(report.files.iter().any(|file| file.outcome == Outcome::Removed));
    let fresh = tempfile::tempdir().unwrap();
    both(fresh.path()).generate().unwrap();
    assert_eq!(support::texts(&client), support::texts(&fresh.path().join("shop-client")));
}

#[test]
fn a_stub_is_linked_to_a_caller_once() {
    let root = tempfile::tempdir().unwrap();
    both(root.path()).generate().unwrap();
    let counters = root.path().join("component1-stub");
    Config::new(support::fixture("counters")).stub_crate(&counters).generate().unwrap();
    let caller = root.path().join("caller/wit");
    let link = |stub: &str| add_stub_dependency(&root.path().join(stub).join("wit"), &caller, false).unwrap();
    let outcomes = |report: Report| report.files.into_iter().map(|file| file.outcome).collect::<Vec<_>>();
    assert!(outcomes(link("shop-stub")).iter().all(|outcome| *outcome == Outcome::Written));
    assert!(outcomes(link("shop-stub")).iter().all(|outcome| *outcome == Outcome::Unchanged));
    // Both stubs need the same interface, so they bring the same file.
    let second = outcomes(link("component1-stub"));
    assert_eq!(second, [Outcome::Written, Outcome::Unchanged, Outcome::Unchanged]);
    std::fs::write(
        caller.join("caller.wit"),
        "package demo:caller;\nworld caller {\n  import demo:component1-stub/stub-component1;\n  \
         import demo:shop-stub/stub-shop@1.2.0;\n}\n",
    )
    .unwrap();
    wit_parser::Resolve::default().push_dir(&caller).unwrap();
}

#[test]
fn a_callers_own_packages_stay() {
    let root = tempfile::tempdir().unwrap();
    Config::new(support::fixture("counters")).stub_crate(root.path().join("component1-stub")).generate().unwrap();
    let (stub, caller) = (root.path().join("component1-stub/wit"), root.path().join("wit"));
    std::fs::create_dir_all(caller.join("deps/io")).unwrap();
    std::fs::create_dir_all(caller.join("deps/demo_component1-stub")).unwrap();
    let io = "package wasi:io@0.2.0;\ninterface poll { resource pollable {} }\ninterface more {}\n";
    std::fs::write(caller.join("deps/io/io.wit"), io).unwrap();
    let report = add_stub_dependency(&stub, &caller, false).unwrap();
    assert!(report.files.iter().any(|file| file.outcome == Outcome::Kept && file.path == caller.join("deps/io")));
    assert!(!caller.join("deps/wasi_io").exists());
    // A stub that somebody wrote by hand must not be changed.
    let stub_file = caller.join("deps/demo_component1-stub/_stub.wit");
    std::fs::write(&stub_file, "package demo:component1-stub;\n").unwrap();
    let error = add_stub_dependency(&stub, &caller, false).unwrap_err();
    assert!(matches!(error, Error::NotGenerated { .. }), "{error}");
    add_stub_dependency(&stub, &caller, true).unwrap();
    assert_ne!(std::fs::read_to_string(&stub_file).unwrap(), "package demo:component1-stub;\n");
}
