//! `golem-rpc-host invoke --durable`, killed with SIGKILL at random moments and given again: the
//! results are those of a run that nobody has disturbed, and each function has run once.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use xtask::counters::{self, Counters};

const KILLS: u32 = 100;
const SIGKILL: i32 = 9;

/// The folder of our programs, and the example, built once.
fn built() -> &'static (PathBuf, Counters) {
    static BUILT: OnceLock<(PathBuf, Counters)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let binaries = xtask::binaries::build().expect("our programs compile");
        let counters = counters::build(&binaries).expect("the example builds");
        (binaries, counters)
    })
}

/// Fan-outs of both callers over the same counters, between calls that change them and are not
/// waited for.
fn script() -> Vec<String> {
    let names = |count: u32| (0..count).map(|name| format!("\"c{name}\"")).collect::<Vec<_>>().join(", ");
    let mut calls = Vec::new();
    for round in 0..4 {
        calls.push(format!("component2/main add(\"c{round}\", {})", round + 1));
        calls.push(format!("component2/main sum-joined([{}])", names(12)));
        calls.push(format!("component1/c{round} add(10)"));
        calls.push(format!("component2-direct/main sum-joined([{}])", names(12)));
        calls.push(format!("component2/main sum-blocking([{}])", names(3)));
    }
    calls
}

/// The command that does all of it, and what it leaves.
struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("there is room") }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log.jsonl")
    }

    fn start(&self) -> Child {
        let (binaries, counters) = built();
        let mut command: Command = counters::invoke(binaries, counters);
        command.arg("--durable").arg(self.folder.path().join("state")).args(["--key", "all"]);
        // Counters take their time. So there are calls in queues and on their way at most moments.
        command.args(["--delay", "component1=3"]).arg("--log").arg(self.log()).args(script());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// Lets it run to its end, and gives the results.
    fn finish(&self) -> String {
        let output = self.start().wait_with_output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).expect("it is UTF-8")
    }

    /// How often each function of each worker ran, with which arguments.
    fn effects(&self) -> BTreeMap<String, usize> {
        let mut effects = BTreeMap::new();
        for line in fs::read_to_string(self.log()).expect("it was written").lines() {
            let entry: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
            if entry["kind"] == "exported-function-invoked" {
                let ran = format!("{} {}{}", entry["worker"], entry["function"], entry["arguments"]);
                *effects.entry(ran).or_default() += 1;
            }
        }
        effects
    }
}

/// Waits for the end of a process, at most for so long, and then kills it. False if it ended by
/// itself.
fn kill_after(mut child: Child, delay: Duration) -> bool {
    sleep(delay);
    // It fails if the process has ended.
    let _ = child.kill();
    let output = child.wait_with_output().expect("it was started");
    let was_killed = output.status.signal() == Some(SIGKILL);
    assert!(was_killed || output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    was_killed
}

#[test]
fn a_run_that_is_killed_at_random_moments_goes_on() {
    let undisturbed = Run::new();
    let results = undisturbed.finish();
    let effects = undisturbed.effects();
    assert_eq!(results.lines().count(), script().len());
    assert!(results.ends_with("[11, 12, 13, 14, 0, 0, 0, 0, 0, 0, 0, 0]\n[11, 12, 13]\n"), "{results}");
    let fresh = Run::new();
    let began = Instant::now();
    assert_eq!(fresh.finish(), results);
    let whole = began.elapsed();

    let mut random = fastrand::Rng::with_seed(18);
    let (mut kills, mut runs, mut finished) = (0, 0, 0);
    while kills < KILLS {
        let run = Run::new();
        // A run that has done much already ends sooner than the first one.
        while kills < KILLS && kill_after(run.start(), whole.mul_f64(random.f64() * 1.1)) {
            kills += 1;
            runs += 1;
        }
        assert_eq!(run.finish(), results, "after {kills} kills");
        assert_eq!(run.effects(), effects, "after {kills} kills");
        finished += 1;
    }
    println!("{kills} kills in {runs} runs of up to {whole:?}, {finished} times to the end");
}
