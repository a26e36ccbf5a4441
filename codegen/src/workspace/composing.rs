//! Composes a caller with its stubs, unless the composed file is up to date.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::freshness::State;
use crate::compose::{Stub, compose_or};
use crate::disk;
use crate::error::Error;

pub(crate) struct Composing<'a> {
    pub(crate) source: &'a Path,
    pub(crate) stubs: &'a [PathBuf],
    pub(crate) dest: &'a Path,
}

pub(crate) struct Composed {
    /// Whether it was composed now. Otherwise the file was up to date.
    pub(crate) is_new: bool,
    pub(crate) unused: Vec<PathBuf>,
}

/// What a file was composed from. It is kept beside the file, to tell later whether the file is up
/// to date.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Record {
    files: Vec<State>,
    unused: Vec<PathBuf>,
}

impl Composing<'_> {
    /// Composes if necessary. If the caller imports none of the stubs, `nothing` makes the error,
    /// from the lines of WIT that would import them.
    pub(crate) fn run(&self, nothing: &dyn Fn(&[String]) -> Error) -> Result<Composed, Error> {
        let path = self.dest.with_extension("wasm.golem-rpc");
        // If the record can't be read, the component is composed again.
        let record = disk::read(&path).ok().flatten().and_then(|text| serde_json::from_str::<Record>(&text).ok());
        if let Some(record) = record.filter(|record| self.states().is_ok_and(|now| now == record.files)) {
            return Ok(Composed { is_new: false, unused: record.unused });
        }
        let stubs: Vec<_> = self.stubs.iter().map(Stub::file).collect();
        let unused = compose_or(self.source, &stubs, self.dest, nothing)?.unused;
        let record = Record { files: self.states()?, unused };
        let text = serde_json::to_string(&record).map_err(std::io::Error::from).map_err(Error::io("write", &path))?;
        disk::replace(&path, text.as_bytes())?;
        Ok(Composed { is_new: true, unused: record.unused })
    }

    fn states(&self) -> Result<Vec<State>, Error> {
        let files = [self.source, self.dest].into_iter().chain(self.stubs.iter().map(PathBuf::as_path));
        files.map(State::of).collect()
    }
}
