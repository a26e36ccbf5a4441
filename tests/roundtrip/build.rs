//! Generates and builds both components, the stub and both clients.

use crate::types::Types;
use crate::{Mode, generate, sources};
use anyhow::Result;
use fastrand::Rng;
use golem_rpc_tests::{Profile, Scratch, instant_stub, stub};
use std::path::{Path, PathBuf};

/// What was built.
pub struct Built {
    pub types: Types,
    pub target: PathBuf,
    pub composed: PathBuf,
    /// Composed with a stub that was put together without a compiler.
    pub instant: PathBuf,
    pub direct: PathBuf,
}

impl Built {
    pub fn new(seed: u64) -> Result<Self> {
        let types = generate::types(&mut Rng::with_seed(seed));
        let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join(NAME), Profile::Debug);
        let folder = scratch.path("source");
        scratch.write("source/target.wit", &types.wit())?;
        scratch.write("source/target.rs", &sources::target(&types))?;
        scratch.add_target(NAME, &folder)?;
        for mode in [Mode::Composed, Mode::Direct] {
            let dependencies = scratch.add_client(NAME, &folder, mode)?;
            let caller = caller(mode);
            scratch.add_component(&caller, &dependencies)?;
            scratch.write(&format!("{caller}/wit/caller.wit"), sources::CALLER_WIT)?;
            scratch.copy_target_wit(&folder, &format!("{caller}/wit"), "deps/target/target.wit")?;
            scratch.write(&format!("{caller}/src/lib.rs"), &sources::caller(&types))?;
        }
        scratch.build()?;
        scratch.compose(&caller(Mode::Composed), &[stub(NAME), TARGET.to_owned()])?;
        scratch.compose_as(INSTANT, &caller(Mode::Composed), &[instant_stub(NAME), TARGET.to_owned()])?;
        scratch.compose(&caller(Mode::Direct), &[TARGET.to_owned()])?;
        let composed = |mode| scratch.wasm(&format!("{}-composed", caller(mode)));
        let (target, instant) = (scratch.wasm(TARGET), scratch.wasm(INSTANT));
        Ok(Self { types, target, composed: composed(Mode::Composed), instant, direct: composed(Mode::Direct) })
    }
}

const NAME: &str = "roundtrip";
const TARGET: &str = "roundtrip-target";
const INSTANT: &str = "roundtrip-instant-caller";

fn caller(mode: Mode) -> String {
    format!("{NAME}-{}-caller", mode.name())
}
