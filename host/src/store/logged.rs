//! The one place where host functions and the log meet: answers from the log while the worker is
//! run again, entries in the log while it is live.

use std::sync::Arc;

use wasmtime::Result;

use super::worker_state::WorkerState;
use crate::log::{
    CallKey, Logged, Next,
    host_function::{ARGUMENTS, ENVIRONMENT, HostFunction},
};

impl WorkerState {
    /// The result of a host function whose result belongs into the log: from there if the worker is
    /// run again, otherwise that of `live`, which is put there.
    ///
    /// # Errors
    /// Those of `live`, which trap and are not logged, and those of [`replayed`](Self::replayed).
    pub fn logged<T: Logged>(
        &mut self,
        function: &'static HostFunction,
        live: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if let Some(result) = self.replayed(function)? {
            return Ok(result);
        }
        let result = live(self)?;
        self.log_result(function, &result)?;
        Ok(result)
    }

    /// The result that a host function had in an earlier run. `None` if the worker is live, so that
    /// the function has to be done. The caller then puts the result into the log
    /// ([`log_result`](Self::log_result)).
    ///
    /// # Errors
    /// An [`Interruption`](crate::log::Interruption) if the log has something else, or the worker
    /// is to lose its instance.
    pub fn replayed<T: Logged>(&self, function: &HostFunction) -> Result<Option<T>> {
        let Some(log) = &self.info.log else { return Ok(None) };
        match log.next(function).map_err(wasmtime::Error::new)? {
            Next::Live => Ok(None),
            Next::Logged(response) => Ok(T::of_response(response)),
        }
    }

    /// Puts the result of a host function into the log, if there is one.
    ///
    /// # Errors
    /// An [`Interruption`](crate::log::Interruption) if the worker is to lose its instance now.
    pub fn log_result<T: Logged>(&self, function: &'static HostFunction, result: &T) -> Result<()> {
        if let Some(log) = &self.info.log {
            log.called(function, result.to_response()).map_err(wasmtime::Error::new)?;
        }
        Ok(())
    }

    /// Whether the worker is run again, and what it does was done before.
    pub fn is_replaying(&self) -> bool {
        self.info.log.as_ref().is_some_and(|log| log.is_replaying())
    }

    /// The arguments of the worker.
    pub fn arguments(&mut self) -> Result<Arc<Vec<String>>> {
        self.logged(&ARGUMENTS, |state| Ok(state.surroundings.args.clone()))
    }

    /// The environment of the worker.
    pub fn environment(&mut self) -> Result<Arc<Vec<(String, String)>>> {
        self.logged(&ENVIRONMENT, |state| Ok(state.surroundings.env.clone()))
    }

    /// Makes the three entries that Golem makes before each call of another worker, and gives the
    /// call's key. `None` if the host keeps no logs.
    pub fn call_key(&mut self) -> Result<Option<CallKey>> {
        let Some(log) = &self.info.log else { return Ok(None) };
        let key = log.before_call(&self.surroundings.args, &self.surroundings.env);
        key.map(Some).map_err(wasmtime::Error::new)
    }
}
