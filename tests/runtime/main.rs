//! Generated code at work: each folder beside this file is a case, compiled for wasm32-wasip2 and run on the host.
//!
//! A case has
//! - `target.wit`, whose world is named after the case, and `target.rs`, which implements it;
//! - `caller.rs`, which is compiled twice, against the composed client and against the direct one. It names the client `client`,
//!   the SDK `golem_rpc_sdk`, and the target's workers through `worker(name)`; its `run` is called, and a panic fails the case;
//! - or `direct.rs` in its place, for what only a direct client offers.

mod harness;

use harness::Mode::{self, Composed, Direct};

macro_rules! cases {
    ($($test:ident: $case:literal, $mode:ident;)*) => {
        $(
            #[test]
            fn $test() {
                harness::run($case, $mode);
            }
        )*

        const CASES: &[(&str, Mode)] = &[$(($case, $mode)),*];
    };
}

cases! {
    failures_direct: "failures", Direct;
    values_composed: "values", Composed;
    values_direct: "values", Direct;
}

#[test]
fn no_case_is_forgotten() {
    let mut listed: Vec<(String, Mode)> = CASES.iter().map(|(case, mode)| ((*case).to_owned(), *mode)).collect();
    listed.sort();
    assert_eq!(listed, harness::cases());
}
