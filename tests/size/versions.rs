//! What a component carries of the versions of Golem that it does not name: nothing.
//!
//! A component that names Golem 1.0 is compiled twice: with the SDK, and with a copy of it out of
//! which all that belongs to other versions was taken.

use anyhow::Result;
use golem_rpc_tests::{Profile, Scratch};
use std::fs;
use std::path::{Path, PathBuf};
use wit_component::DecodedWasm;

/// The SDK's manifest, without the workspace that it is part of.
const MANIFEST: &str = r#"[package]
name = "golem-rpc-sdk"
version = "0.0.0"
edition = "2024"

[features]
wstd = []

[dependencies]
futures-core = { version = "0.3", default-features = false }
pin-project = "1.1"
typeid = "1"

[target.'cfg(target_family = "wasm")'.dependencies]
wasip2 = { version = "1.0", default-features = false, features = ["std"] }
"#;

const CALLER: &str = r#"
use golem_rpc_sdk::client::Remote;
use golem_rpc_sdk::{RpcFuture, WorkerUri, block_on, join_all};

pub fn values(names: &[String]) -> Result<Vec<u64>, String> {
    let client = |name: &String| WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).map(|uri| REMOTE);
    let clients: Vec<_> = names.iter().map(client).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let calls = clients.iter().map(|client| RpcFuture::new(client.call::<u64>("demo:component1/api.{get}", &[])));
    block_on(join_all(calls)).into_iter().map(|value| value.map_err(|error| error.to_string())).collect()
}
"#;

/// Expressions for the client of the worker at `uri`.
const OF_1_0: &str = "Remote::new(&uri)";
const OF_1_3: &str = "Remote::on::<golem_rpc_sdk::golem::V1_3>(&uri)";
const OF_BOTH: &str =
    "if names.len() > 1 { Remote::new(&uri) } else { Remote::on::<golem_rpc_sdk::golem::V1_3>(&uri) }";

#[test]
fn the_versions_that_a_component_does_not_name_add_nothing_to_it() {
    let [of_1_0, of_1_3, of_both] =
        build(|_, text| text, [("of-1-0", OF_1_0), ("of-1-3", OF_1_3), ("of-both", OF_BOTH)]);
    let [without_others] = build(without_other_versions, [("of-1-0", OF_1_0)]);
    let sizes = [&of_1_0, &without_others, &of_1_3, &of_both].map(|component| component.len());
    println!("1.0: {}; without the others: {}; 1.3: {}; both: {}", sizes[0], sizes[1], sizes[2], sizes[3]);
    assert_eq!(of_1_0.len(), without_others.len());
    assert!(of_both.len() > of_1_0.len() && of_both.len() > of_1_3.len(), "what is named is measured");
    assert_eq!(imports(&of_1_0), ["golem:rpc/types@0.1.0"]);
    assert_eq!(imports(&of_1_3), ["golem:rpc/types@0.2.2"]);
    assert_eq!(imports(&of_both), ["golem:rpc/types@0.1.0", "golem:rpc/types@0.2.2"]);
}

/// Compiles components with a copy of the SDK of which each file was changed. All copies are in one
/// folder, one after another, for the order of functions depends on it, too.
fn build<const N: usize>(change: fn(&str, String) -> String, components: [(&str, &str); N]) -> [Vec<u8>; N] {
    try_build(change, components).unwrap_or_else(|error| panic!("{error:#}"))
}

fn try_build<const N: usize>(
    change: fn(&str, String) -> String,
    components: [(&str, &str); N],
) -> Result<[Vec<u8>; N]> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("size_of_versions"), Profile::Release);
    let sdk = tests.join("../sdk");
    for file in files(&sdk.join("src"))?.into_iter().chain([sdk.join("build.rs")]) {
        let name = file.strip_prefix(&sdk)?.to_string_lossy().replace('\\', "/");
        scratch.write(&format!("sdk/{name}"), &change(&name, fs::read_to_string(&file)?))?;
    }
    for archive in files(&sdk.join("link"))? {
        let copy = scratch.path("sdk/link").join(archive.file_name().expect("it is a file"));
        fs::create_dir_all(scratch.path("sdk/link"))?;
        fs::copy(archive, copy)?;
    }
    // With several units the compiler would divide the SDK among them in another way when something
    // is taken out of it, and with the order of functions the lengths of some numbers would change.
    scratch.write(".cargo/config.toml", "[profile.release]\ncodegen-units = 1\n")?;
    scratch.write("sdk/Cargo.toml", MANIFEST)?;
    for (name, client) in components {
        scratch.add_component(name, "golem-rpc-sdk = { path = \"../sdk\" }\nwit-bindgen = \"0.61\"\n")?;
        scratch.copy(&tests.join("size/caller.rs"), &format!("{name}/src/lib.rs"))?;
        scratch.write(&format!("{name}/src/values.rs"), &CALLER.replace("REMOTE", client))?;
    }
    scratch.build()?;
    Ok(components.map(|(name, _)| fs::read(scratch.wasm(name)).expect("it was built")))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The file of the SDK with nothing in it that belongs to other versions than 1.0.
fn without_other_versions(file: &str, text: String) -> String {
    match file {
        "src/lib.rs" => format!("#![allow(dead_code, unused_imports, unused_macros)]\n{text}"),
        "src/golem.rs" => {
            let others = text.find("impl sealed::Served for V1_1").expect("they come after that of 1.0");
            let text = text[..others].replace("{interfaces, no_ephemeral_workers}", "interfaces");
            let kept = text.lines().filter(|line| !line.starts_with("impl") || line.contains("V1_0"));
            kept.map(|line| format!("{line}\n")).collect()
        }
        "src/bindings/interfaces.rs" => {
            let others = text.find("interface! {\n    mod v0_1_3").expect("they come after that of 0.1.0");
            text[..others].to_owned()
        }
        "src/bindings/mod.rs" => {
            text.replace("#[cfg(target_family = \"wasm\")]\npub(crate) mod no_ephemeral_workers;\n", "")
        }
        "src/bindings/rpc_0_1_3.rs" | "src/bindings/rpc_0_2_0.rs" | "src/bindings/rpc_0_2_2.rs" => {
            lines_without(&text, &["interfaces::schedule", "cancellation_token!"])
        }
        "src/client/scheduled.rs" => lines_without(&text, &["from_tokens!("]),
        _ => text,
    }
}

fn lines_without(text: &str, parts: &[&str]) -> String {
    let kept = text.lines().filter(|line| !parts.iter().any(|part| line.contains(part)));
    kept.map(|line| format!("{line}\n")).collect()
}

/// The versions of `golem:rpc` that a component imports.
fn imports(component: &[u8]) -> Vec<String> {
    let Ok(DecodedWasm::Component(resolve, world)) = wit_component::decode(component) else {
        panic!("it is no component")
    };
    let names = resolve.worlds[world].imports.keys().map(|import| resolve.name_world_key(import));
    names.filter(|name| name.starts_with("golem:")).collect()
}
