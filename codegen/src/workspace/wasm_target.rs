//! Finds out whether the compiler has the target that components are compiled for.
//!
//! Without this, somebody who has not installed the target only gets cargo's error "can't find
//! crate for `core`". It is about whichever crate cargo compiles first, and does not say what to
//! install.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::style::Style;

/// Why the compiler cannot compile components in `folder`. It is `None` if it can, and also if the
/// compiler does not answer: then cargo tells what is wrong with it.
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

/// The error for a program that comes with Rust, such as cargo, and is not there.
pub(crate) fn not_installed(program: &str) -> Error {
    Error::options(
        format!("`{program}` is not installed, or is not on the path"),
        "install Rust (https://rustup.rs), and open a new terminal",
    )
}

/// The error for a target that is not installed. How to install it depends on where the compiler is
/// from.
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

/// The error for a compiler that has no such target.
fn too_old(triple: &str) -> Error {
    Error::options(
        format!("the compiler does not know the target `{triple}`"),
        "it is older than 1.82, with which that came: `rustup update`",
    )
}

/// Whether cargo's configuration has it compile the standard library itself. The target need not be
/// installed then.
fn builds_its_own_library(folder: &Path) -> bool {
    let files =
        folder.ancestors().flat_map(|folder| ["config.toml", "config"].map(|file| folder.join(".cargo").join(file)));
    std::env::var_os("CARGO_UNSTABLE_BUILD_STD").is_some()
        || files.filter_map(|file| std::fs::read_to_string(file).ok()).any(|text| text.contains("build-std"))
}
