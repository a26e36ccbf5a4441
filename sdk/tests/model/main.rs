//! Random programs of everything the SDK offers, over calls that misbehave, against a reference
//! that merely computes what must come out.
//!
//! A lost wake shows as a program that ends late or never; a result that was asked too early or too
//! often, or dropped before its pollable, as a fault in the ledger, and so does whatever is left
//! over at the end.

mod faulty_call;
mod program;
mod reference;
mod run;
mod scopes;

use faulty_call::Ledger;
use golem_rpc_sdk::internals::{Cost, take_cost};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{block_on, sleep, timeout, try_block_on};
use program::{Generator, Program};
use reference::Reference;
use std::time::Duration;

const PROGRAMS: u64 = if cfg!(miri) { 40 } else { 20_000 };

/// A program that has not ended by then, in nanoseconds, never ends: no program has more to wait
/// for. Virtual time ends after 584 years, and each of the programs on a thread takes up to 65
/// times this.
const NEVER: u64 = 1 << 43;

/// What a program gives: the combinators that tell values from errors have both to tell.
type Output = Result<u64, u64>;

/// One number for many outputs, which is another when any of them, or their order, is.
fn mix(outputs: impl IntoIterator<Item = Output>) -> u64 {
    outputs.into_iter().fold(0xCBF2_9CE4_8422_2325, |hash, output| {
        let (tag, value) = match output {
            Ok(value) => (1, value),
            Err(error) => (2, error),
        };
        (hash ^ tag ^ (value << 2)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[test]
fn programs_give_what_the_reference_computes_and_leave_nothing() {
    let mut compared = 0;
    for seed in 0..PROGRAMS {
        let program = Generator::new(seed).program();
        let mut reference = Reference::default();
        let expected = reference.run_to_end(&program);
        let run = Run::of(&program);
        if !reference.is_ambiguous() {
            compared += 1;
            assert_eq!(run.output, expected.0, "program {seed}: {program:#?}");
            let in_time = run.took == expected.1 || reference.is_late();
            assert!(in_time, "program {seed}: {}, {expected:?}: {program:#?}", run.took);
        }
        assert_eq!(run.faults, [""; 0], "program {seed}: {program:#?}");
    }
    assert!(compared > PROGRAMS * 8 / 10, "{compared} of {PROGRAMS} programs have one right output");
}

#[test]
fn programs_that_are_replayed_do_the_same_again() {
    for seed in 0..PROGRAMS / 4 {
        let program = Generator::new(seed).program();
        assert_eq!(Run::of(&program), Run::of(&program), "program {seed}: {program:#?}");
    }
}

/// What came of a program.
#[derive(Debug, PartialEq)]
struct Run {
    output: Option<Output>,
    took: u64,
    faults: Vec<&'static str>,
    trace: Vec<(&'static str, usize)>,
    cost: Cost,
}

impl Run {
    fn of(program: &Program) -> Self {
        let ledger = Ledger::default();
        let begun = now();
        take_cost();
        let output = block_on(timeout(Duration::from_nanos(NEVER), run::future(program, &ledger)));
        let took = (now() - begun).as_nanos() as u64;
        // Tasks that were left to themselves end as well.
        block_on(sleep(Duration::from_nanos(64 * NEVER)));
        assert!(try_block_on(std::future::pending::<()>()).is_err(), "something waits still: {program:#?}");
        let (faults, trace) = (ledger.faults(), ledger.trace());
        Self { output: output.ok(), took, faults, trace, cost: take_cost() }
    }
}
