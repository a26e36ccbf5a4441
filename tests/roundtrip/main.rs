//! Random values of random types are sent from a caller to its target and back, in both modes, and
//! must arrive unchanged.
//!
//! A seed gives a WIT package of 60 types, with a function for each type that returns its
//! parameter, and some functions with several parameters. The target implements them. The caller
//! exports the same functions and forwards each call, first to a target that is linked into it, and
//! then to a worker of the target through the generated client. Its bindings use the types of the
//! client. So a value is lifted and lowered by wit-bindgen's code with the client's types, encoded
//! and decoded by the client or the stub, and read and written by the host.
//!
//! Floats are compared bit by bit. But any NaN is equal to any other, since the component model
//! doesn't keep the bits of a NaN.
//!
//! `ROUNDTRIP_SEED` makes other types and values, `ROUNDTRIP_VALUES` more values of each:
//!
//! ```text
//! ROUNDTRIP_SEED=7 ROUNDTRIP_VALUES=1000 cargo test -p golem-rpc-tests --test roundtrip
//! ```

mod build;
mod generate;
mod sources;
mod types;
mod values;

use build::Built;
use fastrand::Rng;
use golem_rpc_host::{Host, Val};
use golem_rpc_tests::Mode;
use std::env;
use std::io::{Write, stderr};
use std::path::Path;
use std::sync::OnceLock;
use types::Function;
use values::Values;

#[test]
fn composed() {
    check("composed", |built| &built.composed);
}

#[test]
fn instant() {
    check("composed with an instant stub", |built| &built.instant);
}

#[test]
fn direct() {
    check("direct", |built| &built.direct);
}

/// A setting from the environment, or its default.
fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

fn check(mode: &'static str, caller: fn(&Built) -> &Path) {
    static BUILT: OnceLock<Built> = OnceLock::new();
    let (seed, count) = (setting("ROUNDTRIP_SEED", 1), setting("ROUNDTRIP_VALUES", 100));
    let built = BUILT.get_or_init(|| Built::new(seed).unwrap_or_else(|error| panic!("seed {seed}: {error:#}")));
    let trip = Trip { built, seed, mode, host: host(built, caller(built)) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("tokio starts");
    let mut values = Values { types: &built.types, rng: Rng::with_seed(seed) };
    for function in &built.types.functions {
        for _ in 0..count {
            let arguments: Vec<_> = function.params.iter().map(|(_, ty)| values.of(*ty)).collect();
            runtime.block_on(trip.go(function, arguments));
        }
    }
    let (types, functions) = (built.types.defs.len(), built.types.functions.len());
    let calls = functions as u64 * count;
    // It is written directly, since the test harness would not show it.
    let line = format!(
        "{calls} calls of {functions} functions with values of {types} types, {mode}, seed {seed}: unchanged\n"
    );
    stderr().write_all(line.as_bytes()).expect("there is a standard error");
}

fn host(built: &Built, caller: &Path) -> Host {
    let host = Host::builder().log(|line| println!("{line}")).build().expect("the host starts");
    let target = host.add_component_file("target", &built.target).expect("the target is a component");
    host.add_component_file("caller", caller).expect("the caller is complete");
    host.set_env("TARGET_COMPONENT_ID", target.to_string());
    host
}

struct Trip<'a> {
    built: &'a Built,
    seed: u64,
    mode: &'static str,
    host: Host,
}

impl Trip<'_> {
    async fn go(&self, function: &Function, mut arguments: Vec<Val>) {
        let answer = self.host.call("caller/main", &function.name, &arguments).await;
        let expected = if arguments.len() == 1 { arguments.remove(0) } else { Val::Tuple(arguments) };
        match answer {
            Ok(answer) if answer.results == [expected.clone()] => {}
            Ok(answer) => self.fail(function, &expected, &answer.wave),
            Err(error) => self.fail(function, &expected, &error.to_string()),
        }
    }

    fn fail(&self, function: &Function, given: &Val, came_back: &str) -> ! {
        let (types, Trip { seed, mode, .. }) = (&self.built.types, self);
        let parts: String = function.params.iter().map(|(_, index)| types.with_parts(*index)).collect();
        let given = given.to_wave().unwrap_or_else(|error| format!("{given:?}, which WAVE cannot say: {error}"));
        panic!(
            "seed {seed}, {mode}\n{parts}  {}\ngiven:     {given}\ncame back: {came_back}",
            types.signature(function)
        );
    }
}
