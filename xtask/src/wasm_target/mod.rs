//! Makes `cargo build --target wasm32-wasip2` work on this machine, and that for wasm32-wasip1 for
//! those who need it.
//!
//! Ways to get the target, tried in this order until one of them leaves a compiler that can build
//! for it:
//!
//! 1. it is there already: nothing is done;
//! 2. `rustup` downloads it, as every user of Rust would;
//! 3. Debian's packages hold the standard library's source and the WASI C library: the target is
//!    built from them;
//! 4. the same two things as archives in a folder that the environment variable
//!    [`archives::FOLDER`] names.
//!
//! No way needs root, and none touches the system: everything lands in the active toolchain's own
//! sysroot.

pub mod archives;
mod build_std;
mod debian;
pub mod files;
mod rustup;
mod sysroot;

use crate::progress::step;
use anyhow::{Result, bail};
use sysroot::Sysroot;

/// A target of the compiler that makes components, or what components are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// What cargo makes components for.
    Wasip2,
    /// What cargo-component makes them for.
    Wasip1,
}

impl Target {
    /// Its name for the compiler.
    pub fn triple(self) -> &'static str {
        match self {
            Target::Wasip2 => "wasm32-wasip2",
            Target::Wasip1 => "wasm32-wasip1",
        }
    }

    /// The folder of its C library in a distribution of wasi-libc.
    fn wasi_libc(self) -> &'static str {
        match self {
            Target::Wasip2 => "wasm32-wasip2",
            Target::Wasip1 => "wasm32-wasi",
        }
    }
}

/// Whether the compiler has it.
pub fn is_there(target: Target) -> bool {
    Sysroot::active(target).is_ok_and(|sysroot| sysroot.compiles_for_wasm())
}

type Install = fn(&Sysroot) -> Result<()>;

/// Installs a target unless it is there.
///
/// # Errors
///
/// When no way works: with the reason for each, and what to install by hand.
pub fn ensure(target: Target) -> Result<()> {
    let sysroot = Sysroot::active(target)?;
    let triple = target.triple();
    if sysroot.compiles_for_wasm() {
        return Ok(());
    }
    let ways: [(&str, Install); 3] =
        [("rustup", rustup::install), ("Debian packages", debian::install), ("archives", archives::install)];
    let mut reasons = Vec::new();
    for (name, install) in ways {
        let outcome = step(&format!("installing {triple} with {name}"), || install(&sysroot));
        match outcome {
            Ok(()) if sysroot.compiles_for_wasm() => return Ok(()),
            Ok(()) => reasons.push(format!("{name}: installed, but the compiler still can't build for {triple}")),
            Err(error) => reasons.push(format!("{name}: {error:#}")),
        }
    }
    bail!(
        "could not install the compiler's {triple} target:\n  - {}\n\
         To install it by hand, do one of these and run this command again:\n  \
         - with network access: rustup target add {triple}\n  \
         - offline: put rust-library-{version}.tar.xz (the folder `library/` of Rust's source) and wasi-libc-*.tar.xz \
         (the folder `{libc}/` of wasi-libc) into a folder and name it in {folder}",
        reasons.join("\n  - "),
        libc = target.wasi_libc(),
        version = sysroot.version(),
        folder = archives::FOLDER,
    )
}
