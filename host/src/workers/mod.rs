//! Workers: tasks that each run one invocation at a time, and the registry in which they are found.

mod executor;
mod registry;
mod worker;
mod worker_instance;

pub(crate) use executor::Executor;
pub(crate) use registry::Registry;
