//! The command line of golem-rpc-codegen.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Paths and lines to copy stay in one piece.
    let handler = |_: &dyn miette::Diagnostic| -> Box<dyn miette::ReportHandler> {
        Box::new(miette::MietteHandlerOpts::new().wrap_lines(false).build())
    };
    // It fails only when there is one already.
    let _ = miette::set_hook(Box::new(handler));
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{:?}", miette::Report::new(error));
            ExitCode::FAILURE
        }
    }
}
