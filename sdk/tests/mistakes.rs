//! Mistakes that a user will make, and what the compiler says to them.

#[test]
fn mistakes_are_explained_by_the_compiler() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
