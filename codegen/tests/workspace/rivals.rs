//! A dependency of the user's that has the name of one that a link needs, but is another crate, is
//! refused. The error names both places.

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2";

/// The workspace, with more lines in the caller's manifest and in its own.
fn workspace(of_caller: &str, of_root: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.write("component2/Cargo.toml", &(scratch.read("component2/Cargo.toml") + of_caller));
    let root = scratch.read("Cargo.toml").replace("resolver", "exclude = [\"other\", \"sdk\"]\nresolver") + of_root;
    scratch.write("Cargo.toml", &root);
    for folder in ["other", "sdk"] {
        scratch.write(&format!("{folder}/Cargo.toml"), "[package]\nname = \"golem-rpc-sdk\"\nversion = \"0.1.0\"\n");
        scratch.write(&format!("{folder}/src/lib.rs"), "");
    }
    scratch
}

fn refused(of_caller: &str, of_root: &str, command: &str, is: &str) -> String {
    let scratch = workspace(of_caller, of_root);
    let before = scratch.tree();
    let error = scratch.fail(command);
    assert!(error.contains(is), "{of_caller}\n{of_root}\n{error}");
    assert!(error.contains("component2/Cargo.toml:1") && error.contains("(component1/Cargo.toml:2)"), "{error}");
    assert_eq!(scratch.tree(), before);
    error
}

#[test]
fn whatever_else_it_is() {
    for (entry, is) in [
        ("component1-client = { git = \"https://x.y/z\" }", "is what is in the repository `https://x.y/z`, and not"),
        ("component1-client = { path = \"../other\" }", "is what is in the folder `../other`, and not"),
        ("component1-client = \"1\"", "is version `1` from the registry, and not"),
        ("component1-client.version = \"1\"", "is version `1` from the registry, and not"),
        ("component1-client = { version = \"1\", package = \"z\" }", "is the package `z`, and not"),
        (
            "renamed = { package = \"component1-client\", git = \"https://x.y/z\" }",
            "`renamed` in component2/Cargo.toml:11",
        ),
        ("golem-rpc-sdk = { git = \"https://x.y/z\" }", "and not the SDK that the client of `component1`"),
        ("golem-rpc-sdk = \"0.99\"", "is version `0.99` from the registry, and not the SDK"),
        ("golem-rpc-sdk = { path = \"../other\" }", "`initialize-workspace --sdk-path`"),
        ("\n[target.'cfg(unix)'.dependencies]\ncomponent1-client = \"1\"", "is version `1` from the registry"),
        ("\n[dev-dependencies]\ncomponent1-client = \"1\"", "is version `1` from the registry"),
        ("\n[build-dependencies.component1-client]\ngit = \"https://x.y/z\"", "is what is in the repository"),
        ("\n[target.x.dev-dependencies]\ngolem-rpc-sdk = { path = \"../other\" }", "in the folder `../other`"),
    ] {
        refused(&format!("{entry}\n"), "", &format!("{LINK} --mode direct"), is);
    }
}

#[test]
fn in_the_workspaces_table_too() {
    let error = refused(
        "component1-client = { workspace = true }\n",
        "\n[workspace.dependencies]\ncomponent1-client = { git = \"https://x.y/z\" }\n",
        LINK,
        "is what is in the repository `https://x.y/z`, and not the client of `component1`",
    );
    assert!(error.contains("component2/Cargo.toml:11, by Cargo.toml:14,"), "{error}");
}

#[test]
fn where_the_workspace_has_another_sdk() {
    let link = format!("{LINK} --mode direct --sdk-path sdk");
    refused("golem-rpc-sdk = \"0.1\"\n", "", &link, "is version `0.1` from the registry, and not the SDK");
    refused("golem-rpc-sdk = { path = \"../other\" }\n", "", &link, "is what is in the folder `../other`");
}

#[test]
fn the_same_thing_is_welcome_however_it_is_written() {
    for (of_caller, of_root, command) in [
        ("component1-client = { path = \"../component1-client\", features = [] }\n", "", "--mode direct"),
        ("component1-client = { path = \"./../component1/../component1-client\" }\n", "", "--mode direct"),
        (
            "component1-client = { path = \"../component1-stub-client\", package = \"component1-stub-client\" }\n",
            "",
            "",
        ),
        (
            "component1-client.workspace = true\n",
            "\n[workspace.dependencies]\ncomponent1-client = { path = \"component1-client\" }\n",
            "--mode direct",
        ),
        ("golem-rpc-sdk = \"0.1\"\n", "", "--mode direct"),
        ("golem-rpc-sdk = { path = \"../sdk\" }\n", "", "--mode direct --sdk-path sdk"),
        (
            "golem-rpc-sdk = \"0.1\"\n",
            "\n[patch.crates-io]\ngolem-rpc-sdk = { path = \"sdk\" }\n",
            "--mode direct --sdk-path sdk",
        ),
        ("other = { package = \"else\", version = \"1\" }\n", "", "--mode direct"),
    ] {
        let scratch = workspace("", "");
        let command = format!("{LINK} {command}");
        // Cargo only reads the workspace if the client exists.
        scratch.succeed(command.trim());
        let manifest = scratch.read("component2/Cargo.toml");
        let lines = manifest.lines().filter(|line| !line.ends_with("# added by golem-rpc-codegen"));
        let lines: String = lines.flat_map(|line| [line, "\n"]).collect();
        scratch.write("component2/Cargo.toml", &(lines + of_caller));
        scratch.write("Cargo.toml", &(scratch.read("Cargo.toml") + of_root));
        scratch.succeed(command.trim());
        assert!(scratch.read("component2/Cargo.toml").contains(of_caller), "it stays");
    }
}
