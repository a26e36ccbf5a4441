//! The program: its command line, what it runs, and what it prints and writes.

mod app;
mod arguments;
mod env_value;
mod excerpt;
#[cfg(unix)]
mod file_descriptors;
mod file_id;
mod interrupt;
mod invoke;
mod limit_arguments;
mod lint;
mod output;
mod pictures;
mod plan;
mod printing;
mod progress;
mod recover;
mod report;
mod say;
mod script;
mod shortened;
mod shown;
mod standard_stream;
mod taken;
mod terminal;

pub(crate) use arguments::Arguments;
pub(crate) use say::say_error;

use std::process::ExitCode;

use arguments::Command;

pub(crate) fn run(arguments: &Arguments) -> miette::Result<ExitCode> {
    #[cfg(unix)]
    file_descriptors::raise_limit();
    match &arguments.command {
        Command::Invoke(options) => invoke::run(options),
        Command::Recover(options) => recover::run(options),
    }
}
