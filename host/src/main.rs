//! `golem-rpc-host`: see `golem-rpc-host --help`.

mod cli;
#[cfg(test)]
mod folder_names;

use std::process::ExitCode;

use miette::MietteHandlerOpts;

fn main() -> ExitCode {
    // Messages are not broken into lines of a certain width: people copy names out of them, and a
    // name with a line break in it is of no use.
    let handler = |_: &_| Box::new(MietteHandlerOpts::new().wrap_lines(false).build()) as _;
    // This fails only if it was set before.
    let _ = miette::set_hook(Box::new(handler));
    cli::run(&cli::Arguments::given()).unwrap_or_else(|report| {
        cli::say_error(report);
        ExitCode::FAILURE
    })
}
