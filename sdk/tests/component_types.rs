//! The archives in `link` hold what the linker has to know of each version of `golem:rpc`: its WIT,
//! in the section in which `wit-bindgen` would have it. They are compared with the WIT in `wit`.
//!
//! `SNAPSHOTS=overwrite cargo test -p golem-rpc-sdk --test component_types` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};
use wasm_encoder::{
    ConstExpr, CustomSection, DataSection, DataSymbolDefinition, EntityType, ImportSection, LinkingSection, MemoryType,
    Module, SymbolTable,
};
use wit_component::{StringEncoding, metadata};
use wit_parser::Resolve;

/// The versions, with the folders of their WIT.
const VERSIONS: [(&str, &str); 4] =
    [("0.1.0", "wit"), ("0.1.3", "wit/0.1.3"), ("0.2.0", "wit/0.2.0"), ("0.2.2", "wit/0.2.2")];

#[test]
fn the_archives_hold_the_wit() {
    for (version, wit) in VERSIONS {
        let symbol = format!("golem_rpc_sdk_{}", version.replace('.', "_"));
        let object = object(&symbol, &component_type(&package().join(wit)));
        let archive = archive(&format!("{version}.o"), &object);
        let path = package().join("link").join(format!("lib{symbol}.a"));
        if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
            fs::write(&path, &archive).unwrap();
        }
        assert!(fs::read(&path).unwrap() == archive, "{} is not that of the WIT in {wit}", path.display());
    }
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The world of the SDK, encoded.
fn component_type(wit: &Path) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(wit).unwrap();
    let world = resolve.select_world(&[package], Some("client")).unwrap();
    metadata::encode(&resolve, world, StringEncoding::UTF8, None, false).unwrap()
}

/// An object file for the linker, which defines `symbol`, a byte, and has `component_type` in a
/// section of its own.
fn object(symbol: &str, component_type: &[u8]) -> Vec<u8> {
    let mut imports = ImportSection::new();
    let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
    imports.import("env", "__linear_memory", EntityType::Memory(memory));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(0), [1]);
    let mut symbols = SymbolTable::new();
    symbols.data(0, symbol, Some(DataSymbolDefinition { index: 0, offset: 0, size: 1 }));
    let mut linking = LinkingSection::new();
    linking.symbol_table(&symbols);
    let mut module = Module::new();
    module.section(&imports).section(&data).section(&linking);
    module.section(&CustomSection { name: format!("component-type:{symbol}").into(), data: component_type.into() });
    module.finish()
}

/// An `ar` archive of one file, whose name has up to 15 letters.
fn archive(name: &str, file: &[u8]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    // Time, owner, group and mode say nothing, so that the archive is the same on each machine.
    archive.extend_from_slice(
        format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", format!("{name}/"), 0, 0, 0, 644, file.len()).as_bytes(),
    );
    archive.extend_from_slice(file);
    if !file.len().is_multiple_of(2) {
        archive.push(b'\n');
    }
    archive
}
