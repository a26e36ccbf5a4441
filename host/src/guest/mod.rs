//! Components, compiled and instantiated.

mod component;
mod engine;
mod instance;
mod trap_text;

pub(crate) use component::{Export, LoadedComponent};
pub(crate) use engine::new_engine;
pub(crate) use instance::Instance;
