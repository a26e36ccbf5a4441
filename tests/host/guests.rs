//! The components of the tests: a target and its callers, compiled once in each style of projects.

use crate::support::builder;
use anyhow::{Context, Result};
use golem_rpc_host::{Host, HostBuilder};
use golem_rpc_tests::{Mode, Profile, Scratch, Style, stub};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The components of one application. The callers and the target may be made in different styles.
#[derive(Debug, Clone, Copy)]
pub struct Guests {
    pub caller: Style,
    pub target: Style,
}

impl Guests {
    /// All combinations: both in one style, both in the other, and one of each. Each is printed
    /// when it begins, so the last one that is printed is the one that failed.
    pub fn all() -> impl Iterator<Item = Self> {
        let mixed = Self { caller: Style::CargoComponent, target: Style::Cargo };
        let alike = Style::ALL.map(|style| Self { caller: style, target: style });
        alike.into_iter().chain([mixed]).inspect(|guests| println!("{guests:?}"))
    }

    /// The files of the components, with their names.
    pub fn files(self) -> [(&'static str, PathBuf); 3] {
        [
            ("target", wasm(self.target, "host-target")),
            ("caller", wasm(self.caller, "host-direct-caller")),
            ("composed", wasm(self.caller, "host-composed-caller-composed")),
        ]
    }

    /// The target itself.
    pub fn target_bytes(self) -> Vec<u8> {
        fs::read(wasm(self.target, "host-target")).expect("it was built")
    }

    /// The file of a caller that was not composed with its stub.
    pub fn uncomposed(self) -> PathBuf {
        wasm(self.caller, "host-composed-caller")
    }

    /// The file of a component that imports a function which no host has.
    pub fn beyond(self) -> PathBuf {
        wasm(self.caller, "host-beyond")
    }

    /// A host with these components.
    pub fn on(self, builder: HostBuilder) -> Host {
        let host = builder.build().expect("the host starts");
        for (name, file) in self.files() {
            host.add_component_file(name, file).expect("it is complete");
        }
        let target = host.component_id("target").expect("it was added");
        host.set_env("TARGET_COMPONENT_ID", target.to_string());
        host
    }

    /// A host with these components and no other settings.
    pub fn host(self) -> Host {
        self.on(builder())
    }
}

fn wasm(style: Style, name: &str) -> PathBuf {
    BUILT[usize::from(style == Style::CargoComponent)].wasm(name)
}

static BUILT: LazyLock<[Scratch; 2]> =
    LazyLock::new(|| Style::ALL.map(|style| build(style).unwrap_or_else(|error| panic!("{style:?}: {error:#}"))));

fn build(style: Style) -> Result<Scratch> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("host");
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("host"), Profile::Debug).style(style);
    let interfaces = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/wit/deps");

    scratch.add_component("host-target", "wasip2 = \"1.0\"\nwit-bindgen = \"0.61\"\n")?;
    for file in ["lib.rs", "acts.rs", "network.rs"] {
        scratch.copy(&source.join("target-guest").join(file), &format!("host-target/src/{file}"))?;
    }
    scratch.copy(&source.join("target-guest/wit"), "host-target/wit")?;
    scratch.copy(&interfaces, "host-target/wit/deps")?;

    for mode in [Mode::Direct, Mode::Composed] {
        let caller = format!("host-{}-caller", mode.name());
        let dependencies = scratch.add_client("target", &scratch.path("host-target"), mode)?;
        scratch.add_component(&caller, &dependencies)?;
    }
    for file in ["lib.rs", "calls.rs", "misuse.rs", "raw.rs"] {
        scratch.copy(&source.join("caller").join(file), &format!("host-direct-caller/src/{file}"))?;
    }
    scratch.copy(&source.join("caller/wit"), "host-direct-caller/wit")?;
    scratch.copy(&interfaces, "host-direct-caller/wit/deps")?;
    scratch.copy(&source.join("target-guest/wit/types.wit"), "host-direct-caller/wit/deps/target/types.wit")?;
    scratch.copy(&source.join("composed/lib.rs"), "host-composed-caller/src/lib.rs")?;
    scratch.add_component("host-beyond", "wit-bindgen = \"0.61\"\n")?;
    scratch.copy(&source.join("beyond/lib.rs"), "host-beyond/src/lib.rs")?;

    scratch.build().with_context(|| format!("for {}", style.triple()))?;
    scratch.compose("host-composed-caller", &[stub("target")])?;
    Ok(scratch)
}
