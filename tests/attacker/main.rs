//! Attacks: random programs that call the functions of an attacking component ([`component`]), on
//! hosts with random limits.
//!
//! Whatever they do, each invocation ends, and a worker of another component answers during and
//! after it. When the host is dropped, everything it has taken is given back: memory, threads, open
//! files and temporary directories.
//!
//! CI tries 2,000 programs, which are others each day, in one or two minutes. `cargo xtask attack`
//! tries as many as ten minutes allow. A failure names the seed of its program, and
//! `GOLEM_RPC_ATTACK_SEEDS=17..18` tries only that one again.

mod component;
#[cfg(unix)]
mod killed;
mod program;
mod resources;

use component::attacker;
use futures::future::join_all;
use golem_rpc_host::{ComponentId, Error, Failure, Host, Invocation};
use program::Program;
use resources::{Running, settled, watch_memory};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use std::{env, thread};
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// The environment variable with the seeds to try, such as `500..10000`.
const SEEDS: &str = "GOLEM_RPC_ATTACK_SEEDS";
/// The environment variable with the time to try programs for, in seconds, from the first seed on.
const SECONDS: &str = "GOLEM_RPC_ATTACK_SECONDS";
const DEFAULT_PROGRAMS: u64 = 2_000;

/// After this many failures the test stops. They are enough to see whether they have one cause.
const ENOUGH: usize = 10;

/// The memory of the process is measured from this program on. Until then the allocator takes what
/// it needs at one time. It keeps some of that, in pieces too small to give back, but not more
/// after twice as many programs.
const WARM_UP: u64 = 1_000;

/// The number of hosts that exist at the same time.
const AT_ONCE: usize = 8;
/// The time that one program may take. That is a hundred times of what it takes normally, even on a
/// slow machine, so that only what never ends is found.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lets only one test run at a time, since threads, files and memory are counted for the whole
/// process.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn whatever_a_component_does_others_go_on() {
    let _alone = locked(&ALONE);
    watch_memory(4 << 30);
    let temporary = tempfile::tempdir().expect("a folder for what the hosts write");
    tempfile::env::override_temp_dir(temporary.path()).expect("nobody set it before");
    let (seeds, ends) = (seeds(), Ends::default());
    let end = number_of(SECONDS).map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let warm_up = seeds.start..seeds.end.min(seeds.start + WARM_UP);

    let mut tried = try_all(warm_up.clone(), None, &ends);
    let before = settled();
    tried += try_all(warm_up.end..seeds.end, end, &ends);
    let after = settled();
    println!("{tried} programs from seed {} on; calls ended in {:#?}", seeds.start, ends.0);
    println!("before: {before:?}; after: {after:?}");

    let left: Vec<_> = temporary.path().read_dir().expect("it is there").flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
    // There may be fewer than before, if a thread or a file that looking up a name had needed
    // earlier is gone meanwhile.
    assert!(after.files <= before.files && after.threads <= before.threads, "files or threads are left");
    assert!(after.memory < before.memory + (200 << 20), "memory did not return");
}

/// Tries the programs of the seeds until `end`, or until some have failed. Returns how many were
/// tried.
fn try_all(seeds: Range<u64>, end: Option<Instant>, ends: &Ends) -> usize {
    let failures = Mutex::new(Vec::new());
    let next = AtomicU64::new(seeds.start);
    let some = || {
        let mut tried = 0;
        while end.is_none_or(|end| Instant::now() < end) && locked(&failures).len() < ENOUGH {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= seeds.end {
                break;
            }
            // Before the lock is taken: programs that wait for it would run one after another.
            let failure = attack(seed, ends).err();
            locked(&failures).extend(failure);
            tried += 1;
        }
        tried
    };
    let tried = thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(some)).collect();
        threads.into_iter().map(|thread| thread.join().expect("failures are caught")).sum()
    });
    let failures = locked(&failures);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    tried
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one program on a host of its own. A panic has already printed its reason, so the error only
/// says in which program it was.
fn attack(seed: u64, ends: &Ends) -> Result<(), String> {
    let program = Program::of_seed(seed, &ComponentId::of_name("attacker").to_string());
    let _running = Running::begin(seed, &program);
    let host = Host::builder().virtual_time(program.virtual_time).limits(program.limits.clone()).log(|_| ());
    let host = host.build().expect("the host starts");
    for name in ["attacker", "bystander"] {
        host.add_component_file(name, attacker()).expect("it is complete");
    }
    let attacked = || Runtime::new().expect("it starts").block_on(run(&host, &program, ends));
    let attacked = panic::catch_unwind(AssertUnwindSafe(attacked));
    attacked.map_err(|_| format!("seed {seed}: {program:#?}"))
}

async fn run(host: &Host, program: &Program, ends: &Ends) {
    let bystander = Bystander { host, count: Cell::new(0) };
    bystander.answers("before").await;
    for group in &program.groups {
        let calls = join_all(group.iter().map(|(worker, call)| ended(host, worker, call, ends)));
        tokio::join!(calls, bystander.answers("during"));
        bystander.answers("after").await;
    }
    assert!(timeout(PATIENCE, host.idle()).await.is_ok(), "workers go on for ever");
    bystander.answers("at the end").await;
    host.stop();
    assert!(timeout(PATIENCE, host.idle()).await.is_ok(), "it does not stop");
}

async fn ended(host: &Host, worker: &str, call: &str, ends: &Ends) {
    let outcome = timeout(PATIENCE, host.invoke(worker, call)).await;
    ends.count(&outcome.unwrap_or_else(|_| panic!("{worker} {call} does not end")));
}

/// A worker of another component, which was there before the attack.
struct Bystander<'a> {
    host: &'a Host,
    count: Cell<u64>,
}

impl Bystander<'_> {
    async fn answers(&self, when: &str) {
        self.count.set(self.count.get() + 1);
        let answer = timeout(PATIENCE, self.host.invoke("bystander/b", "counter.count()")).await;
        let answer = answer.map(|answer| answer.map(|invocation| invocation.wave));
        let counted = matches!(&answer, Ok(Ok(wave)) if *wave == self.count.get().to_string());
        assert!(counted, "{when}, call {}: {answer:?}", self.count.get());
    }
}

/// How often calls from outside have ended in which way.
#[derive(Default)]
struct Ends(Mutex<BTreeMap<String, usize>>);

impl Ends {
    fn count(&self, outcome: &Result<Invocation, Error>) {
        let end = match outcome {
            Ok(_) => "result".to_owned(),
            Err(Error::Invocation { failure: Failure::Limit(limit), .. }) => variant(limit),
            Err(Error::Invocation { failure, .. }) => variant(failure),
            Err(error) => panic!("the program is not written as it should be: {error}"),
        };
        *locked(&self.0).entry(end).or_default() += 1;
    }
}

/// The name of the variant of an enum's value.
fn variant(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    text.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

fn seeds() -> Range<u64> {
    let Ok(text) = env::var(SEEDS) else {
        let end = if env::var_os(SECONDS).is_some() { u64::MAX } else { today() + DEFAULT_PROGRAMS };
        return today()..end;
    };
    let range = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.unwrap_or_else(|| panic!("{SEEDS} is a range such as 500..10000"))
}

fn number_of(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

/// The first seed for today. Each day has a range of its own.
fn today() -> u64 {
    let seconds = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    seconds / (24 * 60 * 60) * DEFAULT_PROGRAMS
}
