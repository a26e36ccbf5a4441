//! What somebody sees who makes one of the first mistakes: what is wrong, where, and what to do.

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2";

/// What a command says when it fails, after what cargo has said.
fn report(scratch: &Scratch, command: &str) -> String {
    scratch.fail(command).split("  × ").last().unwrap().to_owned()
}

#[test]
fn no_workspace() {
    let scratch = Scratch::empty();
    let error = report(&scratch, LINK);
    assert!(error.contains("there is no Cargo.toml in `"), "{error}");
    insta::assert_snapshot!("no_workspace", error.lines().find(|line| line.contains("help")).unwrap());
    insta::assert_snapshot!("nothing_to_call", report(&scratch, "new total --calls counter"));
}

#[test]
fn a_wrong_name() {
    let scratch = Scratch::new();
    insta::assert_snapshot!(
        "wrong_name_of_a_target",
        report(&scratch, "initialize-workspace --targets component3 --callers component2")
    );
    insta::assert_snapshot!("wrong_name_to_call", report(&scratch, "new total --calls shop"));
}

#[test]
fn wit_with_a_typo() {
    let scratch = Scratch::new();
    let wit = scratch.read("component1/wit/component1.wit");
    scratch.write("component1/wit/component1.wit", &wit.replace("value: u64", "value: u46"));
    insta::assert_snapshot!("unknown_type", report(&scratch, LINK));
    scratch.write("component1/wit/component1.wit", &wit.replace("get: func()", "get func()"));
    insta::assert_snapshot!("missing_colon", report(&scratch, LINK));
    scratch.write("component1/wit/component1.wit", &wit.replace("export api", "export apo"));
    insta::assert_snapshot!("unknown_interface", report(&scratch, LINK));
}

#[test]
fn nothing_to_build() {
    let scratch = Scratch::empty();
    scratch.write("Cargo.toml", "[workspace]\nresolver = \"3\"\n");
    insta::assert_snapshot!("nothing_to_build", report(&scratch, "build"));
}

#[cfg(unix)]
mod with_another_compiler {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    /// A program in a folder that is to come first on the path.
    fn program(scratch: &Scratch, name: &str, script: &str) -> PathBuf {
        scratch.write(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
        let path = scratch.path(&format!("bin/{name}"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path.parent().unwrap().to_owned()
    }

    /// What a command says with this compiler, with cargo as it is, and with or without rustup.
    fn with_rustc(scratch: &Scratch, rustc: &str, has_rustup: bool, command: &str) -> String {
        let rustc = program(scratch, "rustc", rustc).join("rustc");
        let rustup = program(scratch, "rustup", if has_rustup { "exit 0" } else { "exit 1" });
        let path = std::env::var_os("PATH").unwrap();
        let path = std::env::join_paths([rustup].into_iter().chain(std::env::split_paths(&path))).unwrap();
        let mut tool = scratch.tool(command);
        let output = tool.env("RUSTC", rustc).env("PATH", path).env("COLUMNS", "400").output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// It knows every target and has the library of none.
    const WITHOUT_LIBRARY: &str = "echo /nowhere";

    #[test]
    fn no_target() {
        for (name, has_rustup) in [("no_target", true), ("no_target_and_no_rustup", false)] {
            let scratch = Scratch::new();
            insta::assert_snapshot!(name, with_rustc(&scratch, WITHOUT_LIBRARY, has_rustup, "build"));
            assert!(!scratch.path("target/wasm32-wasip2").exists(), "cargo has not been asked");
        }
    }

    #[test]
    fn no_target_for_a_new_component() {
        let scratch = Scratch::empty();
        insta::assert_snapshot!(with_rustc(&scratch, WITHOUT_LIBRARY, true, "new counter"));
        assert!(scratch.path("counter/src/lib.rs").exists());
    }

    #[test]
    fn a_compiler_that_is_too_old() {
        let scratch = Scratch::new();
        let rustc = "echo 'error: could not find specification for target \"wasm32-wasip2\"' >&2; exit 1";
        insta::assert_snapshot!(with_rustc(&scratch, rustc, true, "build"));
    }

    #[test]
    fn a_library_that_cargo_builds_itself_need_not_be_there() {
        let scratch = Scratch::new();
        scratch.write(".cargo/config.toml", "[unstable]\nbuild-std = [\"std\"]\n");
        assert!(!with_rustc(&scratch, WITHOUT_LIBRARY, true, "build").contains("is not installed"));
    }

    #[test]
    fn no_cargo() {
        let scratch = Scratch::new();
        let mut tool = scratch.tool("build");
        let output = tool.env("CARGO", "no-such-cargo").env("COLUMNS", "400").output().unwrap();
        insta::assert_snapshot!(String::from_utf8_lossy(&output.stderr));
    }
}

/// For these cargo has to run.
#[test]
fn no_link() {
    let scratch = Scratch::new();
    for component in ["component1", "component2"] {
        let manifest = scratch.read(&format!("{component}/Cargo.toml")).replace("wit-bindgen = \"0.61\"\n", "");
        scratch.write(&format!("{component}/Cargo.toml"), &manifest);
    }
    scratch.write("component2/src/lib.rs", "use component1_client::Api;\n");
    insta::assert_snapshot!("no_link", report(&scratch, "build"));
    insta::assert_snapshot!("no_link_to_remove", report(&scratch, "unlink --target component1 --caller component2"));
}
