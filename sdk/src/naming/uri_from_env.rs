//! [`WorkerUri`]s of components whose ids are in the environment.

use super::worker_uri::{UriError, WorkerUri};
use crate::error_text::write_text;
use std::env::VarError;
use std::error::Error;
use std::fmt;

impl WorkerUri {
    /// The durable worker `worker_name` of the component whose id the environment variable
    /// `variable` holds.
    ///
    /// A component learns the ids of other components from such variables, which are set when it is
    /// deployed or when its workers are created.
    ///
    /// ```
    /// use golem_rpc_sdk::{UriFromEnvError, WorkerUri};
    ///
    /// match WorkerUri::durable_from_env("TARGET_COMPONENT_ID", "counter-1") {
    ///     Ok(uri) => assert_eq!(uri.worker_name().as_deref(), Some("counter-1")),
    ///     Err(UriFromEnvError::Missing { variable }) => {
    ///         assert_eq!(variable, "TARGET_COMPONENT_ID");
    ///     }
    ///     Err(error) => panic!("{error}"),
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no such variable, it holds no UUID, or the worker's name is empty.
    pub fn durable_from_env(variable: &str, worker_name: &str) -> Result<Self, UriFromEnvError> {
        from_value(variable, std::env::var(variable), |id| Self::durable(id, worker_name))
    }

    /// An ephemeral worker of the component whose id the environment variable `variable` holds.
    ///
    /// # Errors
    ///
    /// When there is no such variable, or it holds no UUID.
    pub fn ephemeral_from_env(variable: &str) -> Result<Self, UriFromEnvError> {
        from_value(variable, std::env::var(variable), Self::ephemeral)
    }
}

fn from_value(
    variable: &str,
    value: Result<String, VarError>,
    of_id: impl FnOnce(&str) -> Result<WorkerUri, UriError>,
) -> Result<WorkerUri, UriFromEnvError> {
    let variable = variable.to_owned();
    match value.as_deref().map(of_id) {
        Ok(Ok(uri)) => Ok(uri),
        Ok(Err(error)) => Err(UriFromEnvError::Uri { variable, error }),
        Err(VarError::NotPresent) => Err(UriFromEnvError::Missing { variable }),
        Err(VarError::NotUnicode(_)) => Err(UriFromEnvError::NotUnicode { variable }),
    }
}

/// Why an environment variable names no worker.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriFromEnvError {
    /// It is not set.
    Missing {
        /// Its name.
        variable: String,
    },
    /// Its value is not UTF-8.
    NotUnicode {
        /// Its name.
        variable: String,
    },
    /// Its value is no component id, or the worker name that was given is not valid.
    Uri {
        /// Its name.
        variable: String,
        /// What is wrong.
        error: UriError,
    },
}

impl fmt::Display for UriFromEnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (variable, what) = match self {
            Self::Missing { variable } => (variable, " is not set: it must hold the id of the component to call"),
            Self::NotUnicode { variable } => (variable, " is not UTF-8"),
            Self::Uri { variable, .. } => (variable, " names no worker"),
        };
        write_text(f, "the environment variable ")?;
        write_text(f, variable)?;
        write_text(f, what)
    }
}

/// The text together with that of the source, for `unwrap` and `expect` to print.
impl fmt::Debug for UriFromEnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        match self {
            Self::Uri { error, .. } => write!(f, ": {error}"),
            _ => Ok(()),
        }
    }
}

impl Error for UriFromEnvError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Uri { error, .. } => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{UriFromEnvError, from_value};
    use crate::{UriError, WorkerUri};
    use std::env::VarError;
    use std::error::Error;

    const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";

    #[test]
    fn the_variable_holds_the_component_id() {
        let durable = from_value("V", Ok(ID.to_owned()), |id| WorkerUri::durable(id, "w"));
        assert_eq!(durable.as_ref().map(WorkerUri::as_str), Ok(&*format!("urn:worker:{ID}/w")));
        let ephemeral = from_value("V", Ok(ID.to_owned()), WorkerUri::ephemeral);
        assert_eq!(ephemeral.as_ref().map(WorkerUri::as_str), Ok(&*format!("urn:worker:{ID}")));
    }

    #[test]
    fn errors_name_the_variable_and_say_what_is_wrong() {
        let missing = WorkerUri::ephemeral_from_env("GOLEM_RPC_SDK_NO_SUCH_VARIABLE").unwrap_err();
        assert!(matches!(missing, UriFromEnvError::Missing { .. }));
        assert!(missing.to_string().contains("GOLEM_RPC_SDK_NO_SUCH_VARIABLE is not set"));
        let unreadable = from_value("V", Err(VarError::NotUnicode("x".into())), WorkerUri::ephemeral).unwrap_err();
        assert_eq!(unreadable.to_string(), "the environment variable V is not UTF-8");
        let no_id = from_value("V", Ok("component1".to_owned()), WorkerUri::ephemeral).unwrap_err();
        assert!(no_id.source().is_some_and(|source| source.to_string().contains("`component1` is no component id")));
        let no_name = from_value("V", Ok(ID.to_owned()), |id| WorkerUri::durable(id, "")).unwrap_err();
        assert_eq!(no_name, UriFromEnvError::Uri { variable: "V".to_owned(), error: UriError::EmptyWorkerName });
    }
}
