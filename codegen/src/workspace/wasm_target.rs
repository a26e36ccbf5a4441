//! Whether the compiler can compile for the target that components are made for.
//!
//! Without it, cargo says "can't find crate for `core`" of whatever crate happens to be the first.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::style::Style;

/// Why a component in `folder` cannot be compiled; nothing if it can, or if that cannot be told.
pub(crate) fn missing(folder: &Path, style: Style) -> Option<Error> {
    if builds_its_own_library(folder) {
        return None;
    }
    let triple = style.triple();
    let rustc = ["RUSTC", "CARGO_BUILD_RUSTC"].iter().find_map(std::env::var_os).unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(&rustc);
    command.args(["--print", "target-libdir", "--target", triple]).current_dir(folder);
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => return Some(not_installed("rustc")),
        Err(_) => return None,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return said.contains(triple).then(|| too_old(triple));
    }
    let libraries = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_core = |name: &str| name.starts_with("libcore-") && name.ends_with(".rlib");
    let entries = std::fs::read_dir(libraries).into_iter().flatten().flatten();
    let has_core = entries.map(|entry| entry.file_name()).any(|name| is_core(&name.to_string_lossy()));
    (!has_core).then(|| not_there(triple))
}

/// A program of Rust's that cannot be run.
pub(crate) fn not_installed(program: &str) -> Error {
    Error::options(
        format!("`{program}` is not installed, or is not on the path"),
        "install Rust (https://rustup.rs), and open a new terminal",
    )
}

fn not_there(triple: &str) -> Error {
    let message = format!("the compiler's target `{triple}` is not installed");
    let with_rustup = format!("rustup target add {triple}");
    let has_rustup = Command::new("rustup").arg("--version").output().is_ok_and(|output| output.status.success());
    if has_rustup {
        return Error::options(message, format!("run `{with_rustup}`, and the same command again"));
    }
    Error::options(
        message,
        format!(
            "this compiler is not from rustup: install the target from where it is from, or install Rust by rustup \
             (https://rustup.rs) and run `{with_rustup}`"
        ),
    )
}

fn too_old(triple: &str) -> Error {
    Error::options(
        format!("the compiler does not know the target `{triple}`"),
        "it is older than 1.82, with which that came: `rustup update`",
    )
}

/// Whether cargo is told to compile the standard library itself, for which the target need not be
/// installed.
fn builds_its_own_library(folder: &Path) -> bool {
    let files =
        folder.ancestors().flat_map(|folder| ["config.toml", "config"].map(|file| folder.join(".cargo").join(file)));
    std::env::var_os("CARGO_UNSTABLE_BUILD_STD").is_some()
        || files.filter_map(|file| std::fs::read_to_string(file).ok()).any(|text| text.contains("build-std"))
}
