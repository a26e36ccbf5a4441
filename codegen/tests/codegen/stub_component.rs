//! Stubs that are put together without a compiler.

use std::path::Path;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use golem_rpc_codegen::{Config, Error, Outcome};

use crate::stub_component_checks::offers;
use crate::support::{self, shown};

fn tool(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("golem-rpc-codegen").unwrap();
    command.env("NO_COLOR", "1").current_dir(folder);
    command
}

#[test]
fn it_offers_what_the_generated_wit_says() {
    for fixture in ["counters", "shop", "store"] {
        let root = tempfile::tempdir().unwrap();
        let config = Config::new(support::fixture(fixture)).stub_crate(root.path().join("x-stub"));
        config.generate().unwrap();
        offers(&config.stub_component().unwrap(), &root.path().join("x-stub/wit"))
            .unwrap_or_else(|error| panic!("{fixture}: {error}"));
    }
}

#[test]
fn every_run_gives_the_same_bytes() {
    for fixture in ["counters", "shop", "store"] {
        let root = tempfile::tempdir().unwrap();
        let source = support::fixture(fixture);
        // Each run is a process of its own, in which maps have an order of their own.
        let run = |file: &str| {
            tool(root.path()).arg("stub").arg("-s").arg(&source).args(["-o", file]).assert().success();
            std::fs::read(root.path().join(file)).unwrap()
        };
        assert_eq!(run("a.wasm"), run("b.wasm"), "{fixture}");
        assert_eq!(run("c.wasm"), Config::new(&source).stub_component().unwrap().bytes, "{fixture}");
    }
}

#[test]
fn a_world_has_a_stub_only_of_the_interfaces_that_are_chosen() {
    let wit = support::wit(
        "package a:b;\ninterface one { f: func(); }\ninterface two { g: func(x: stream<u8>); h: func(); }\n\
         world w { export one; export two; }\n",
    );
    let root = tempfile::tempdir().unwrap();
    let out = tool(root.path()).arg("stub").arg("-s").arg(wit.path()).args(["-o", "s.wasm"]).assert().success();
    let out = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    assert!(out.starts_with("written    s.wasm\nleft out   function `g` of `a:b/two`"), "{out}");
    let strict = Config::new(wit.path()).strict(true).stub_component().unwrap_err();
    assert!(shown(&strict).contains("stream"), "{strict:?}");
    let one = Config::new(wit.path()).interface("one");
    assert!(one.stub_component().unwrap().left_out.is_empty());
    one.clone().stub_crate(root.path().join("x-stub")).generate().unwrap();
    offers(&one.stub_component().unwrap(), &root.path().join("x-stub/wit")).unwrap();
}

#[test]
fn only_such_a_stub_is_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("new/x_stub.wasm");
    let counters = Config::new(support::fixture("counters")).stub_component().unwrap();
    let shop = Config::new(support::fixture("shop")).stub_component().unwrap();
    let outcome = |report: golem_rpc_codegen::Report| report.files[0].outcome;
    assert!(matches!(counters.check(&path), Err(Error::Stale { .. })));
    assert_eq!(outcome(counters.write(&path).unwrap()), Outcome::Written);
    assert_eq!(outcome(counters.write(&path).unwrap()), Outcome::Unchanged);
    assert_eq!(outcome(counters.check(&path).unwrap()), Outcome::Unchanged);
    assert!(matches!(shop.check(&path), Err(Error::Stale { .. })));
    assert_eq!(outcome(shop.write(&path).unwrap()), Outcome::Written);
    let component = wat::parse_str("(component (core module (@custom \"golem-rpc-stub\" \"\")))").unwrap();
    for others in [b"fn main() {}".to_vec(), b"\0asm\x01\0\0\0".to_vec(), component, shop.bytes[..99].to_vec()] {
        std::fs::write(&path, &others).unwrap();
        let error = shown(&counters.write(&path).unwrap_err());
        assert!(error.contains("was not generated") && error.contains("choose another file"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), others);
    }
}

#[test]
fn the_target_is_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("x.wasm");
    Config::new(support::fixture("counters")).stub_component().unwrap().write(&path).unwrap();
    // A stub has exports that can be called, so that there is a stub of it.
    let error = Config::new(&path).stub_component().unwrap().write(&path).unwrap_err();
    assert!(shown(&error).contains("cannot take its place"), "{error:?}");
}

#[test]
fn what_is_larger_than_memory_is_refused_with_its_line() {
    let records: String = (1..40).map(|n| format!("record t{n} {{ a: t{}, b: t{} }}\n", n - 1, n - 1)).collect();
    let refused = |function: &str| {
        let wit = support::wit(&format!(
            "package a:b;\ninterface i {{\nrecord t0 {{ a: u64 }}\n{records}{function}\n}}\nworld w {{ export i; }}\n"
        ));
        shown(&Config::new(wit.path()).stub_component().unwrap_err())
    };
    for function in ["f: func(x: t39);", "f: func() -> t39;", "resource r { constructor(x: option<t39>); }"] {
        let error = refused(function);
        assert!(error.contains("more memory than a component can have") && error.contains("world.wit:43:"), "{error}");
    }
    // In memory it is a list, but a component has a limit on the size of types, too.
    let error = refused("f: func(x: list<t39>);");
    assert!(error.contains("more than a component may be") && error.contains("world.wit:45:"), "{error}");
}

#[test]
fn values_are_as_large_as_the_canonical_abi_lets_them_be() {
    let fields = |count: usize| (0..count).map(|n| format!("x{n}: u64")).collect::<Vec<_>>().join(", ");
    let cases = |count: usize| (0..count).map(|n| format!("c{n}")).collect::<Vec<_>>().join(", ");
    for types in [
        format!("record t {{ {} }}", fields(900)),
        format!("enum t {{ {} }}", cases(300)),
        format!("variant t {{ {}, last(f64) }}", cases(257)),
        format!("flags t {{ {} }}", cases(32)),
        format!("type t = {}u8{};", "option<".repeat(50), ">".repeat(50)),
    ] {
        let wit = support::wit(&format!(
            "package a:b;\ninterface i {{\n{types}\nf: func(x: t) -> t;\n}}\nworld w {{ export i; }}\n"
        ));
        let root = tempfile::tempdir().unwrap();
        let config = Config::new(wit.path()).stub_crate(root.path().join("x-stub"));
        config.generate().unwrap();
        offers(&config.stub_component().unwrap(), &root.path().join("x-stub/wit")).unwrap();
    }
}

/// Measures the whole process, compiled in the profile of the tests, of which the fastest run
/// counts: a release is three times as fast.
#[test]
fn it_takes_no_time() {
    let root = tempfile::tempdir().unwrap();
    let run = || {
        let start = Instant::now();
        let mut stub = tool(root.path());
        stub.arg("stub").arg("-s").arg(support::fixture("counters")).args(["-o", "s.wasm"]).assert().success();
        start.elapsed()
    };
    let fastest = (0..10).map(|_| run()).min().unwrap();
    assert!(fastest < Duration::from_millis(200), "{fastest:?}");
}
