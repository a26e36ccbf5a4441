//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Runs Golem components that call each other over golem:rpc, in one process.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Invoke(Invoke),
}

const EXAMPLE: &str = "\
Example: increment a counter through a caller that finds it by an environment variable
  golem-rpc-host invoke \\
    --component counter=target/wasm32-wasip2/debug/component1.wasm \\
    --component caller=target/wasm32-wasip2/debug/component2_composed.wasm \\
    --env TARGET_COMPONENT_ID=@counter \\
    'counter/c1 add(5)' \\
    'counter/c1 demo:component1/api.{get}()' \\
    'caller/main sum-joined([\"c1\"])'

Functions may be written as short as is unambiguous: add, api.add, demo:component1/api.{add}.
Arguments and results are WAVE: 5, \"text\", [1, 2], {name: \"x\", size: some(3)}, ok(true).
Workers print to standard error, each line prefixed with its worker's name.";

/// Calls functions of workers, in order, and prints one result a line
///
/// A worker is created when it is first called. Nothing outlives the process.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Invoke {
    /// A component and the name it goes by; its file must be composed
    #[arg(long = "component", short, value_name = "NAME=FILE.wasm", required = true, value_parser = component)]
    pub components: Vec<(String, PathBuf)>,

    /// An environment variable of the workers called here, and of those they create; `@NAME` in the value becomes the id of component NAME
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = key_value)]
    pub env: Vec<(String, String)>,

    /// An argument of the workers called here, and of those they create
    #[arg(long = "arg", short, value_name = "ARGUMENT", allow_hyphen_values = true)]
    pub args: Vec<String>,

    /// Print one JSON object a line: call, result (as WAVE), host_calls, micros
    #[arg(long)]
    pub json: bool,

    /// Print the host calls of each invocation to standard error
    #[arg(long)]
    pub stats: bool,

    /// Let a worker that trapped start anew, without its state; else it stays failed, as on Golem
    #[arg(long)]
    pub restart_failed: bool,

    /// Don't keep compiled components in the user's cache directory
    #[arg(long)]
    pub no_cache: bool,

    /// `NAME/WORKER FUNCTION(ARGUMENTS)`; without `/WORKER` a fresh worker is called
    #[arg(value_name = "CALL", required = true)]
    pub calls: Vec<String>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE".into()),
    }
}

fn component(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("write NAME=FILE.wasm".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn pairs() {
        assert_eq!(key_value("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert_eq!(key_value("a="), Ok(("a".into(), String::new())));
        assert!(key_value("a").is_err());
        assert!(key_value("=b").is_err());
        assert!(component("a=").is_err());
    }
}
