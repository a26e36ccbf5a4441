//! What cargo-component makes of a module that cargo compiled for wasm32-wasip1.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wit_component::ComponentEncoder;

/// Writes the module as a component, with the adapter for what it imports of WASI preview 1: unless that is there and younger.
///
/// The module says of which type the component is to be, in a section that `wit_bindgen::generate!` wrote.
pub(crate) fn adapt(module: &Path, component: &Path) -> Result<()> {
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if modified(component).is_ok_and(|made| modified(module).is_ok_and(|compiled| compiled < made)) {
        return Ok(());
    }
    let bytes = encode(&fs::read(module)?).with_context(|| format!("{} makes no component", module.display()))?;
    fs::create_dir_all(component.parent().context("a file lies in a folder")?)?;
    fs::write(component, bytes)?;
    Ok(())
}

fn encode(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .module(module)?
        .adapter(WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER)?
        .encode()
}
