//! What can be written on the command line.

use std::{env, ffi::OsString, path::PathBuf, time::Duration};

use clap::{
    ArgGroup, ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use golem_rpc_host::GolemVersion;

use super::{limit_arguments::LimitArguments, terminal::for_stderr};

/// Runs Golem components that call each other over golem:rpc, in one process.
#[derive(Debug, clap::Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The arguments that the program was started with. If they are wrong, or ask for help, this
    /// prints what is wrong, or the help, and ends the program.
    pub fn given() -> Self {
        Self::parsed(env::args_os()).unwrap_or_else(|error| {
            // The message quotes the argument, which may contain anything. So it is made once more,
            // from arguments that a terminal only shows.
            let arguments = env::args_os().map(|argument| for_stderr(&argument.to_string_lossy()).into_owned());
            Self::parsed(arguments).err().unwrap_or(error).exit()
        })
    }

    fn parsed<T: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = T>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(arguments)?;
        let mut parsed = Self::from_arg_matches(&matches)?;
        if let (Command::Invoke(invoke), Some(("invoke", matches))) = (&mut parsed.command, matches.subcommand()) {
            invoke.take_call_from_log(matches);
        }
        Ok(parsed)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Invoke(Invoke),
    Recover(Recover),
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

The same as an application, with a script of calls
  $ cat app.toml
  [components]
  counter = \"target/wasm32-wasip2/debug/component1.wasm\"
  caller = \"target/wasm32-wasip2/debug/component2_composed.wasm\"
  [env]
  TARGET_COMPONENT_ID = \"@counter\"
  [limits]
  memory-mib = 64
  $ golem-rpc-host invoke --app app.toml --lint --timeline calls.svg < calls.txt

Workers that stay, and a run that may be killed at any moment and given again
  golem-rpc-host invoke --app app.toml --durable state --key order-17 \\
    'caller/main sum-joined([\"c1\"])'

Functions may be written as short as is unambiguous: add, api.add, demo:component1/api.{add}.
Arguments and results are WAVE: 5, \"text\", [1, 2], {name: \"x\", size: some(3)}, ok(true).
Workers print to standard error, each line prefixed with its worker's name.";

/// Calls functions of workers, in order, and prints one result a line
///
/// A worker is created when it is first called. Nothing outlives the process, unless --durable
/// keeps it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, group(ArgGroup::new("what").args(["app", "components"]).required(true).multiple(true)))]
pub(crate) struct Invoke {
    /// An application: components, environment, arguments and limits in a TOML file; what else is
    /// given here adds to it and wins
    #[arg(long, value_name = "FILE.toml")]
    pub app: Option<PathBuf>,

    /// A component and the name it goes by; its file must be composed
    #[arg(long = "component", short, value_name = "NAME=FILE.wasm", value_parser = component)]
    pub components: Vec<(String, PathBuf)>,

    /// An environment variable of the workers called here, and of those they create; `@NAME` in the
    /// value becomes the id of component NAME
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = key_value)]
    pub env: Vec<(String, String)>,

    /// An argument of the workers called here, and of those they create
    #[arg(long = "arg", short, value_name = "ARGUMENT", allow_hyphen_values = true)]
    pub args: Vec<String>,

    /// Print one JSON object a line: call, result (as WAVE), host_calls, micros; or call and error,
    /// if it fails
    #[arg(long)]
    pub json: bool,

    /// Show control characters in results, messages, names and what workers print as text, such as
    /// \u{1b}, also in a pipe or a file; on a terminal they always are
    #[arg(long)]
    pub escape_control_characters: bool,

    /// Print the host calls of each invocation to standard error
    #[arg(long)]
    pub stats: bool,

    /// Run all calls so often, print the results of the last round, and tell how fast it was
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub repeat: u64,

    /// Let time jump to the next timer when all workers wait: nobody waits for real, and every run
    /// is the same
    #[arg(long)]
    pub virtual_time: bool,

    /// Tell what would go wrong on Golem, with function and count: ready() called, get too early or
    /// twice, a future dropped before its pollable, an empty poll, clients dropped in another order
    /// than the reverse, polls in another order in a second run. Implies --virtual-time; findings
    /// make the command fail
    #[arg(long)]
    pub lint: bool,

    /// Print the log of each worker to standard error, one entry a line, as Golem would have it for
    /// running the worker again after a crash: the number of the entry, the function of the host,
    /// and its result. With a file, write it there as JSON, one object a line
    #[arg(long, value_name = "FILE.jsonl", num_args = 0..=1)]
    pub log: Option<Option<PathBuf>>,

    /// Take the instance of a worker away as soon as this entry is in its log (see --log): as on
    /// Golem after a crash it is run again with the answers from its log, and goes on. May be given
    /// more than once
    #[arg(long, value_name = "NAME/WORKER@ENTRY", value_parser = place_in_log)]
    pub restart_after: Vec<(String, u64)>,

    /// Write what happened as Chrome trace events: open it at https://ui.perfetto.dev
    #[arg(long, value_name = "FILE.json")]
    pub trace: Option<PathBuf>,

    /// Draw who called whom, who waited, and what overlapped
    #[arg(long, value_name = "FILE.svg")]
    pub timeline: Option<PathBuf>,

    /// Make every invocation in a worker, or in all of a component, start so much later
    #[arg(long = "delay", value_name = "NAME[/WORKER]=MILLIS", value_parser = delay)]
    pub delays: Vec<(String, Duration)>,

    /// Where workers have their files, each in a directory of its own; else they are temporary
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,

    /// Keep all workers in this folder, which is made if it is not there: a later run goes on where
    /// this one has ended or was killed. What was under way is finished first, and its results are
    /// printed to standard error. The folder is for one run at a time, with the same components,
    /// --golem and --virtual-time
    #[arg(long, value_name = "FOLDER")]
    pub durable: Option<PathBuf>,

    /// Make the calls once: if this run was made before with the same key, what it has done is not
    /// done again, and its results are printed again. The run that was killed goes on when the same
    /// command is given once more. The key is any text; needs --durable
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,

    /// Let workers use sockets and send HTTP requests
    #[arg(long)]
    pub allow_network: bool,

    #[command(flatten)]
    pub limits: LimitArguments,

    /// Be as strict as this version of Golem, or the nearest that serves the golem:rpc which a
    /// component imports: 1.0 unless given. Like 1.1 (1.1.25 and later) and 1.2, a worker traps
    /// that drops a client (wasm-rpc) before one that it constructed later, and then constructs or
    /// calls another in the same invocation. Like 1.3 and 1.4, a worker traps that calls itself,
    /// and ready() is in its log
    #[arg(long, value_name = "VERSION", value_parser = golem_version())]
    pub golem: Option<GolemVersion>,

    /// Let a worker that trapped start anew, without its state; else it stays failed, as on Golem
    #[arg(long)]
    pub restart_failed: bool,

    /// Don't keep compiled components in the user's cache directory
    #[arg(long)]
    pub no_cache: bool,

    /// `NAME/WORKER FUNCTION(ARGUMENTS)`; without `/WORKER` a fresh worker is called. Without any
    /// call, they are read from standard input, one a line
    #[arg(value_name = "CALL")]
    pub calls: Vec<String>,
}

