//! Where the SDK is: in the checkout that this program is built from, unless the user says
//! otherwise.

use std::path::{Path, PathBuf};

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2 --mode direct";

/// The checkout's.
fn sdk() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("sdk")
}

/// A line of a manifest.
fn found_at(manifest: &str) -> String {
    let line = manifest.lines().find(|line| line.starts_with("golem-rpc-sdk")).unwrap();
    line.trim_end_matches(" # added by golem-rpc-codegen").trim_start_matches("golem-rpc-sdk = ").to_owned()
}

#[test]
fn all_commands_agree_on_the_checkout() {
    let path = format!("{{ path = \"{}\" }}", sdk().display());
    let scratch = Scratch::new();
    let told = scratch.tool(LINK).assert().success();
    let note = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(
        note.starts_with("note: golem-rpc-sdk is that of the checkout") && note.contains("`--sdk-version`"),
        "{note}"
    );
    assert!(scratch.tool(LINK).assert().success().get_output().stderr.is_empty(), "it is not new");
    scratch.succeed("generate -s component1/wit -c other-client");
    scratch.succeed("new component3 --calls component1");
    for file in ["component1-client", "component2", "component3", "other-client"] {
        assert_eq!(found_at(&scratch.read(&format!("{file}/Cargo.toml"))), path, "{file}");
    }
    let manifest = scratch.read("Cargo.toml");
    assert!(!manifest.contains("sdk-"), "what is on one machine is not recorded: {manifest}");
}

#[test]
fn all_commands_agree_on_what_is_said() {
    for (option, recorded, in_root, in_member) in [
        ("--sdk-version 0.1.2", "sdk-version = \"0.1.2\"", "\"0.1.2\"", "\"0.1.2\""),
        ("--sdk-path my/sdk", "sdk-path = \"my/sdk\"", "{ path = \"../my/sdk\" }", "{ path = \"../my/sdk\" }"),
    ] {
        let scratch = Scratch::new();
        scratch.succeed(&format!("{LINK} {option}"));
        assert!(scratch.read("Cargo.toml").contains(recorded));
        scratch.succeed("generate -s component1/wit -c other-client");
        scratch.succeed("new component3 --calls component1");
        assert_eq!(found_at(&scratch.read("component1-client/Cargo.toml")), in_root);
        for file in ["component2", "component3", "other-client"] {
            assert_eq!(found_at(&scratch.read(&format!("{file}/Cargo.toml"))), in_member, "{file}");
        }
        scratch.succeed("check");
        scratch.succeed("unlink --target component1 --caller component2");
        scratch.succeed("unlink --target component1 --caller component3");
        assert!(!scratch.read("Cargo.toml").contains("sdk-"));
    }
}

#[test]
fn one_can_be_said_after_the_other() {
    let scratch = Scratch::new();
    for (option, now) in
        [("--sdk-path my/sdk", "sdk-path"), ("--sdk-version =0.1.0", "sdk-version"), ("--sdk-path x", "sdk-path")]
    {
        scratch.succeed(&format!("{LINK} {option}"));
        let manifest = scratch.read("Cargo.toml");
        assert!(manifest.contains(now) && manifest.matches("sdk-").count() == 1, "{manifest}");
        scratch.succeed("check");
    }
    let both = scratch.tool(&format!("{LINK} --sdk-path x --sdk-version 0.1")).assert().code(2);
    assert!(String::from_utf8_lossy(&both.get_output().stderr).contains("cannot be used with"));
    let no_version = scratch.tool(&format!("{LINK} --sdk-version latest")).assert().code(2);
    assert!(String::from_utf8_lossy(&no_version.get_output().stderr).contains("write it as in Cargo.toml"));
}

#[test]
fn a_version_that_the_caller_has_is_not_left_alone_with_a_path() {
    for (caller, root) in [
        ("golem-rpc-sdk = \"0.1\"\n", ""),
        ("golem-rpc-sdk = { version = \"0.1\", features = [] }\n", ""),
        ("golem-rpc-sdk.workspace = true\n", "\n[workspace.dependencies]\ngolem-rpc-sdk = \"0.1\"\n"),
    ] {
        let scratch = Scratch::new();
        scratch.write("component2/Cargo.toml", &(scratch.read("component2/Cargo.toml") + caller));
        scratch.write("Cargo.toml", &(scratch.read("Cargo.toml") + root));
        scratch.succeed(LINK);
        assert_eq!(found_at(&scratch.read("component1-client/Cargo.toml")), "\"0.1.0\"");
    }
}

#[test]
fn a_folder_without_it_is_told() {
    let scratch = Scratch::new();
    let told = scratch.tool(&format!("{LINK} --sdk-path nowhere")).assert().success();
    let warning = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(warning.contains("warning: there is no golem-rpc-sdk in `nowhere`"), "{warning}");
    insta::assert_snapshot!("build_without_the_folder", scratch.fail("build").split("× ").last().unwrap());
}

/// As after the checkout was moved, and the program installed again from there.
#[test]
fn manifests_that_name_a_folder_that_is_gone_are_written_anew() {
    for mode in ["direct", "composed"] {
        let scratch = Scratch::new();
        let link = format!("initialize-workspace --targets component1 --callers component2 --mode {mode}");
        scratch.succeed(&link);
        let as_made = scratch.tree();
        for (name, text) in &as_made {
            let moved = text.replace(&format!("{}", sdk().parent().unwrap().display()), "/moved/away");
            scratch.write(name, &moved);
        }
        let stale: Vec<_> = scratch.tree().into_iter().filter(|(_, text)| text.contains("/moved/away")).collect();
        assert!(stale.len() >= 2, "the client, the stub and the caller name it");
        // Edited files are nobody's to overwrite: these are as another program would have made
        // them.
        for (name, text) in stale.iter().filter(|(name, _)| !name.starts_with("component2")) {
            let (head, body) = text.split_once('\n').unwrap();
            let unsealed = head.split_once(", fingerprint").unwrap().0;
            scratch.write(name, &format!("{unsealed}; do not edit.\n{body}"));
        }
        scratch.succeed(&link);
        assert_eq!(scratch.tree(), as_made);
    }
}
