//! `generate`

use std::path::PathBuf;

use golem_rpc_codegen::{Error, Mode, Sdk, Workspace};

use super::golem::GolemArgs;
use super::mode::ModeArg;
use super::report;
use super::sdk::{self, SdkArgs};
use super::source::SourceArgs;

/// Generate a client crate, a stub crate, or both, from the WIT of the component to be called
///
/// A client in direct mode, which needs no stub:
///
///     golem-rpc-codegen generate -s component1/wit -c component1-client
///
/// A stub, and a client that calls through it:
///
///     golem-rpc-codegen generate -s component1/wit -d component1-stub -c component1-client \
///         --mode composed
///
/// From a compiled component, whose world is called like the file:
///
///     golem-rpc-codegen generate -s component1.wasm -c component1-client
///
/// Only files that change are written, and only files that were generated are overwritten.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
#[command(group(
    clap::ArgGroup::new("destination").required(true).multiple(true).args(["dest_crate_root", "client_crate_root"])
))]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// Folder of the stub crate to generate; the crate is named after it
    #[arg(short, long, value_name = "DIR")]
    dest_crate_root: Option<PathBuf>,
    /// Folder of the client crate to generate; the crate is named after it
    #[arg(short, long, value_name = "DIR")]
    client_crate_root: Option<PathBuf>,
    /// How the client reaches the worker [default: direct]
    #[arg(long, requires = "client_crate_root")]
    mode: Option<ModeArg>,
    #[command(flatten)]
    golem: GolemArgs,
    #[command(flatten)]
    sdk: SdkArgs,
    /// Write nothing; fail when a file is not what would be generated now
    #[arg(long)]
    check: bool,
}

impl Args {
    /// Generates or checks, and prints what happened to each file.
    pub fn run(self) -> Result<(), Error> {
        let mut config = self.source.config();
        // All crates of a workspace have to have one SDK, and run on one Golem.
        let first = self.client_crate_root.as_ref().or(self.dest_crate_root.as_ref());
        let recorded = first.map(Workspace::recorded_sdk).transpose()?.flatten();
        let recorded_golem = first.map(Workspace::recorded_golem).transpose()?.flatten();
        config = config.golem(self.golem.given().or(recorded_golem).unwrap_or_default());
        if let Some(folder) = self.dest_crate_root {
            config = config.stub_crate(folder);
        }
        if let Some(folder) = self.client_crate_root {
            config = config.client_crate(folder, self.mode.map_or(Mode::Direct, Into::into));
        }
        let sdk = match (self.sdk.given(), recorded) {
            (Some(sdk), _) | (None, Some(sdk)) => sdk,
            (None, None) => Sdk::of_this_program()?,
        };
        config = config.sdk(sdk.clone());
        let done = if self.check { config.check()? } else { config.generate()? };
        report::print(&done);
        sdk::print_note(&sdk, &done);
        Ok(())
    }
}
