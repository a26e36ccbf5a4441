//! Fuel, counts and sizes have not grown since the baseline was measured.

use golem_rpc_benches::baseline::{committed, grown, measure};

#[test]
fn nothing_has_grown_by_more_than_five_percent() {
    let grown = grown(&committed().expect("there is one"), &measure().unwrap_or_else(|error| panic!("{error:#}")));
    assert!(
        grown.is_empty(),
        "If that is as it must be, run `cargo xtask bench baseline` and commit the file:\n{}",
        grown.join("\n")
    );
}
