//! The command line.

mod app;
mod arguments;
mod env_value;
mod invoke;
mod limit_arguments;
mod plan;
mod progress;
mod report;
mod script;

pub(crate) use arguments::Arguments;

use arguments::Command;

pub(crate) fn run(arguments: &Arguments) -> miette::Result<()> {
    match &arguments.command {
        Command::Invoke(options) => invoke::run(options),
    }
}
