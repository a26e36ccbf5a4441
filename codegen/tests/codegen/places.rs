//! The packages that WIT needs are found in all places in which people put them.

use std::path::Path;

use golem_rpc_codegen::{Config, Error, Mode, Report};

use crate::support::{self, shown, write};

const SHARED: &str = "package corpus:shared;\ninterface types { record point { x: s32, y: s32 } }\n";
const API: &str = "package corpus:elsewhere;\n\
    interface api { use corpus:shared/types.{point}; get: func() -> point; }\nworld w { export api; }\n";

/// A folder with `target/wit` and a manifest beside it, which has this metadata.
fn project(metadata: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("target/wit/world.wit"), API);
    let manifest = format!("[package]\nname = \"target\"\nversion = \"0.1.0\"\n\n{metadata}");
    write(&root.path().join("target/Cargo.toml"), &manifest);
    root
}

fn generate(root: &Path) -> Result<Report, Error> {
    config(root).generate()
}

fn config(root: &Path) -> Config {
    Config::new(root.join("target/wit")).client_crate(root.join("x-client"), Mode::Direct)
}

fn has_point(root: &Path) -> bool {
    std::fs::read_to_string(root.join("x-client/src/types.rs")).unwrap().contains("pub struct Point")
}

#[test]
fn the_manifest_beside_the_wit_names_them() {
    for metadata in [
        "[package.metadata.component.target.dependencies]\n\"corpus:shared\" = { path = \"../shared/wit\" }\n",
        "[package.metadata.component]\npackage = \"a:b\"\n[package.metadata.component.target]\npath = \"wit\"\n\
         dependencies = { \"corpus:shared\" = { path = \"../shared/wit/types.wit\" } }\n",
        "[package.metadata.golem-rpc]\nwit-path = [\"../shared\"]\n",
    ] {
        let root = project(metadata);
        write(&root.path().join("shared/wit/types.wit"), SHARED);
        generate(root.path()).unwrap();
        assert!(has_point(root.path()), "{metadata}");
    }
}

#[test]
fn what_the_manifest_names_hides_what_is_in_deps() {
    let root =
        project("[package.metadata.component.target.dependencies]\n\"corpus:shared\" = { path = \"../shared/wit\" }\n");
    write(&root.path().join("shared/wit/types.wit"), SHARED);
    let old = "package corpus:shared;\ninterface types { record point { old: s32 } }\n";
    write(&root.path().join("target/wit/deps/shared/types.wit"), old);
    generate(root.path()).unwrap();
    let types = std::fs::read_to_string(root.path().join("x-client/src/types.rs")).unwrap();
    assert!(types.contains("pub x: i32"), "{types}");
}

#[test]
fn a_manifest_of_other_wit_says_nothing() {
    let root = project("[package.metadata.component.target]\npath = \"other\"\n");
    let metadata = "[package.metadata.component.target.dependencies]\n\"corpus:shared\" = { path = \"nowhere\" }\n";
    write(&root.path().join("Cargo.toml"), metadata);
    assert!(shown(&generate(root.path()).unwrap_err()).contains("package `corpus:shared` is not there"));
}

#[test]
fn further_folders_are_named_with_the_command() {
    for folder in ["shared/wit", "shared", "shared/wit/types.wit"] {
        let root = project("");
        write(&root.path().join("shared/wit/types.wit"), SHARED);
        config(root.path()).wit_path(root.path().join(folder)).generate().unwrap();
        assert!(has_point(root.path()), "{folder}");
    }
    let root = project("");
    let error = config(root.path()).wit_path("no/such/folder").generate().unwrap_err();
    assert!(error.to_string().contains("there is no folder `no/such/folder`"), "{error}");
}

#[test]
fn a_single_file_has_its_packages_beside_it() {
    let root = project("");
    write(&root.path().join("target/wit/deps/shared.wit"), SHARED);
    let file = root.path().join("target/wit/world.wit");
    Config::new(file).client_crate(root.path().join("x-client"), Mode::Direct).generate().unwrap();
    assert!(has_point(root.path()));
}

#[test]
fn packages_in_two_folders_are_told_with_both_unless_they_are_the_same() {
    let root = project("");
    let deps = root.path().join("target/wit/deps");
    write(&deps.join("a/types.wit"), SHARED);
    write(&deps.join("b.wit"), SHARED);
    generate(root.path()).unwrap();
    assert!(has_point(root.path()));
    write(&deps.join("b.wit"), &SHARED.replace("y: s32", "y: u8"));
    let report = shown(&generate(root.path()).unwrap_err());
    for place in ["deps/a`", "deps/b.wit`"] {
        assert!(report.contains(place), "{report}");
    }
}

#[test]
fn what_nobody_needs_may_need_what_is_not_there() {
    let root = project("");
    let deps = root.path().join("target/wit/deps");
    write(&deps.join("shared.wit"), SHARED);
    write(&deps.join("other/o.wit"), "package a:other;\ninterface o { use a:missing/m.{x}; f: func() -> x; }\n");
    std::fs::create_dir(deps.join("empty")).unwrap();
    generate(root.path()).unwrap();
}

#[test]
fn a_package_from_a_registry_and_one_of_another_version_have_cures_of_their_own() {
    let root = project("[package.metadata.component.target.dependencies]\n\"corpus:shared\" = \"0.1.0\"\n");
    let report = shown(&generate(root.path()).unwrap_err());
    assert!(report.contains("wants it from a registry, which is not asked here"), "{report}");
    let root = project("");
    write(&root.path().join("target/wit/deps/shared.wit"), &SHARED.replace("shared;", "shared@0.2.0;"));
    let user = "package a:user;\ninterface u { use corpus:shared/types@0.2.0.{point}; f: func() -> point; }\n";
    write(&root.path().join("target/wit/deps/user.wit"), user);
    let world = API.replace("world w {", "world w {\n  import a:user/u;\n");
    write(&root.path().join("target/wit/world.wit"), &world);
    let report = shown(&generate(root.path()).unwrap_err());
    assert!(report.contains("`corpus:shared@0.2.0` is there: name that version"), "{report}");
}

#[test]
fn a_manifest_that_is_no_toml_is_underlined() {
    let root = project("[package.metadata\n");
    let report = shown(&generate(root.path()).unwrap_err());
    assert!(report.contains("Cargo.toml") && report.contains("is not valid TOML"), "{report}");
}

#[test]
fn keywords_as_names_have_a_cure() {
    for (api, keyword) in [
        ("record r { type: u8 }", "type"),
        ("f: func(interface: u8);", "interface"),
        ("type: func() -> u8;", "type"),
        ("f: func() -> use;", "use"),
        ("enum list { a }", "list"),
        ("flags: func();", "flags"),
        ("resource r { list: func(); }", "list"),
    ] {
        let wit = support::wit(&format!("package a:b;\ninterface api {{\n  {api}\n}}\nworld w {{ export api; }}\n"));
        let report = shown(&Config::new(wit.path()).stub_crate("x-stub").generate().unwrap_err());
        assert!(report.contains(&format!("it is written `%{keyword}`")), "{report}");
        assert!(report.contains("world.wit:3:"), "{report}");
    }
    let wit = support::wit("package a:b;\ninterface api {\n  f: func()\n  enum e { a }\n}\n");
    let report = shown(&Config::new(wit.path()).stub_crate("x-stub").generate().unwrap_err());
    assert!(!report.contains("%enum") && report.contains("end what stands before with `;`"), "{report}");
}
