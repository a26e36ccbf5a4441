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
mod wrapping;

pub(crate) use wrapping::MARK;

use super::contract::Contract;
use super::world::StubWorld;
use crate::error::Error;
use crate::source::Source;
use exports::Exports;
use interpreter::Interpreter;

/// The stub's component. The same contract always gives the same bytes.
pub(crate) fn stub_component(contract: &Contract<'_>, source: &Source) -> Result<Vec<u8>, Error> {
    let world = StubWorld::new(contract)?;
    let interpreter = Interpreter::carried(contract.shared.rpc).map_err(defect)?;
    let exports = Exports::new(contract, &world, source, interpreter.end)?;
    let module = linking::link(&interpreter, &exports).map_err(defect)?;
    let origin = contract.model.package.interface(&contract.model.world);
    wrapping::wrap(module, (&contract.world, &world.encoded()?), &origin).map_err(|error| {
        let reason = error.root_cause();
        source.refuse(
            source.resolve.worlds[source.world].span,
            format!("the stub of `{origin}` is more than a component may be: {reason}"),
            "what this world exports is too much for a component",
            "have less of it in one component: fewer functions, or types that are less deep in each other",
        )
    })
}

fn defect(error: anyhow::Error) -> Error {
    Error::options(
        format!("the stub cannot be put together: {error:#}"),
        "this is a defect of golem-rpc-codegen: please report it with the WIT",
    )
}
