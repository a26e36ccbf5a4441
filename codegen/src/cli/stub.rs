//! `stub`

use std::path::PathBuf;

use golem_rpc_codegen::{Config, Error};

use super::report;

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
    /// Folder with the WIT of the component to be called (its `deps` included), a single file of
    /// it, or the compiled component
    #[arg(short, long, value_name = "DIR|FILE")]
    source_wit_root: PathBuf,
    /// Where the stub's component goes; a file that is there is overwritten only if it is such a
    /// stub
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// One more folder with packages that the WIT needs, besides `deps` and those that the
    /// Cargo.toml beside it names; may be given several times
    #[arg(long, value_name = "DIR")]
    wit_path: Vec<PathBuf>,
    /// The world that the component to be called implements; needed when there are several. A
    /// compiled component has forgotten the name of its world: it is that of the file, or the one
    /// that is given here
    #[arg(short, long, value_name = "NAME")]
    world: Option<String>,
    /// Only this interface of those that the world exports; may be given several times. The world's
    /// own name stands for the functions that it exports itself
    #[arg(short, long, value_name = "NAME")]
    interface: Vec<String>,
    /// Fail when an export cannot be called remotely, as one with a stream; without this it is left
    /// out and named
    #[arg(long)]
    strict: bool,
    /// Write nothing; fail when the file is not what would be made now
    #[arg(long)]
    check: bool,
}

impl Args {
    /// Makes or checks the stub, and prints what happened to the file.
    pub fn run(self) -> Result<(), Error> {
        let mut config = Config::new(self.source_wit_root).strict(self.strict);
        if let Some(world) = self.world {
            config = config.world(world);
        }
        config = self.interface.into_iter().fold(config, Config::interface);
        config = self.wit_path.into_iter().fold(config, Config::wit_path);
        let stub = config.stub_component()?;
        let done = if self.check { stub.check(&self.output)? } else { stub.write(&self.output)? };
        done.files.iter().for_each(|file| report::tell(&file.path, &report::line(file)));
        report::left_out(&done.left_out).for_each(|line| report::tell(&self.output, &line));
        Ok(())
    }
}
