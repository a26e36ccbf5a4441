//! Each crate's package, as a registry would get it, and unpacked again.

use super::project::Project;
use crate::process::{cargo, run_quietly};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate's package and what is in it.
#[derive(Debug)]
pub struct Packed {
    pub name: String,
    /// Where it lies unpacked, in a folder of its own.
    pub folder: PathBuf,
    /// Paths within that folder, with `/`, in order.
    pub files: Vec<String>,
    pub packed_bytes: u64,
    pub unpacked_bytes: u64,
}

/// The folder for everything that is made of packages.
pub fn folder(project: &Project) -> PathBuf {
    project.target_folder().join("packages")
}

/// Packages the project's crates, and unpacks them below [`folder`]. What a former run has left
/// there is removed.
///
/// # Errors
///
/// When cargo refuses to package one, or `tar` can't unpack it.
pub fn pack(project: &Project) -> Result<Vec<Packed>> {
    remove(&folder(project))?;
    let unpacked = folder(project).join("unpacked");
    fs::create_dir_all(&unpacked).with_context(|| format!("could not make {}", unpacked.display()))?;
    let mut cargo = cargo();
    // A dirty tree is packaged, too: who works on a crate wants to see what would become of it.
    cargo.args(["package", "--no-verify", "--allow-dirty"]).current_dir(project.root());
    cargo.arg("--target-dir").arg(folder(project));
    for published in &project.crates {
        cargo.args(["--package", &published.package.name]);
    }
    run_quietly(&mut cargo)?;
    project
        .crates
        .iter()
        .map(|published| {
            let name = format!("{}-{}", published.package.name, published.package.version);
            let archive = folder(project).join("package").join(format!("{name}.crate"));
            // `-m`: in a package all files are of one time, long ago, so cargo would not see that
            // one is another than when it compiled it last.
            run_quietly(Command::new("tar").arg("-xmzf").arg(&archive).arg("-C").arg(&unpacked))?;
            read(&published.package.name, &archive, unpacked.join(name))
        })
        .collect()
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn read(name: &str, archive: &Path, folder: PathBuf) -> Result<Packed> {
    let packed_bytes = fs::metadata(archive).with_context(|| format!("no {}", archive.display()))?.len();
    let mut packed = Packed { name: name.to_owned(), folder, files: Vec::new(), packed_bytes, unpacked_bytes: 0 };
    let mut folders = vec![packed.folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("could not read {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            packed.unpacked_bytes += fs::metadata(&path)?.len();
            let within = path.strip_prefix(&packed.folder).unwrap_or(&path);
            let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
            packed.files.push(parts.join("/"));
        }
    }
    packed.files.sort();
    Ok(packed)
}
