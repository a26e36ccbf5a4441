//! `compose`

use std::path::PathBuf;

use golem_rpc_codegen::{Config, Error, Stub, Workspace, compose_stubs};

use super::report;

/// Link stub components into the component that imports them
///
/// With a stub that was compiled, or made by `stub`:
///
///     golem-rpc-codegen compose --source-wasm component2.wasm --stub-wasm component1_stub.wasm \
///         --dest-wasm component2_composed.wasm
///
/// With the stub of a target, which is made in the same step:
///
///     golem-rpc-codegen compose --source-wasm component2.wasm --target component1/wit \
///         --dest-wasm component2_composed.wasm
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
#[command(group(clap::ArgGroup::new("stubs").required(true).multiple(true).args(["stub_wasm", "target"])))]
pub struct Args {
    /// The caller's component
    #[arg(long, value_name = "FILE")]
    source_wasm: PathBuf,
    /// A stub's component; may be given several times
    #[arg(long, value_name = "FILE", num_args = 1..)]
    stub_wasm: Vec<PathBuf>,
    /// A component to be called, whose stub is made and linked in: the folder with its WIT, a file
    /// of it, or the compiled component; may be given several times. Of several worlds it is the
    /// one whose stub the caller imports
    #[arg(long, value_name = "DIR|FILE", num_args = 1..)]
    target: Vec<PathBuf>,
    /// Where the composed component goes
    #[arg(long, value_name = "FILE")]
    dest_wasm: PathBuf,
}

impl Args {
    /// Composes, and warns of stubs that were left out.
    pub fn run(self) -> Result<(), Error> {
        // Stubs may also come from elsewhere. Then nothing says whether they are stale.
        if let Some(workspace) = (!self.stub_wasm.is_empty()).then(|| Workspace::find(".").ok()).flatten() {
            self.stub_wasm.iter().try_for_each(|stub| workspace.refuse_stale_stub(stub))?;
        }
        let mut stubs: Vec<_> = self.stub_wasm.iter().map(Stub::file).collect();
        for target in &self.target {
            let made = Config::new(target).stub_component_for(&self.source_wasm)?;
            report::left_out(&made.left_out).for_each(|line| eprintln!("{line}"));
            stubs.push(Stub::of(target, made.bytes));
        }
        let composition = compose_stubs(&self.source_wasm, &stubs, &self.dest_wasm)?;
        for stub in composition.unused {
            eprintln!("warning: `{}` is not imported by `{}` and left out", stub.display(), self.source_wasm.display());
        }
        report::tell(&self.dest_wasm, &format!("Writing composed component to \"{}\"", self.dest_wasm.display()));
        Ok(())
    }
}
