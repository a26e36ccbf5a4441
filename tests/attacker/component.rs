//! Compiles the attacking component, once for all tests.

use anyhow::Result;
use golem_rpc_tests::{Profile, Scratch};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The path of its file.
pub fn attacker() -> &'static Path {
    static BUILT: LazyLock<PathBuf> = LazyLock::new(|| build().unwrap_or_else(|error| panic!("{error:#}")));
    &BUILT
}

fn build() -> Result<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("attacker/component");
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("attacker"), Profile::Release);
    scratch.add_component("attacker", "wasip2 = \"1.0\"\nwit-bindgen = \"0.61\"\n")?;
    scratch.copy(&source.join("wit"), "attacker/wit")?;
    scratch.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/wit/deps"), "attacker/wit/deps")?;
    for entry in source.read_dir()? {
        let file = entry?.path();
        if let Some(name) = file.extension().and(file.file_name()) {
            scratch.copy(&file, &format!("attacker/src/{}", name.to_string_lossy()))?;
        }
    }
    scratch.build()?;
    Ok(scratch.wasm("attacker"))
}
