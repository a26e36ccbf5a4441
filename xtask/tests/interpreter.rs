//! The committed modules of the interpreter are what its sources give.

use std::fs;
use xtask::binaries::workspace;
use xtask::interpreter::{PROVENANCE, Provenance, VERSIONS, compile, module, provenance, recorded};

const RENEW: &str = "`cargo xtask interpreter` renews it";

#[test]
fn they_are_compiled_from_the_sources_that_are_there() {
    let root = workspace();
    let committed = VERSIONS.map(|version| fs::read(root.join(module(version))).unwrap());
    let recorded = recorded(root).unwrap();
    let now = provenance(root, &committed).unwrap();
    assert_eq!(now.modules, recorded.modules, "they are not those that {PROVENANCE} tells of: {RENEW}");
    assert_eq!(now.sources, recorded.sources, "golem-rpc-stub has changed since they were compiled: {RENEW}");

    let compiled = VERSIONS.map(|version| compile(root, version).unwrap());
    if compiled != committed {
        let here = Provenance { modules: recorded.modules.clone(), ..now };
        assert_ne!(here, recorded, "the same compiler makes other modules of the same sources: {RENEW}");
        println!(
            "not compared: they were compiled by {} (core {}), and here is {} (core {})",
            recorded.compiler, recorded.core, here.compiler, here.core
        );
    }
}

/// They are in every copy of the generator, and a part of one in every stub.
#[test]
fn they_are_small() {
    for version in VERSIONS {
        let bytes = fs::read(workspace().join(module(version))).unwrap().len();
        assert!(bytes <= 13 * 1024, "{version}: {bytes} bytes");
    }
}
