//! Debian's packages `rust-src` and `wasi-libc`, fetched and unpacked without installing them: no
//! root, nothing left behind.
//!
//! A suite newer than the machine's own carries them, so apt is given a throw-away configuration
//! that names it on the mirror this machine already uses.

use super::{build_std::build_from, files::find_file, sysroot::Sysroot};
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The suite that carries both packages.
const SUITE: &str = "trixie-backports";

pub fn install(sysroot: &Sysroot) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let apt = ThrowAwayApt::new(scratch.path())?;
    apt.update()?;
    let rust_src = apt.unpack("rust-src", &format!("{}+", sysroot.version()))?;
    let wasi_libc = apt.unpack("wasi-libc", "")?;
    let wasi_libc = wasi_libc.join("usr/lib").join(sysroot.target().wasi_libc());
    build_from(sysroot, &find_library(&rust_src.join("usr/src"))?, &wasi_libc)
}

/// Below `usr/src` the source lies in a folder named after its version.
fn find_library(sources: &Path) -> Result<PathBuf> {
    let folders = std::fs::read_dir(sources).with_context(|| format!("rust-src holds no {}", sources.display()))?;
    folders
        .filter_map(|entry| Some(entry.ok()?.path().join("library")))
        .find(|library| library.join("std").is_dir())
        .context("rust-src holds no library/std")
}

/// apt with its own lists, cache and sources in a scratch folder.
struct ThrowAwayApt<'a> {
    folder: &'a Path,
}

impl<'a> ThrowAwayApt<'a> {
    fn new(folder: &'a Path) -> Result<Self> {
        for part in ["lists/partial", "cache/archives/partial", "no-parts"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        let source = format!("deb {} {SUITE} main\n", mirror()?);
        std::fs::write(folder.join("sources.list"), source)?;
        Ok(Self { folder })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (option, path) in [
            ("Dir::Etc::SourceList", "sources.list"),
            ("Dir::Etc::SourceParts", "no-parts"),
            ("Dir::State::Lists", "lists"),
            ("Dir::Cache", "cache"),
        ] {
            command.arg("-o").arg(format!("{option}={}", self.folder.join(path).display()));
        }
        // apt run by root fetches as a user of its own, who can't write to our folder.
        command.args(["-o", "APT::Sandbox::User=root"]).current_dir(self.folder);
        command
    }

    fn update(&self) -> Result<()> {
        run_quietly(self.command("apt-get").arg("update"))
    }

    /// Fetches the newest version that starts with `version`, and returns the folder it is unpacked
    /// to.
    fn unpack(&self, package: &str, version: &str) -> Result<PathBuf> {
        let version = self.find_version(package, version)?;
        run_quietly(self.command("apt-get").args(["download", &format!("{package}={version}")]))?;
        let archive = find_file(self.folder, &format!("{package}_"), ".deb")?;
        let unpacked = self.folder.join(package);
        run_quietly(Command::new("dpkg").arg("-x").arg(archive).arg(&unpacked))?;
        Ok(unpacked)
    }

    fn find_version(&self, package: &str, prefix: &str) -> Result<String> {
        // "  rust-src | 1.95.0+dfsg1-1~bpo13+1 | http://… trixie-backports/main amd64 Packages"
        let table = output_of(self.command("apt-cache").args(["madison", package]))?;
        table
            .lines()
            .filter_map(|line| line.split('|').nth(1))
            .map(str::trim)
            .find(|version| version.starts_with(prefix))
            .map(str::to_owned)
            .with_context(|| format!("{SUITE} has no {package} {prefix}"))
    }
}

/// The mirror that this machine's own package sources name.
fn mirror() -> Result<String> {
    let indexes = output_of(Command::new("apt-get").args(["indextargets", "--format", "$(BASE_URI)"]))?;
    // "http://mirror/debian/dists/bookworm/": the main archive, not the one of security updates.
    indexes
        .lines()
        .filter_map(|line| line.split_once("/dists/").map(|(mirror, _)| mirror))
        .find(|mirror| mirror.ends_with("/debian"))
        .map(str::to_owned)
        .context("this machine's apt names no Debian mirror")
}
