//! Puts a stub together without a compiler: the component that the stub crate would be compiled to.
//!
//! golem-rpc-stub carries out calls by tables. Compiled once, without any tables, it is a core
//! module that this crate carries. A stub is made of it by adding the tables, the functions that
//! the stub exports, and the imports by which handles of resources are made.

mod exports;
mod interpreter;
mod layout;
mod linking;
mod memory;
mod tables;

use wasm_encoder::{ComponentSection, CustomSection};

use super::contract::Contract;
use super::world::StubWorld;
use crate::error::Error;
use crate::source::Source;
use exports::Exports;
use interpreter::Interpreter;

/// The name of a section that says that a component was made here, and what it is the stub of.
pub(crate) const MARK: &str = "golem-rpc-stub";

/// The stub's component. The same contract always gives the same bytes.
pub(crate) fn stub_component(contract: &Contract<'_>, source: &Source) -> Result<Vec<u8>, Error> {
    let world = StubWorld::new(contract)?;
    let interpreter = Interpreter::carried().map_err(defect)?;
    let exports = Exports::new(contract, &world, source, interpreter.end)?;
    let module = linking::link(&interpreter, &exports).map_err(defect)?;
    let mut component = world.component(module)?;
    let origin = contract.model.package.interface(&contract.model.world);
    CustomSection { name: MARK.into(), data: origin.as_bytes().into() }.append_to_component(&mut component);
    Ok(component)
}

fn defect(error: anyhow::Error) -> Error {
    Error::options(
        format!("the stub cannot be put together: {error:#}"),
        "this is a defect of golem-rpc-codegen: please report it with the WIT",
    )
}
