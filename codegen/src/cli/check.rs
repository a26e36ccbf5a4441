//! `check`

use golem_rpc_codegen::{Error, Workspace};

use super::report;

/// Fail if a generated file is stale or was edited by hand: for CI
///
///     golem-rpc-codegen check
///
/// Writes nothing. The exit code is 1, with a list of the files, if `build` would write one.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {}

impl Args {
    /// Checks, and prints how many files are up to date.
    pub fn run(self) -> Result<(), Error> {
        let workspace = Workspace::find(".")?;
        let report = workspace.check()?;
        report::print_out_of_reach(&workspace);
        println!("all {} files are up to date", report.files.len());
        Ok(())
    }
}
