//! The command line.

mod app;
mod arguments;
mod copied_files;
mod env_value;
mod interrupt;
mod invoke;
mod limit_arguments;
mod lint;
mod output;
mod pictures;
mod plan;
mod printing;
mod progress;
mod report;
mod say;
mod script;

pub(crate) use arguments::Arguments;
pub(crate) use say::say;

use std::process::ExitCode;

use arguments::Command;

pub(crate) fn run(arguments: &Arguments) -> miette::Result<ExitCode> {
    match &arguments.command {
        Command::Invoke(options) => invoke::run(options),
    }
}
