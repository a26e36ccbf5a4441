//! Both components, the stub and both clients, generated and built.

use crate::types::Types;
use crate::workspace::{Workspace, sdk};
use crate::{Mode, generate, sources};
use anyhow::Result;
use fastrand::Rng;
use golem_rpc_codegen::{Config, compose};
use std::path::PathBuf;

/// What there is to run.
pub struct Built {
    pub types: Types,
    pub target: PathBuf,
    pub composed: PathBuf,
    pub direct: PathBuf,
}

impl Built {
    pub fn new(seed: u64) -> Result<Self> {
        let types = generate::types(&mut Rng::with_seed(seed));
        let workspace = Workspace::new("roundtrip");
        workspace.manifest("roundtrip-target", "")?;
        workspace.write("roundtrip-target/wit/target.wit", &types.wit())?;
        workspace.write("roundtrip-target/src/lib.rs", &sources::target(&types))?;
        let wit = workspace.member("roundtrip-target/wit");
        let stub = workspace.member("roundtrip-stub");
        let mut members = vec!["roundtrip-target".to_owned(), "roundtrip-stub".to_owned()];
        for (mode, word) in MODES {
            let (client, caller) = (format!("roundtrip-{word}-client"), format!("roundtrip-{word}-caller"));
            Config::new(&wit)
                .stub_crate(&stub)
                .client_crate(workspace.member(&client), mode)
                .sdk_path(sdk())
                .generate()?;
            workspace.caller_manifest(&caller, &client)?;
            workspace.write(&format!("{caller}/wit/caller.wit"), sources::CALLER_WIT)?;
            workspace.write(&format!("{caller}/wit/deps/target/target.wit"), &types.wit())?;
            workspace.write(&format!("{caller}/src/lib.rs"), &sources::caller(&types))?;
            members.extend([client, caller]);
        }
        workspace.build(members)?;
        let (target, stub) = (workspace.wasm("roundtrip-target"), workspace.wasm("roundtrip-stub"));
        let link = |word: &str, linked: &[PathBuf]| {
            let [caller, whole] = ["caller", "whole"].map(|what| workspace.wasm(&format!("roundtrip-{word}-{what}")));
            compose(&caller, linked, &whole).map(|_| whole)
        };
        let composed = link("composed", &[stub, target.clone()])?;
        let direct = link("direct", std::slice::from_ref(&target))?;
        Ok(Self { types, target, composed, direct })
    }
}

const MODES: [(Mode, &str); 2] = [(Mode::Composed, "composed"), (Mode::Direct, "direct")];
