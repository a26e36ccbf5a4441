//! The component to be called, as `generate` and `stub` are told of it.

use std::path::PathBuf;

use golem_rpc_codegen::Config;

/// Where the WIT is, and what of it is wanted.
#[derive(clap::Args)]
pub struct SourceArgs {
    /// Folder with the WIT of the component to be called (its `deps` included), a single file of
    /// it, or the compiled component
    #[arg(short, long, value_name = "DIR|FILE")]
    source_wit_root: PathBuf,
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
}

impl SourceArgs {
    /// A configuration for this source.
    pub fn config(self) -> Config {
        let mut config = Config::new(self.source_wit_root).strict(self.strict);
        if let Some(world) = self.world {
            config = config.world(world);
        }
        config = self.interface.into_iter().fold(config, Config::interface);
        self.wit_path.into_iter().fold(config, Config::wit_path)
    }
}