const RECOVER_EXAMPLE: &str = "\
Example: crash a fan-out after each entry of the log of the caller, and of each counter
  golem-rpc-host recover --app target/app.toml 'caller/main sum-joined([\"a\", \"b\", \"c\"])'

Each run is on a fresh host, in virtual time. A result that is not that of an undisturbed run, and a
function of a worker that ran twice or never, is a divergence. The report tells the rule that was
broken, the function, the call of the host, and what to change; the command then fails.";

/// Runs a script again and again, each time with a crash at another entry of a worker's log, and
/// tells whether the same came out
///
/// That is a test of whether the components survive on Golem. It takes what `invoke` takes.
#[derive(Debug, Args)]
#[command(
    after_help = RECOVER_EXAMPLE,
    mut_arg("stats", |argument| argument.hide(true)),
    mut_arg("repeat", |argument| argument.hide(true)),
    mut_arg("virtual_time", |argument| argument.hide(true)),
    mut_arg("lint", |argument| argument.hide(true)),
    mut_arg("log", |argument| argument.hide(true)),
    mut_arg("trace", |argument| argument.hide(true)),
    mut_arg("restart_after", |argument| argument.hide(true)),
    mut_arg("durable", |argument| argument.hide(true)),
    mut_arg("key", |argument| argument.hide(true)),
    mut_arg("json", |argument| argument.help("Print the report as one JSON object")),
    mut_arg("timeline", |argument| argument.help("Draw the first run that failed, with the crash")),
)]
pub(crate) struct Recover {
    #[command(flatten)]
    pub run: Invoke,

