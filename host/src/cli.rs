//! The command line.

mod arguments;
mod env_value;
mod invoke;
mod progress;
mod report;

pub(crate) use arguments::Arguments;

use arguments::Command;

pub(crate) fn run(arguments: &Arguments) -> miette::Result<()> {
    match &arguments.command {
        Command::Invoke(options) => invoke::run(options),
    }
}
