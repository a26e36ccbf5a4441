//! Components as `golem-cli new` of Golem 1.0 made them: built with cargo-component, with the
//! packages of the host in `wit/deps`, in the syntax of 2024.

use crate::support::Scratch;
use std::fs;
use std::path::{Path, PathBuf};
use wit_parser_of_2024::Resolve;

const LINK: &str = "initialize-workspace --targets component1 --callers component2 --sdk-version 0.1.0";

/// The counter and its caller.
fn scratch() -> Scratch {
    let scratch = Scratch::new();
    for (component, add) in
        [("component1", "add: func(value: u64) -> ();"), ("component2", "add: func(all: list<u64>) -> ();")]
    {
        let wit = format!(
            "package demo:{component};\n\n\
             // See the component model's documentation for more about WIT.\n\n\
             interface api {{\n  {add}\n  get: func() -> u64;\n}}\n\n\
             world {component} {{\n  import golem:api/host@0.2.0;\n  import golem:rpc/types@0.1.0;\n  \
             import wasi:http/outgoing-handler@0.2.0;\n  \
             import wasi:keyvalue/eventual@0.1.0;\n  import wasi:logging/logging;\n\n  export api;\n}}\n"
        );
        scratch.write(&format!("{component}/Cargo.toml"), &manifest(component));
        scratch.write(&format!("{component}/wit/{component}.wit"), &wit);
        for (name, text) in host_packages() {
            scratch.write(&format!("{component}/wit/deps/{name}"), &text);
        }
    }
    scratch
}

fn manifest(component: &str) -> String {
    let host = |folder: &str| format!("{{ path = \"wit/deps/{folder}\" }}");
    let wasi = ["blobstore", "cli", "clocks", "filesystem", "http", "io", "keyvalue", "logging", "random", "sockets"];
    let wasi: String = wasi.iter().map(|name| format!("\"wasi:{name}\" = {}\n", host(name))).collect();
    format!(
        "[package]\nname = \"{component}\"\nversion = \"0.0.1\"\nedition = \"2021\"\n\n\
         [lib]\npath = \"src/lib.rs\"\ncrate-type = [\"cdylib\"]\n\n\
         [profile.release]\nlto = true\nopt-level = 's'\n\n\
         [dependencies]\nwit-bindgen-rt = {{ version = \"0.26.0\", features = [\"bitflags\"] }}\n\n\
         [package.metadata.component.target]\npath = \"wit\"\n\n\
         [package.metadata.component.target.dependencies]\n\"golem:api\" = {}\n\"golem:rpc\" = {}\n{wasi}",
        host("golem"),
        host("wasm-rpc"),
    )
}

/// The names and texts of the files that every project of that time has.
fn host_packages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golem-1.0");
    let all = files(&root).into_iter().flat_map(|package| files(&package));
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    all.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Resolves a component's WIT like cargo-component: with the packages in `wit/deps` that the
/// manifest names.
fn read_as_cargo_component_does(scratch: &Scratch, component: &str) -> Resolve {
    let manifest: toml_edit::DocumentMut = scratch.read(&format!("{component}/Cargo.toml")).parse().unwrap();
    let named = manifest["package"]["metadata"]["component"]["target"]["dependencies"].as_table().unwrap();
    let together = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &Path| {
        fs::create_dir_all(to).unwrap();
        for path in files(&scratch.path(component).join(from)).iter().filter(|path| path.is_file()) {
            fs::copy(path, to.join(path.file_name().unwrap())).unwrap();
        }
    };
    copy("wit", together.path());
    for (name, item) in named {
        let to = together.path().join("deps").join(name.replace(':', "_"));
        copy(item["path"].as_str().unwrap(), &to);
    }
    let mut resolve = Resolve::default();
    resolve.push_dir(together.path()).unwrap_or_else(|error| panic!("{component}: {error:?}"));
    resolve
}

#[test]
fn the_first_step_of_the_documentation_works() {
    let scratch = scratch();
    read_as_cargo_component_does(&scratch, "component1");
    let before = scratch.tree();
    scratch.succeed(LINK);
    let after = scratch.tree();
    // The stub uses the packages that the project already has.
    for (name, text) in &before {
        if name.contains("/wit/") {
            assert_eq!(after.get(name), Some(text), "{name}");
        }
    }
    let added: Vec<_> =
        after.keys().filter(|name| name.starts_with("component2/wit/") && !before.contains_key(*name)).collect();
    assert_eq!(added, ["component2/wit/deps/demo_component1-stub/_stub.wit"]);
    insta::assert_snapshot!(scratch.read("component2/Cargo.toml"));
    let again = scratch.succeed(LINK);
    assert!(again.contains("other files are up to date") && !again.contains("written"), "{again}");
    assert!(again.contains("kept       component2/wit/deps/wasm-rpc\n"), "{again}");
    scratch.succeed("check");
    scratch.succeed("unlink --target component1 --caller component2");
    assert_eq!(scratch.tree(), before);
}

#[test]
fn what_is_written_can_be_read_by_the_tools_of_that_time() {
    let scratch = scratch();
    scratch.succeed(LINK);
    let wit = scratch.read("component2/wit/component2.wit");
    let import = "world component2 {\n  import demo:component1-stub/stub-component1;\n";
    scratch.write("component2/wit/component2.wit", &wit.replace("world component2 {\n", import));
    let resolve = read_as_cargo_component_does(&scratch, "component2");
    let stub = resolve.packages.iter().find(|(_, package)| package.name.name == "component1-stub").unwrap().1;
    let stub = &resolve.interfaces[stub.interfaces["stub-component1"]];
    let functions: Vec<_> = stub.functions.keys().map(String::as_str).collect();
    assert_eq!(
        functions,
        [
            "[method]future-get-result.subscribe",
            "[method]future-get-result.get",
            "[constructor]api",
            "[method]api.blocking-add",
            "[method]api.add",
            "[method]api.blocking-get",
            "[method]api.get",
        ]
    );
}

#[test]
fn each_command_reads_it() {
    let scratch = scratch();
    for mode in ["direct", "composed"] {
        scratch.succeed(&format!("generate -s component1/wit -d out/{mode}-stub -c out/{mode}-client --mode {mode}"));
    }
    let add =
        "add-stub-dependency --stub-wit-root out/direct-stub/wit --dest-wit-root component2/wit --update-cargo-toml";
    scratch.succeed(add);
    let again = scratch.succeed(add);
    assert!(again.lines().all(|line| !line.starts_with("written")), "{again}");
    read_as_cargo_component_does(&scratch, "component2");
    scratch.succeed("status");
}
