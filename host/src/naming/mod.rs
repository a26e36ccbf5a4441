//! Names and addresses: of components, of workers, and of functions.

mod component_id;
mod function_name;
mod worker_id;
mod worker_uri;
mod written_function;

pub use component_id::ComponentId;
pub(crate) use function_name::{Function, FunctionName};
pub(crate) use worker_id::WorkerId;
pub(crate) use worker_uri::WorkerUri;
pub(crate) use written_function::names_function;
