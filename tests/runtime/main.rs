//! Runs generated code. Each folder beside this file is a case. It is compiled for wasm32-wasip2
//! and run on the host, which is as strict as Golem 1.1.
//!
//! A case has these files:
//!
//! - `target.wit`, with a world that is called like the case. The packages that it needs are in
//!   `deps/`. In its place there may be a folder `wit` with several files.
//! - `target.rs`, which implements the world.
//! - `caller.rs`, which is compiled once with the composed client and once with the direct one. In
//!   it, `client` is the client, `golem_rpc_sdk` the SDK, and `worker(name)` gives workers of the
//!   target. Its function `run` is called. If it panics, the case has failed.
//! - `direct.rs` instead of that, for what only a direct client has.
//! - `caller/world.wit`, if the caller has a world of its own, which imports the target's
//!   interface. Then the target is linked in, too, and `caller.rs` is the whole caller.

mod harness;

use golem_rpc_tests::Mode::{self, Composed, Direct};

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
    addresses_composed: "addresses", Composed;
    addresses_direct: "addresses", Direct;
    aliases_composed: "aliases", Composed;
    aliases_direct: "aliases", Direct;
    bare_resources_composed: "bare_resources", Composed;
    bare_resources_direct: "bare_resources", Direct;
    big_lists_composed: "big_lists", Composed;
    big_lists_direct: "big_lists", Direct;
    collisions_composed: "collisions", Composed;
    collisions_direct: "collisions", Direct;
    concurrent_composed: "concurrent", Composed;
    concurrent_direct: "concurrent", Direct;
    docs_composed: "docs", Composed;
    docs_direct: "docs", Direct;
    enums_composed: "enums", Composed;
    enums_direct: "enums", Direct;
    ephemeral_composed: "ephemeral", Composed;
    ephemeral_direct: "ephemeral", Direct;
    failures_direct: "failures", Direct;
    fairness_composed: "fairness", Composed;
    fairness_direct: "fairness", Direct;
    fire_and_forget_composed: "fire_and_forget", Composed;
    fire_and_forget_direct: "fire_and_forget", Direct;
    flags_composed: "flags", Composed;
    flags_direct: "flags", Direct;
    inline_interface_composed: "inline_interface", Composed;
    inline_interface_direct: "inline_interface", Direct;
    keywords_composed: "keywords", Composed;
    keywords_direct: "keywords", Direct;
    lent_composed: "lent", Composed;
    lent_direct: "lent", Direct;
    lists_composed: "lists", Composed;
    lists_direct: "lists", Direct;
    many_params_composed: "many_params", Composed;
    many_params_direct: "many_params", Direct;
    module_names_composed: "module_names", Composed;
    module_names_direct: "module_names", Direct;
    newer_versions_composed: "newer_versions", Composed;
    newer_versions_direct: "newer_versions", Direct;
    options_nested_composed: "options_nested", Composed;
    options_nested_direct: "options_nested", Direct;
    order_of_drops_composed: "order_of_drops", Composed;
    order_of_drops_direct: "order_of_drops", Direct;
    other_versions_composed: "other_versions", Composed;
    other_versions_direct: "other_versions", Direct;
    prelude_names_composed: "prelude_names", Composed;
    prelude_names_direct: "prelude_names", Direct;
    resources_composed: "resources", Composed;
    resources_direct: "resources", Direct;
    resources_alike_composed: "resources_alike", Composed;
    resources_alike_direct: "resources_alike", Direct;
    resources_elsewhere_direct: "resources_elsewhere", Direct;
    results_nested_composed: "results_nested", Composed;
    results_nested_direct: "results_nested", Direct;
    self_case_direct: "self_case", Direct;
    several_files_composed: "several_files", Composed;
    several_files_direct: "several_files", Direct;
    several_interfaces_composed: "several_interfaces", Composed;
    several_interfaces_direct: "several_interfaces", Direct;
    shared_types_composed: "shared_types", Composed;
    shared_types_direct: "shared_types", Direct;
    stub_names_composed: "stub_names", Composed;
    stub_names_direct: "stub_names", Direct;
    tuples_composed: "tuples", Composed;
    tuples_direct: "tuples", Direct;
    unicode_composed: "unicode", Composed;
    unicode_direct: "unicode", Direct;
    use_chain_composed: "use_chain", Composed;
    use_chain_direct: "use_chain", Direct;
    values_composed: "values", Composed;
    values_direct: "values", Direct;
    variants_composed: "variants", Composed;
    variants_direct: "variants", Direct;
    versioned_composed: "versioned", Composed;
    versioned_direct: "versioned", Direct;
    with_types_composed: "with_types", Composed;
    with_types_direct: "with_types", Direct;
    world_functions_composed: "world_functions", Composed;
    world_functions_direct: "world_functions", Direct;
}

#[test]
fn no_case_is_forgotten() {
    let mut listed: Vec<(String, Mode)> = CASES.iter().map(|(case, mode)| ((*case).to_owned(), *mode)).collect();
    listed.sort();
    assert_eq!(listed, harness::cases());
}
