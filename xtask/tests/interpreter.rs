//! The committed module of the interpreter is what its sources give.

use std::fs;
use xtask::binaries::workspace;
use xtask::interpreter::{MODULE, PROVENANCE, Provenance, compile, provenance, recorded};

const RENEW: &str = "`cargo xtask interpreter` renews it";

#[test]
fn it_is_compiled_from_the_sources_that_are_there() {
    let root = workspace();
    let committed = fs::read(root.join(MODULE)).unwrap();
    let recorded = recorded(root).unwrap();
    let now = provenance(root, &committed).unwrap();
    assert_eq!(now.module, recorded.module, "{MODULE} is not the one that {PROVENANCE} tells of: {RENEW}");
    assert_eq!(now.sources, recorded.sources, "golem-rpc-stub has changed since {MODULE} was compiled: {RENEW}");

    let compiled = compile(root).unwrap();
    if compiled != committed {
        let here = Provenance { module: recorded.module.clone(), ..now };
        assert_ne!(here, recorded, "the same compiler makes another module of the same sources: {RENEW}");
        println!(
            "not compared: {MODULE} was compiled by {} (core {}), and here is {} (core {})",
            recorded.compiler, recorded.core, here.compiler, here.core
        );
    }
}

/// It is in every copy of the generator, and a part of it in every stub.
#[test]
fn it_is_small() {
    let bytes = fs::read(workspace().join(MODULE)).unwrap().len();
    assert!(bytes <= 12 * 1024, "{bytes} bytes");
}
