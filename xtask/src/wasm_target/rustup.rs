//! The way every user takes: `rustup target add`.

use super::{WASM_TARGET, sysroot::Sysroot};
use crate::process::run_quietly;
use anyhow::Result;
use std::process::Command;

pub fn install(_: &Sysroot) -> Result<()> {
    run_quietly(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}
