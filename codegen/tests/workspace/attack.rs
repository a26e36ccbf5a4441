//! Random workspaces in which two runs go on at the same time, are killed, or find the disk full.
//! Afterwards the workspace is as if the runs had taken place one after the other, each of them
//! completely or not at all, and nothing is left behind.
//!
//! Each seed is a sequence of such runs. It is always the same, except for the moments at which the
//! system lets the processes run. `cargo xtask attack` tries more of them, by means of [`SEEDS`] or
//! [`SECONDS`].

use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::support::{Scratch, Tree};

/// The environment variable with the seeds to try, such as `17..18`.
const SEEDS: &str = "GOLEM_RPC_ATTACK_SEEDS";

/// The environment variable with the time for which to try more of them, in seconds.
const SECONDS: &str = "GOLEM_RPC_ATTACK_SECONDS";

const DEFAULT_SEEDS: Range<u64> = 0..24;

/// The commands that change links, or write the files that the links require.
const COMMANDS: [&str; 6] = [
    "initialize-workspace --targets component1 --callers component2",
    "initialize-workspace --targets component1 --callers component2 --mode direct",
    "initialize-workspace --targets component2 --callers component1 --mode direct",
    "unlink --target component1 --caller component2",
    "unlink --target component2 --caller component1",
    "build",
];

/// A command that writes files one by one. If it is killed, only the same command completes the
/// rest.
const GENERATE: &str = "generate -s component1/wit -c component1-client";

/// The environment variables that make something go wrong in a run, with the largest value that
/// makes sense.
const FAULTS: [(&str, usize); 4] = [
    ("GOLEM_RPC_KILL_AT_OPERATION", 60),
    ("GOLEM_RPC_FAIL_AT_OPERATION", 60),
    ("GOLEM_RPC_KILL_AT_BYTE", 60_000),
    ("GOLEM_RPC_DISK_FULL_AT_BYTE", 60_000),
];

#[test]
fn whatever_happens_is_what_could_have_happened_in_turns() {
    let start = Instant::now();
    let seconds = std::env::var(SECONDS).ok().map(|text| Duration::from_secs(text.parse().unwrap()));
    let seeds = match std::env::var(SEEDS) {
        Ok(text) => {
            let (first, end) = text.split_once("..").unwrap();
            first.parse().unwrap()..end.parse().unwrap()
        }
        Err(_) => DEFAULT_SEEDS.start..seconds.map_or(DEFAULT_SEEDS.end, |_| u64::MAX),
    };
    let cargo = Cargo::new();
    let (mut programs, mut faulty) = (0, 0);
    for seed in seeds.take_while(|_| seconds.is_none_or(|seconds| start.elapsed() < seconds)) {
        programs += 1;
        faulty += usize::from(Program::new(seed).run(&cargo));
    }
    println!("{programs} programs, {faulty} of them with faults");
    assert!(programs < 10 || faulty > 0, "nothing went wrong");
}

/// A program in place of cargo. It compiles nothing, but fails if the crates that cargo would
/// compile are removed within a short time.
struct Cargo {
    folder: tempfile::TempDir,
}

impl Cargo {
    fn new() -> Cargo {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(
            "#!/bin/sh\nif [ \"$1\" = build ]; then sleep 0.05; exec {0:?} metadata --no-deps --offline \
             --format-version 1 \
             > /dev/null; fi\nexec {0:?} \"$@\"\n",
            env!("CARGO")
        );
        let path = folder.path().join("cargo");
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Cargo { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("cargo")
    }
}

struct Run {
    command: &'static str,
    /// The environment variable that makes something go wrong, and its value.
    fault: Option<(&'static str, usize)>,
    /// The time after which the process is killed, if it is.
    killed_after: Option<Duration>,
}

struct Program {
    seed: u64,
    /// The commands that have run before.
    before: Vec<&'static str>,
    /// Changes that the user has made.
    edits: Vec<usize>,
    runs: [Run; 2],
    between: Duration,
    afterwards: &'static str,
}

impl Program {
    fn new(seed: u64) -> Program {
        let mut rng = Rng::with_seed(seed);
        let command = |rng: &mut Rng| COMMANDS[rng.usize(..COMMANDS.len())];
        let before = (0..rng.usize(..3)).map(|_| command(&mut rng)).collect();
        let edits = (0..rng.usize(..2)).map(|_| rng.usize(..3)).collect();
        let runs = [(); 2].map(|()| match rng.usize(..8) {
            0 => Run { command: GENERATE, fault: None, killed_after: None },
            1 | 2 => {
                let (fault, most) = FAULTS[rng.usize(..FAULTS.len())];
                Run { command: command(&mut rng), fault: Some((fault, rng.usize(..most))), killed_after: None }
            }
            3 => {
                let after = Duration::from_millis(rng.u64(..400));
                Run { command: command(&mut rng), fault: None, killed_after: Some(after) }
            }
            _ => Run { command: command(&mut rng), fault: None, killed_after: None },
        });
        let (between, afterwards) = (Duration::from_millis(rng.u64(..150)), command(&mut rng));
        Program { seed, before, edits, runs, between, afterwards }
    }

