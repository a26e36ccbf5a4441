//! How a worker is named: [`WorkerUri`].

mod uri_from_env;
mod worker_uri;

pub use uri_from_env::UriFromEnvError;
pub use worker_uri::{UriError, WorkerUri};
