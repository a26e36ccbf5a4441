//! [`CallerFunction`]: a function of a new caller.

use std::collections::BTreeSet;

use crate::rust::names::{free, value_name};
use crate::template::fan_out::FanOut;

/// A function that a new caller exports for one of its targets.
pub(crate) struct CallerFunction<'a> {
    /// The function's name in WIT.
    pub(crate) name: String,
    /// The name of the target.
    pub(crate) target: &'a str,
    /// How it calls the target. It is `None` if the target has no function that is easy enough to
    /// call: then this function is empty, for the user to fill.
    pub(crate) fan_out: Option<FanOut>,
}

impl CallerFunction<'_> {
    pub(crate) fn docs(&self) -> String {
        match &self.fan_out {
            Some(call) => format!("`{}` of these workers of {}: all are called at once.", call.function, self.target),
            None => format!("Here it is to call workers of {}.", self.target),
        }
    }

    /// The name of the parameter that has the names of the workers.
    pub(crate) fn workers(&self) -> String {
        self.local("workers")
    }

    /// A name for a variable, different from those of the parameters that the function has in
    /// common with the target's.
    pub(crate) fn local(&self, wanted: &str) -> String {
        let params = self.fan_out.iter().flat_map(|call| &call.params);
        let names: BTreeSet<_> = params.map(|param| value_name(&param.name)).collect();
        free(wanted, |name| names.contains(name))
    }
}
