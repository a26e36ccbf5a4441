//! `golem-rpc-host`: see `golem-rpc-host --help`.

mod cli;

use std::process::ExitCode;

use miette::MietteHandlerOpts;

fn main() -> ExitCode {
    // Names in messages are there to be copied: no line breaks within them.
    let handler = |_: &_| Box::new(MietteHandlerOpts::new().wrap_lines(false).build()) as _;
    // Fails only when it was set before.
    let _ = miette::set_hook(Box::new(handler));
    cli::run(&cli::Arguments::given()).unwrap_or_else(|report| {
        cli::say_error(report);
        ExitCode::FAILURE
    })
}