    /// Runs the program, and returns whether anything was to go wrong in it.
    fn run(&self, cargo: &Cargo) -> bool {
        let scratch = self.prepared(cargo);
        let [first, second] = &self.runs;
        let first_child = spawn(&scratch, cargo, first);
        std::thread::sleep(self.between);
        let second_child = spawn(&scratch, cargo, second);
        let failed = [end(first_child, first), end(second_child, second)];
        let is_faulty = self.runs.iter().any(|run| run.fault.is_some() || run.killed_after.is_some());
        if is_faulty {
            serially(&scratch, cargo, &[self.afterwards]);
        }
        let tree = tree(&scratch);
        let (a, b, then) = (first.command, second.command, self.afterwards);
        let orders: &[&[&str]] = match is_faulty {
            false => &[&[a, b], &[b, a]],
            true => &[&[a, b, then], &[b, a, then], &[a, then], &[b, then], &[then]],
        };
        let fits = orders.iter().any(|order| {
            let scratch = self.prepared(cargo);
            serially(&scratch, cargo, order);
            self::tree(&scratch) == tree
        });
        assert!(fits, "seed {}: {self:?}\n{}\n{:#?}", self.seed, failed.join("\n"), tree.keys());
        is_faulty
    }

    fn prepared(&self, cargo: &Cargo) -> Scratch {
        let scratch = Scratch::new();
        serially(&scratch, cargo, &self.before);
        for edit in &self.edits {
            match edit {
                0 => {
                    let wit = scratch
                        .read("component1/wit/component1.wit")
                        .replace("get: func() -> u64", "get: func() -> u32");
                    scratch.write("component1/wit/component1.wit", &wit);
                }
                1 => drop(std::fs::remove_file(scratch.path("component1-client/src/lib.rs"))),
                _ => drop(std::fs::remove_dir_all(scratch.path("component2/wit/deps"))),
            }
        }
        scratch
    }
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "before {:?}, edits {:?}, then ", self.before, self.edits)?;
        for run in &self.runs {
            write!(f, "`{}` with {:?}, killed after {:?}; ", run.command, run.fault, run.killed_after)?;
        }
        write!(f, "{:?} between them, and at last `{}`", self.between, self.afterwards)
    }
}

fn command(scratch: &Scratch, cargo: &Cargo, arguments: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("golem-rpc-codegen"));
    command.args(arguments.split(' ')).current_dir(scratch.path("")).env("CARGO", cargo.path()).env("NO_COLOR", "1");
    command.env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command
}

fn spawn(scratch: &Scratch, cargo: &Cargo, run: &Run) -> Child {
    let mut command = command(scratch, cargo, run.command);
    command.envs(run.fault.map(|(name, at)| (name, at.to_string()))).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits for a run, or kills it when its time is over. Returns what it printed as an error.
fn end(mut child: Child, run: &Run) -> String {
    if let Some(after) = run.killed_after {
        std::thread::sleep(after);
        // The process may have ended by itself, so an error doesn't matter.
        let _ = child.kill();
    }
    let output = child.wait_with_output().unwrap();
    format!("`{}`, {}: {}", run.command, output.status, String::from_utf8_lossy(&output.stderr))
}

/// Runs commands one after the other. Some of them fail because there is nothing to do, such as
/// `unlink` without a link.
fn serially(scratch: &Scratch, cargo: &Cargo, commands: &[&str]) {
    for arguments in commands {
        let status = command(scratch, cargo, arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(status.code().is_some_and(|code| code < 2), "`{arguments}` {status}");
    }
}

/// All files except those in cargo's folder for compiled files.
fn tree(scratch: &Scratch) -> Tree {
    let mut tree = scratch.tree();
    tree.retain(|path, _| !Path::new(path).starts_with("target"));
    tree
}
