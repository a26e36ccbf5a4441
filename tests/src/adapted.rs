//! Makes a component of a module for wasm32-wasip1, as cargo-component does.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wit_component::ComponentEncoder;

/// Writes the component, unless there is one that is newer than the module. The adapter for WASI
/// preview 1 is linked in, for what the module imports from that.
///
/// The type of the component is in a section of the module that `wit_bindgen::generate!` has added.
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
