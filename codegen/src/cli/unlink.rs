//! `unlink`

use golem_rpc_codegen::{Error, Workspace};

use super::report;

/// Take a link between two components away, with all that nobody else needs
///
///     golem-rpc-codegen unlink --target component1 --caller component2
///
/// First remove the calls, and the import of the stub from the caller's WIT if it is there.
/// Crates that no other component uses are removed; files that were not generated stay.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The component that is called: its package or its folder
    #[arg(long, value_name = "COMPONENT")]
    target: String,
    /// The component that calls
    #[arg(long, value_name = "COMPONENT")]
    caller: String,
}

impl Args {
    /// Unlinks, and prints what happened to each file.
    pub fn run(self) -> Result<(), Error> {
        let mut workspace = Workspace::find(".")?;
        report::print_interruption(&workspace);
        let done = workspace.unlink(&self.target, &self.caller)?;
        report::print_changes(&done);
        Ok(())
    }
}
