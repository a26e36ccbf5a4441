//! Generates the stub: a component that a caller imports, and that forwards each call to a remote
//! worker.

mod apart;
mod bindings;
mod contract;
mod dependencies;
mod embedded;
mod equality;
mod exports;
mod instant;
mod leaves;
mod params;
mod sdk_types;
mod shared;
mod tables;
mod unbindable;
mod wit;
mod world;

pub(crate) use bindings::{bindings, bindings_module, bindings_path, stub_path};
pub(crate) use contract::{Contract, Of, StubFunction, StubResource, is_located};
pub(crate) use dependencies::dependencies;
pub(crate) use exports::stub_crate;
pub(crate) use instant::{MARK, stub_component};
pub(crate) use unbindable::refuse;
pub(crate) use wit::stub_wit;
