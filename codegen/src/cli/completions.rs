//! `completions`

use clap::CommandFactory;
use clap_complete::Shell;
use golem_rpc_codegen::Error;

use super::Cli;

/// Print completions for a shell
///
///     golem-rpc-codegen completions bash \
///         > ~/.local/share/bash-completion/completions/golem-rpc-codegen
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    /// Prints the completions.
    pub fn run(self) -> Result<(), Error> {
        clap_complete::generate(self.shell, &mut Cli::command(), "golem-rpc-codegen", &mut std::io::stdout());
        Ok(())
    }
}
