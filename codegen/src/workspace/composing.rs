//! Composes a caller with its stubs, unless that has been done.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::freshness::State;
use crate::compose;
use crate::disk;
use crate::error::Error;

pub(crate) struct Composing<'a> {
    pub(crate) source: &'a Path,
    pub(crate) stubs: &'a [PathBuf],
    pub(crate) dest: &'a Path,
}

pub(crate) struct Composed {
    /// Whether there was anything to do.
    pub(crate) is_new: bool,
    pub(crate) unused: Vec<PathBuf>,
}

/// From what a file was composed, to know whether it has to be composed again.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Record {
    files: Vec<State>,
    unused: Vec<PathBuf>,
}

impl Composing<'_> {
    /// `nothing` makes the error for a caller that imports no stub; it is given the lines that would import one.
    pub(crate) fn run(&self, nothing: &dyn Fn(&[String]) -> Error) -> Result<Composed, Error> {
        let path = self.dest.with_extension("wasm.golem-rpc");
        // One that cannot be read says nothing.
        let record = disk::read(&path).ok().flatten().and_then(|text| serde_json::from_str::<Record>(&text).ok());
        if let Some(record) = record.filter(|record| self.states().is_ok_and(|now| now == record.files)) {
            return Ok(Composed { is_new: false, unused: record.unused });
        }
        let unused = compose::compose_or(self.source, self.stubs, self.dest, nothing)?.unused;
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
