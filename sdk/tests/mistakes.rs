//! Mistakes that a user will make, and what the compiler says to them.
//!
//! `store-client` is generated, from a fixture of golem-rpc-codegen's tests, which also see that it
//! is not stale.

#[test]
fn mistakes_are_explained_by_the_compiler() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
