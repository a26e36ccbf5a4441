use crate::Attacker;
use crate::exports::test::attacker::loops::{Guest, Kind};
use crate::remote::{ephemeral, function, itself, worker};
use std::fs;
use std::hint::black_box;
use wasip2::clocks::monotonic_clock::{now, subscribe_duration};
use wasip2::io::poll::poll;

impl Guest for Attacker {
    fn forever(kind: Kind) {
        let (value, unknown) = (function("counter", "value"), function("counter", "unknown"));
        let target = worker("loop-target");
        let never = subscribe_duration(u64::MAX);
        // Errors are ignored: the attack is to repeat a call endlessly, even if it always fails.
        loop {
            match kind {
                Kind::Now => drop(black_box(now())),
                Kind::NoWait => subscribe_duration(0).block(),
                Kind::Ready => drop(black_box(never.ready())),
                Kind::Construct => drop(worker("loop-target")),
                Kind::Call => drop(target.invoke_and_await(&value, &[])),
                Kind::CallUnknown => drop(target.invoke_and_await(&unknown, &[])),
                Kind::Tell => drop(target.invoke(&value, &[])),
                Kind::Ephemeral => drop(ephemeral().invoke(&value, &[])),
                Kind::CallEphemeral => drop(ephemeral().invoke_and_await(&value, &[])),
                Kind::Print => println!("x"),
                Kind::Random => drop(wasip2::random::random::get_random_bytes(1 << 16)),
                Kind::SleepMillisecond => subscribe_duration(1_000_000).block(),
                Kind::WriteFile => drop(fs::write("/again", "x")),
                Kind::AppendFile => {
                    drop(append("/growing", &"x".repeat(1 << 16)));
                }
                Kind::Environment => drop(wasip2::cli::environment::get_environment()),
                Kind::Compute => drop(black_box(1)),
            }
        }
    }

    fn compute_and_call(microseconds: u64, name: String) {
        loop {
            let start = now();
            while now() - start < microseconds.saturating_mul(1_000) {}
            let _ = worker(&name).invoke_and_await(&function("counter", "value"), &[]);
        }
    }

    fn wait_forever() {
        subscribe_duration(u64::MAX).block();
    }

    fn wait_for_itself() {
        let client = itself();
        let future = client.async_invoke_and_await(&function("counter", "value"), &[]);
        let (answer, timer) = (future.subscribe(), subscribe_duration(u64::MAX));
        poll(&[&answer, &timer]);
    }
}

fn append(path: &str, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
