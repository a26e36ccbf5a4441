//! `compose`

use std::path::PathBuf;

use golem_rpc_codegen::{Error, Workspace};

/// Link stub components into the component that imports them
///
///     golem-rpc-codegen compose --source-wasm component2.wasm --stub-wasm component1_stub.wasm \
///         --dest-wasm component2_composed.wasm
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The caller's component
    #[arg(long, value_name = "FILE")]
    source_wasm: PathBuf,
    /// A stub's component; may be given several times
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    stub_wasm: Vec<PathBuf>,
    /// Where the composed component goes
    #[arg(long, value_name = "FILE")]
    dest_wasm: PathBuf,
}

impl Args {
    /// Composes, and warns of stubs that were left out.
    pub fn run(self) -> Result<(), Error> {
        // Stubs may also come from elsewhere. Then nothing says whether they are stale.
        if let Ok(workspace) = Workspace::find(".") {
            self.stub_wasm.iter().try_for_each(|stub| workspace.refuse_stale_stub(stub))?;
        }
        let composition = golem_rpc_codegen::compose(&self.source_wasm, &self.stub_wasm, &self.dest_wasm)?;
        for stub in composition.unused {
            eprintln!("warning: `{}` is not imported by `{}` and left out", stub.display(), self.source_wasm.display());
        }
        let message = format!("Writing composed component to \"{}\"", self.dest_wasm.display());
        // If the component itself goes to the standard output, the message mustn't.
        if self.dest_wasm.is_file() && !self.dest_wasm.starts_with("/dev") {
            println!("{message}");
        } else {
            eprintln!("{message}");
        }
        Ok(())
    }
}
