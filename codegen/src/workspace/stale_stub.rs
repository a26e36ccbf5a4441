//! Finds out whether a compiled stub is stale: whether the WIT or the code that it was compiled
//! from has changed since.

use std::path::Path;
use std::time::SystemTime;

use super::Workspace;
use super::members::Member;
use super::role::Role;
use crate::error::Error;

impl Workspace {
    /// Fails if the stub component in `file` is stale. A file that is not a stub of this workspace
    /// is not checked.
    ///
    /// # Errors
    ///
    /// When the stub is stale, or when WIT cannot be read.
    pub fn refuse_stale_stub(&self, file: &Path) -> Result<(), Error> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let is_it = |member: &Member| member.wasm.as_deref() == Some(&*name);
        for (target, role) in self.links.crates().into_iter().filter(|(_, role)| *role == Role::Stub) {
            let Some(stub) = self.packages.named(&role.crate_of(&target)).filter(|stub| is_it(stub)) else { continue };
            let changed = self.plan(&self.links)?.changes()?;
            if changed.iter().any(|change| change.path.starts_with(&stub.folder)) {
                return Err(stale(file, &format!("the WIT of `{target}` has changed since its stub was generated")));
            }
            if newest(&stub.folder.join("src"))? > changed_at(file)? {
                return Err(stale(file, &format!("`{}` has changed since it was compiled", stub.name)));
            }
        }
        Ok(())
    }
}

fn stale(file: &Path, why: &str) -> Error {
    Error::compose(
        format!("`{}` is stale: {why}", file.display()),
        "run `golem-rpc-codegen build`, which generates, compiles and composes",
    )
}

fn newest(folder: &Path) -> Result<SystemTime, Error> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        newest = newest.max(changed_at(&entry.map_err(Error::io("read", folder))?.path())?);
    }
    Ok(newest)
}

fn changed_at(path: &Path) -> Result<SystemTime, Error> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).map_err(Error::io("read", path))
}
