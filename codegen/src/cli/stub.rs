//! `stub`

use std::path::PathBuf;

use golem_rpc_codegen::{Error, Workspace};

use super::golem::GolemArgs;
use super::report;
use super::source::SourceArgs;

/// Make the stub of a component, without a compiler
///
/// From the WIT of the component to be called:
///
///     golem-rpc-codegen stub -s component1/wit -o component1_stub.wasm
///
/// From the compiled component, whose world is called like the file:
///
///     golem-rpc-codegen stub -s component1.wasm -o component1_stub.wasm
///
/// The stub does what the crate of `generate --dest-crate-root` does once it is compiled. It is
/// linked into callers by `compose --stub-wasm`. The same WIT gives the same bytes on every
/// machine.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// Where the stub's component goes; a file that is there is overwritten only if it is such a
    /// stub
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    golem: GolemArgs,
    /// Write nothing; fail when the file is not what would be made now
    #[arg(long)]
    check: bool,
}

impl Args {
    /// Makes or checks the stub, and prints what happened to the file.
    pub fn run(self) -> Result<(), Error> {
        let golem = match self.golem.given() {
            Some(given) => Some(given),
            None => Workspace::recorded_golem(&self.output)?,
        };
        let stub = self.source.config().golem(golem.unwrap_or_default()).stub_component()?;
        let done = if self.check { stub.check(&self.output)? } else { stub.write(&self.output)? };
        done.files.iter().for_each(|file| report::tell(&file.path, &report::line(file)));
        report::left_out(&done.left_out).for_each(|line| report::tell(&self.output, &line));
        Ok(())
    }
}
