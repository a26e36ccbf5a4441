//! Runs random programs in the program `golem-rpc-host`, and ends it by signals at random moments.

use crate::component::attacker;
use crate::program::Program;
use crate::{ALONE, PATIENCE, locked, number_of, seeds};
use fastrand::Rng;
use golem_rpc_host::{ComponentId, Limits};
use libc::{SIGHUP, SIGINT, SIGKILL, SIGTERM};
use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

/// The environment variable with the number of runs.
const RUNS: &str = "GOLEM_RPC_ATTACK_RUNS";
const DEFAULT_RUNS: u64 = 60;

#[test]
fn whenever_it_is_ended_nothing_is_left() {
    let _alone = locked(&ALONE);
    // The runs get a folder of their own for temporary files. The hosts of the other test, which
    // are in this process, write theirs to another one.
    let temporary = tempfile::tempdir_in(std::env::temp_dir()).expect("a folder for what the runs write");
    let first = seeds().start;
    for seed in first..first + number_of(RUNS).unwrap_or(DEFAULT_RUNS) {
        let program = Program::of_seed(seed, &ComponentId::of_name("attacker").to_string());
        let end = run_and_signal(temporary.path(), &program, &mut Rng::with_seed(seed));
        end.unwrap_or_else(|error| panic!("{error}, seed {seed}: {program:#?}"));
    }
    // The next run removes what the runs have left that were killed.
    let last = command(temporary.path(), &[]).arg("attacker/w counter.count()").output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&last.stdout), "1\n", "{}", String::from_utf8_lossy(&last.stderr));
    let left: Vec<_> = temporary.path().join("tmp").read_dir().expect("it is there").flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

fn run_and_signal(folder: &Path, program: &Program, random: &mut Rng) -> Result<(), String> {
    let pictures = [folder.join("trace.json"), folder.join("calls.svg")];
    pictures.iter().for_each(|file| drop(fs::remove_file(file)));
    let mut command = command(folder, &limits(&program.limits));
    command.arg("--trace").arg(&pictures[0]).arg("--timeline").arg(&pictures[1]);
    command.args(program.virtual_time.then_some("--virtual-time"));
    command.args(program.groups.iter().flatten().map(|(worker, call)| format!("{worker} {call}")));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut stderr = child.stderr.take().expect("it is piped");
    let said = thread::spawn(move || {
        let mut said = Vec::new();
        stderr.read_to_end(&mut said).map(|_| String::from_utf8_lossy(&said).into_owned())
    });
    thread::sleep(Duration::from_millis(random.u64(0..400)));
    let signal = [SIGINT, SIGTERM, SIGHUP, SIGKILL][random.usize(0..4)];
    // SAFETY: it takes two numbers. The child has not been waited for yet, so no other process can
    // have its number.
    unsafe { libc::kill(child.id().cast_signed(), signal) };
    let status = waited(&mut child).ok_or("it does not end")?;
    let said = said.join().expect("it only reads").map_err(|error| error.to_string())?;
    if crashed(status) || said.contains("panicked at host/") {
        return Err(format!("{status} after signal {signal}: {said}"));
    }
    whole(&pictures)
}

fn command(folder: &Path, arguments: &[String]) -> Command {
    static PROGRAM: LazyLock<PathBuf> =
        LazyLock::new(|| xtask::binaries::build().expect("our programs compile").join("golem-rpc-host"));
    let temporary = folder.join("tmp");
    fs::create_dir_all(&temporary).expect("there is room");
    let mut command = Command::new(&*PROGRAM);
    command.arg("invoke").arg("--component").arg(format!("attacker={}", attacker().display())).args(arguments);
    command.env("TMPDIR", temporary);
    command
}

fn limits(limits: &Limits) -> Vec<String> {
    let seconds = limits.time.map(|time| format!("{}", time.as_secs_f64()));
    let mib = limits.memory.map(|bytes| (bytes >> 20).to_string());
    let of = |value: Option<usize>| value.map(|value| value.to_string());
    let fuel = limits.fuel.map(|fuel| fuel.to_string());
    let given = [
        ("--max-seconds", seconds),
        ("--max-memory-mib", mib),
        ("--max-workers", of(limits.workers)),
        ("--max-queue", of(limits.queue)),
        ("--max-request-bytes", of(limits.request_size)),
        ("--max-request-depth", of(limits.request_depth)),
        ("--max-fuel", fuel),
        ("--max-files", of(limits.files)),
        ("--max-open-files", of(limits.open_files)),
        ("--max-handles", of(limits.handles)),
    ];
    given.into_iter().filter_map(|(option, value)| Some(format!("{option}={}", value?))).collect()
}

fn waited(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().expect("it is a child") {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    // An error doesn't matter, since the process may have ended in between.
    let _ = child.kill();
    None
}

/// Whether a process was ended by a signal that this test has not sent, such as that of a crash.
fn crashed(status: ExitStatus) -> bool {
    status.signal().is_some_and(|signal| ![SIGINT, SIGTERM, SIGHUP, SIGKILL].contains(&signal))
}

/// Checks that files which exist are complete.
fn whole([trace, timeline]: &[PathBuf; 2]) -> Result<(), String> {
    if let Ok(trace) = fs::read(trace) {
        serde_json::from_slice::<serde_json::Value>(&trace).map_err(|error| format!("the trace: {error}"))?;
    }
    match fs::read_to_string(timeline) {
        Ok(svg) if !svg.ends_with("</svg>\n") => Err("the timeline has no end".to_owned()),
        _ => Ok(()),
    }
}
