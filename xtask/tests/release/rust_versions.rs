//! The oldest Rust that is promised.

use crate::sample::Sample;
use xtask::rust_versions;

#[test]
fn each_crate_is_compiled_with_the_compiler_of_its_version() {
    let sample = Sample::new();
    sample.edit("brush/Cargo.toml", "\"1.85\"", "\"1.86\"");
    sample.project();
    // Whatever is asked for, the compiler that is here answers.
    let asked = std::cell::RefCell::new(Vec::new());
    let compiler = |name: &str| {
        asked.borrow_mut().push(name.to_owned());
        Some("rustc".into())
    };
    rust_versions::check(sample.root(), true, &compiler).unwrap();
    assert_eq!(*asked.borrow(), ["GOLEM_RPC_RUSTC_1_86", "GOLEM_RPC_RUSTC_1_85"]);

    sample.edit("brush/src/main.rs", "{}", "{ wrong() }");
    let error = rust_versions::check(sample.root(), true, &compiler).unwrap_err().to_string();
    assert!(error.contains("wrong"), "{error}");
}

#[test]
fn a_version_that_is_not_here_is_left_out_unless_all_are_asked_for() {
    let sample = Sample::new();
    for member in ["paint", "brush"] {
        sample.edit(&format!("{member}/Cargo.toml"), "\"1.85\"", "\"1.85.99\"");
    }
    sample.project();
    rust_versions::check(sample.root(), false, &|_| None).unwrap();
    let error = rust_versions::check(sample.root(), true, &|_| None).unwrap_err().to_string();
    assert!(error.contains("rustup toolchain install 1.85.99") && error.contains("GOLEM_RPC_RUSTC_1_85_99"), "{error}");
}
