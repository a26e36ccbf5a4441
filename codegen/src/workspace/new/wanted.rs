//! The components that a command is to make.

use std::path::{Path, PathBuf};

use super::name::component_name;
use crate::error::Error;
use crate::paths::normal;
use crate::template;

/// What [`Workspace::create`](crate::Workspace::create) makes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewComponents {
    /// One component, called like its folder.
    One {
        /// Its folder, which may be there if it is empty.
        folder: PathBuf,
        /// What it calls: components of the workspace, or paths as
        /// [`Workspace::link`](crate::Workspace::link) takes them.
        calls: Vec<String>,
    },
    /// The two of Golem's documentation, `component1` and `component2`, which calls it.
    Counters,
}

/// A component to make.
pub(crate) struct Wanted {
    pub(crate) name: String,
    /// An absolute path.
    pub(crate) folder: PathBuf,
    /// What it calls, as the user names it.
    pub(crate) calls: Vec<String>,
}

impl Wanted {
    /// The components of a command that is run in the folder `here`. Each comes after those that it
    /// calls.
    pub(crate) fn all(here: &Path, new: &NewComponents) -> Result<Vec<Wanted>, Error> {
        match new {
            NewComponents::One { folder, calls } => {
                let folder = normal(&here.join(folder));
                Ok(vec![Wanted { name: component_name(&folder)?, folder, calls: calls.clone() }])
            }
            NewComponents::Counters => Ok(counters(here)),
        }
    }
}

fn counters(here: &Path) -> Vec<Wanted> {
    let counter = |(number, name): (usize, &&str)| Wanted {
        name: (*name).to_owned(),
        folder: here.join(name),
        calls: template::COUNTERS[..number].iter().map(|&name| name.to_owned()).collect(),
    };
    template::COUNTERS.iter().enumerate().map(counter).collect()
}
