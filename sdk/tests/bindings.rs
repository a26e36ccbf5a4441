//! The bindings of `golem:rpc` in `src/bindings/generated.rs` are what `wit-bindgen` makes of the
//! WIT. They are kept with the sources, so that a component which depends on this crate does not
//! compile `wit-bindgen`'s macro for four types.
//!
//! `SNAPSHOTS=overwrite cargo test -p golem-rpc-sdk --test bindings` writes them anew.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use wit_bindgen_core::wit_parser::Resolve;
use wit_bindgen_core::{Files, WorldGenerator};
use wit_bindgen_rust::{Opts, WithOption};

#[test]
fn the_bindings_are_those_of_the_wit() {
    snapbox::assert_data_eq!(formatted(&generated()), snapbox::file!["../src/bindings/generated.rs"].raw());
}

fn generated() -> String {
    let with = |name: &str, path: &str| (name.to_owned(), WithOption::Path(path.to_owned()));
    let options = Opts {
        with: vec![
            with("wasi:io/poll@0.2.0", "crate::bindings::poll"),
            with("golem:rpc/types@0.1.0/wit-node", "crate::bindings::wit_value::WitNode"),
            with("golem:rpc/types@0.1.0/wit-value", "crate::bindings::wit_value::WitValue"),
        ],
        // Functions with values: `wire` hands these to the host as they are in memory.
        skip: [
            "[method]wasm-rpc.invoke-and-await",
            "[method]wasm-rpc.invoke",
            "[method]wasm-rpc.async-invoke-and-await",
            "[method]future-invoke-result.get",
        ]
        .map(str::to_owned)
        .to_vec(),
        additional_type_attributes: vec![(
            "golem:rpc/types@0.1.0/uri".to_owned(),
            "#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]".to_owned(),
        )],
        runtime_path: Some("crate::bindings::runtime".to_owned()),
        generate_all: true,
        ..Opts::default()
    };
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("wit")).unwrap();
    let world = resolve.select_world(&[package], Some("client")).unwrap();
    let mut files = Files::default();
    options.build().generate(&mut resolve, world, &mut files).unwrap();
    let (_, source) = files.iter().next().unwrap();
    let source = std::str::from_utf8(source).unwrap();
    // The options are said above, and their lines there are too long.
    let lines = source.lines().filter(|line| *line != "// Options used:" && !line.starts_with("//   * "));
    HEADER.lines().chain(lines).map(|line| format!("{line}\n")).collect()
}

const HEADER: &str = "\
//! What `wit-bindgen` makes of `golem:rpc/types@0.1.0`, without the functions that take or give
//! values. `tests/bindings.rs` writes it. [`rpc`](super::rpc) says what of it is used.
";

fn formatted(source: &str) -> String {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../rustfmt.toml")]);
    let mut running = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("rustfmt is installed");
    running.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
