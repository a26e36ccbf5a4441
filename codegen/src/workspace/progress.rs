//! [`Progress`]: the steps of a build, as they are reported.

use std::path::PathBuf;

use crate::output::Report;

/// A step of a build. [`Workspace::build`](crate::Workspace::build) reports it when it happens.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// The generated files are up to date. The report says which of them had to be written.
    Generated(&'a Report),
    /// Cargo is about to compile the components. It skips those that have not changed.
    Compiling {
        /// The number of components.
        components: usize,
    },
    /// A component has been compiled. One that cargo did not have to compile is not reported.
    Compiled {
        /// The package's name.
        component: &'a str,
        /// Its `.wasm` file.
        file: PathBuf,
    },
    /// A component has been composed with the stubs that it imports.
    Composed {
        /// The package's name.
        component: &'a str,
        /// The composed `.wasm` file.
        file: PathBuf,
    },
}
