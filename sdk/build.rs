//! Has the linker look for the WIT of `golem:rpc` in the archives in `link`, one for each version:
//! see `src/bindings/interfaces.rs`. `tests/component_types.rs` writes them.

use std::env;
use std::path::Path;

const VERSIONS: [&str; 4] = ["0_1_0", "0_1_3", "0_2_0", "0_2_2"];

fn main() {
    println!("cargo::rerun-if-changed=link");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
        println!("cargo::rustc-link-search=native={}", Path::new(&package).join("link").display());
        for version in VERSIONS {
            println!("cargo::rustc-link-lib=static=golem_rpc_sdk_{version}");
        }
    }
}