    /// How many crashes there are in a run. With 2, runs with one come first
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=2))]
    pub crashes: u64,

    /// How many runs with two crashes there are, at places that are chosen at random
    #[arg(long, value_name = "COUNT", default_value_t = 500)]
    pub samples: u64,

    /// What these places are chosen by: with the same seed they are the same
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,
}

impl Invoke {
    /// The file of `--log` may be left out, and a call may come next. Then that is no file.
    fn take_call_from_log(&mut self, matches: &ArgMatches) {
        let Some(call) =
            self.log.as_ref().and_then(|file| file.as_ref()?.to_str()).filter(|text| looks_like_call(text))
        else {
            return;
        };
        let calls = matches.indices_of("calls").into_iter().flatten();
        let before = calls.take_while(|index| Some(*index) < matches.index_of("log")).count();
        self.calls.insert(before, call.to_owned());
        self.log = Some(None);
    }
}

/// Whether a text is written as `NAME/WORKER FUNCTION(ARGUMENTS)`.
fn looks_like_call(text: &str) -> bool {
    text.trim().split_once(char::is_whitespace).is_some_and(|(_, call)| call.contains('(') && call.ends_with(')'))
}

fn golem_version() -> impl TypedValueParser<Value = GolemVersion> {
    PossibleValuesParser::new(GolemVersion::ALL.map(GolemVersion::name)).try_map(|name| name.parse())
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE".into()),
    }
}

fn delay(text: &str) -> Result<(String, Duration), String> {
    let parsed = text.rsplit_once('=').and_then(|(worker, millis)| Some((worker.to_owned(), millis.parse().ok()?)));
    let (worker, millis) = parsed.ok_or("write NAME/WORKER=MILLIS")?;
    // Clocks count nanoseconds in 64 bits.
    let most = u64::MAX / 1_000_000;
    if millis > most {
        return Err(format!("write at most {most} milliseconds"));
    }
    Ok((worker, Duration::from_millis(millis)))
}

fn place_in_log(text: &str) -> Result<(String, u64), String> {
    let parsed = text.rsplit_once('@').and_then(|(worker, entry)| Some((worker.to_owned(), entry.parse().ok()?)));
    parsed
        .filter(|(worker, entry)| worker.contains('/') && *entry > 0)
        .ok_or_else(|| "write NAME/WORKER@ENTRY, with the number of an entry of its log".to_owned())
}

fn component(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("write NAME=FILE.wasm".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_file_of_a_log_may_be_left_out() {
        let parse = |arguments: &[&str]| {
            let all = ["golem-rpc-host", "invoke", "-c", "a=a.wasm"].iter().chain(arguments);
            let Command::Invoke(invoke) = Arguments::parsed(all).unwrap().command else { unreachable!("it invokes") };
            (invoke.log, invoke.calls)
        };
        let calls = |calls: &[&str]| calls.iter().map(|call| (*call).to_owned()).collect::<Vec<_>>();
        assert_eq!(parse(&["a/b c()"]), (None, calls(&["a/b c()"])));
        assert_eq!(parse(&["--log", "l.jsonl", "a/b c()"]), (Some(Some("l.jsonl".into())), calls(&["a/b c()"])));
        for arguments in
            [["--log", "a/b c()", "a/b d()"], ["a/b c()", "--log", "a/b d()"], ["a/b c()", "a/b d()", "--log"]]
        {
            assert_eq!(parse(&arguments), (Some(None), calls(&["a/b c()", "a/b d()"])), "{arguments:?}");
        }
    }

    #[test]
    fn pairs() {
        assert_eq!(key_value("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert_eq!(key_value("a="), Ok(("a".into(), String::new())));
        assert!(key_value("a").is_err());
        assert!(key_value("=b").is_err());
        assert!(component("a=").is_err());
        assert_eq!(delay("shop/a=b=5"), Ok(("shop/a=b".into(), Duration::from_millis(5))));
        assert_eq!(place_in_log("shop/a@b@17"), Ok(("shop/a@b".into(), 17)));
        assert!(
            ["shop@17", "shop/a", "shop/a@", "shop/a@0", "shop/a@-1"].iter().all(|text| place_in_log(text).is_err())
        );
        assert!(delay("shop").is_err() && delay("shop=5s").is_err());
        assert!(delay("shop=18446744073709").is_ok());
        for too_long in [u64::MAX.to_string(), "18446744073710".into(), "99999999999999999999".into()] {
            assert!(delay(&format!("shop={too_long}")).is_err());
        }
    }
}
