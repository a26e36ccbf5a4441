//! `completions`

use clap_complete::Shell;
use golem_rpc_codegen::Error;

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
    /// Prints the completions for `program`, which is the whole command line.
    pub fn run(self, program: &mut clap::Command) -> Result<(), Error> {
        clap_complete::generate(self.shell, program, "golem-rpc-codegen", &mut std::io::stdout());
        Ok(())
    }
}
