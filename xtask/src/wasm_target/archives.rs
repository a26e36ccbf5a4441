//! The last resort: the sources as two archives in a folder of the user's.

use super::{build_std::build_from, files::find_file, sysroot::Sysroot};
use crate::process::run_quietly;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The environment variable that names the folder. Without it this way is not taken.
pub const FOLDER: &str = "GOLEM_RPC_WASM_ARCHIVES";

pub(super) fn install(sysroot: &Sysroot) -> Result<()> {
    let folder = PathBuf::from(std::env::var_os(FOLDER).with_context(|| format!("{FOLDER} is not set"))?);
    let scratch = tempfile::tempdir()?;
    for prefix in [format!("rust-library-{}", sysroot.version()), "wasi-libc-".to_owned()] {
        let archive = find_file(&folder, &prefix, ".tar.xz")?;
        run_quietly(Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(scratch.path()))?;
    }
    build_from(sysroot, &scratch.path().join("library"), &scratch.path().join(sysroot.target().wasi_libc()))
}
