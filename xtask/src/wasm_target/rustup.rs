//! The way every user takes: `rustup target add`.

use super::sysroot::Sysroot;
use crate::process::run_quietly;
use anyhow::Result;
use std::process::Command;

pub fn install(sysroot: &Sysroot) -> Result<()> {
    run_quietly(Command::new("rustup").args(["target", "add", sysroot.target().triple()]))
}
