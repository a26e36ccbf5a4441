//! The command line, with one file for each command. The commands do little more than call the
//! library.

mod add_stub_dependency;
mod build;
mod check;
mod completions;
mod compose;
mod generate;
mod golem;
mod initialize_workspace;
mod mode;
mod new;
mod report;
mod sdk;
mod source;
mod status;
mod stub;
mod unlink;

use clap::{CommandFactory, Parser, Subcommand};
use golem_rpc_codegen::Error;

/// Generates what Golem components call each other with
///
/// From an empty folder to three workers that are asked at once:
///
///     golem-rpc-codegen new counter
///     golem-rpc-codegen new total --calls counter
///     golem-rpc-codegen build
///     golem-rpc-host invoke --app target/app.toml 'total/main get-all(["a", "b", "c"])'
///
/// For components that there are, in a cargo workspace, `initialize-workspace` makes the link.
#[derive(Parser)]
#[command(version, verbatim_doc_comment)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(new::Args),
    InitializeWorkspace(initialize_workspace::Args),
    Build(build::Args),
    Check(check::Args),
    Status(status::Args),
    Unlink(unlink::Args),
    Generate(generate::Args),
    Stub(stub::Args),
    AddStubDependency(add_stub_dependency::Args),
    Compose(compose::Args),
    Completions(completions::Args),
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> Result<(), Error> {
        match self.command {
            Command::New(args) => args.run(),
            Command::InitializeWorkspace(args) => args.run(),
            Command::Build(args) => args.run(),
            Command::Check(args) => args.run(),
            Command::Status(args) => args.run(),
            Command::Unlink(args) => args.run(),
            Command::Generate(args) => args.run(),
            Command::Stub(args) => args.run(),
            Command::AddStubDependency(args) => args.run(),
            Command::Compose(args) => args.run(),
            Command::Completions(args) => args.run(&mut Cli::command()),
        }
    }
}
