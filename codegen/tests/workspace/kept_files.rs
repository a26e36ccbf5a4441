//! Writing a file keeps its mode, its links and devices, and what somebody has written into it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2";
const UNLINK: &str = "unlink --target component1 --caller component2";

#[test]
fn modes_are_kept() {
    let scratch = Scratch::new();
    let mode = |name: &str| fs::metadata(scratch.path(name)).unwrap().permissions().mode() & 0o7777;
    for (name, mode) in [("Cargo.toml", 0o600), ("component2/Cargo.toml", 0o664)] {
        fs::set_permissions(scratch.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    scratch.succeed(LINK);
    fs::set_permissions(scratch.path("component1-stub/src/lib.rs"), fs::Permissions::from_mode(0o444)).unwrap();
    let wit = scratch.read("component1/wit/component1.wit").replace("get: func() -> u64", "get: func() -> u32");
    scratch.write("component1/wit/component1.wit", &wit);
    assert!(scratch.succeed(LINK).contains("written    component1-stub/src/lib.rs"));
    assert_eq!(mode("component1-stub/src/lib.rs"), 0o444);
    scratch.succeed(UNLINK);
    assert_eq!((mode("Cargo.toml"), mode("component2/Cargo.toml")), (0o600, 0o664));
}

#[test]
fn linked_files_are_written_through() {
    let outside = tempfile::tempdir().unwrap();
    let scratch = Scratch::new();
    for (name, elsewhere) in [("Cargo.toml", "workspace.toml"), ("component2/Cargo.toml", "component2.toml")] {
        fs::rename(scratch.path(name), outside.path().join(elsewhere)).unwrap();
        symlink(outside.path().join(elsewhere), scratch.path(name)).unwrap();
    }
    let before = scratch.tree();
    scratch.succeed(LINK);
    let text = fs::read_to_string(outside.path().join("component2.toml")).unwrap();
    assert!(text.contains("component1-client = "), "{text}");
    assert_eq!(scratch.succeed("check"), "all 20 files are up to date\n");
    scratch.succeed(UNLINK);
    assert!(scratch.path("Cargo.toml").is_symlink() && scratch.path("component2/Cargo.toml").is_symlink());
    assert_eq!(scratch.tree(), before);
}

#[test]
fn wit_that_lies_elsewhere_is_unlinked_too() {
    let outside = tempfile::tempdir().unwrap();
    let scratch = Scratch::new();
    fs::write(outside.path().join("mine.wit"), "package mine:things;\n").unwrap();
    symlink(outside.path(), scratch.path("component2/wit/deps")).unwrap();
    let before = scratch.tree();
    scratch.succeed(LINK);
    assert!(outside.path().join("demo_component1-stub/_stub.wit").exists());
    scratch.succeed(UNLINK);
    assert_eq!(scratch.tree(), before);
    assert!(scratch.path("component2/wit/deps").is_symlink());
}

#[test]
fn wit_that_two_callers_share_stays_until_the_second_is_unlinked() {
    let scratch = Scratch::new();
    let manifest = scratch.read("Cargo.toml").replace("\"component2\", ", "\"component2\", \"component3\", ");
    scratch.write("Cargo.toml", &manifest);
    scratch.component("component3", "component3", "package demo:component3;\n\nworld component3 {\n}\n");
    fs::create_dir(scratch.path("deps")).unwrap();
    for caller in ["component2", "component3"] {
        symlink("../../deps", scratch.path(&format!("{caller}/wit/deps"))).unwrap();
    }
    let before = scratch.tree();
    scratch.succeed(&format!("{LINK} component3"));
    let linked = scratch.tree();
    scratch.succeed(UNLINK);
    assert!(scratch.path("deps/demo_component1-stub/_stub.wit").exists(), "component3 needs it");
    scratch.succeed("check");
    scratch.succeed(&format!("{LINK} component3"));
    assert_eq!(scratch.tree(), linked);
    scratch.succeed("unlink --target component1 --caller component3");
    scratch.succeed(UNLINK);
    assert_eq!(scratch.tree(), before);
}

#[test]
fn a_makefile_that_is_a_device_stays_one() {
    let scratch = Scratch::new();
    symlink("/dev/null", scratch.path("Makefile.toml")).unwrap();
    scratch.succeed(LINK);
    scratch.succeed(UNLINK);
    assert_eq!(fs::read_link(scratch.path("Makefile.toml")).unwrap().to_str(), Some("/dev/null"));
}

#[test]
fn a_comment_is_an_edit() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let stub = "component1-stub/src/lib.rs";
    let wit = scratch.read("component1/wit/component1.wit").replace("get: func() -> u64", "get: func() -> u32");
    scratch.write("component1/wit/component1.wit", &wit);
    let text = scratch.read(stub);
    for edited in [
        text.clone() + "// mine\n",
        text.clone() + "/* mine */\n",
        text.replacen("\n", "\n//// mine\n", 1),
        text.replacen("{\n", "{ // mine\n", 1),
    ] {
        scratch.write(stub, &edited);
        for command in [LINK, UNLINK] {
            let error = scratch.fail(command);
            assert!(error.contains(&format!("`{stub}` was edited after it was generated")), "{error}");
        }
        assert_eq!(scratch.read(stub), edited);
    }
    scratch.write(stub, &text);
    scratch.succeed(LINK);
}

#[test]
fn comments_in_files_of_the_users_stay() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let add = |name: &str, from: &str, to: &str| {
        let text = scratch.read(name);
        assert!(text.contains(from), "{text}");
        scratch.write(name, &text.replacen(from, to, 1));
    };
    add("Makefile.toml", "[tasks.build-flow]", "# mine, above\n[tasks.build-flow]");
    add("Cargo.toml", "mode = \"composed\" }", "mode = \"composed\" } # mine, in the links\n");
    add("component2/Cargo.toml", "[dependencies]", "[dependencies] # mine, at the table");
    scratch.succeed("initialize-workspace --targets component2 --callers component1 --mode direct");
    scratch.succeed("unlink --target component2 --caller component1");
    assert!(scratch.read("Cargo.toml").contains("# mine, in the links"));
    scratch.succeed(UNLINK);
    assert!(scratch.read("Makefile.toml").contains("# mine, above"));
    assert!(scratch.read("component2/Cargo.toml").contains("# mine, at the table"));
}
