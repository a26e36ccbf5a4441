//! Makes the stubs that have no crate.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Workspace;
use super::freshness::{State, sources};
use super::links::Link;
use super::members::Member;
use super::role::Role;
use crate::config::Config;
use crate::disk;
use crate::error::Error;

/// What a stub was made of.
#[derive(Serialize, Deserialize)]
struct Made {
    /// The version of Golem that it is for.
    golem: String,
    of: Vec<State>,
}

impl Workspace {
    /// Makes the stub of a link's target among the compiled files in `folder`, unless it is there
    /// as it has to be. Gives its path.
    pub(crate) fn instant_stub(&self, folder: &Path, link: &Link) -> Result<PathBuf, Error> {
        let name = Role::Stub.crate_of(&link.target).replace('-', "_");
        // What cargo compiles has the other name: another caller's link may need it.
        let path = folder.join(format!("{name}_instant.wasm"));
        let Some(target) = self.packages.named(&link.target).filter(|target| !target.is_out_of_reach()) else {
            return if path.exists() { Ok(path) } else { Err(self.unmakable(link)) };
        };
        // What it was made of and for, as it was then.
        let record = path.with_extension("wasm.golem-rpc");
        let golem = self.golem();
        let seen = disk::read(&record).ok().flatten().and_then(|text| serde_json::from_str::<Made>(&text).ok());
        let is_as_made =
            |made: Made| made.golem == golem.name() && states(target, &path).is_ok_and(|now| now == made.of);
        if seen.is_some_and(is_as_made) {
            return Ok(path);
        }
        let mut config = Config::new(&target.wit).golem(golem);
        if let Some(world) = &target.world {
            config = config.world(world);
        }
        config.stub_component()?.write_locked(&path)?;
        let made = Made { golem: golem.name().to_owned(), of: states(target, &path)? };
        let text = serde_json::to_string(&made).map_err(std::io::Error::from);
        disk::replace(&record, text.map_err(Error::io("write", &record))?.as_bytes())?;
        Ok(path)
    }

    fn unmakable(&self, link: &Link) -> Error {
        let Link { caller, target, .. } = link;
        let place = self.packages.named(target).map(|target| target.folder.display().to_string()).unwrap_or_default();
        Error::options(
            format!("the stub of `{target}` cannot be made: there is nothing at `{place}`"),
            format!(
                "put it there, or have the stub compiled from what was generated: `golem-rpc-codegen \
                 initialize-workspace --targets {target} --callers {caller} --mode composed` while it is there"
            ),
        )
    }
}

/// The states of a stub, and of all that it depends on. The program is among them, as another
/// version of it may make another stub.
fn states(target: &Member, stub: &Path) -> Result<Vec<State>, Error> {
    let mut files = sources(target)?;
    files.extend(std::env::current_exe());
    files.sort();
    files.retain(|file| file.exists());
    files.push(stub.to_owned());
    files.iter().map(|file| State::of(file)).collect()
}
