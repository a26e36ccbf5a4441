//! What is asked of a worker, and what it answers.

use std::sync::Arc;

use wasmtime::component::{ComponentExportIndex, Val};

use super::idempotency_key::{CallKey, IdempotencyKey};
use crate::bindings::WitValue;
use crate::values::{results_text, wave, wit_value_text};

/// A call as its target gets it: the function and its parameters.
#[derive(Clone)]
pub(crate) enum Request {
    /// From another worker: the function by its name on the wire, parameters as `wit-value`s.
    Rpc {
        function: String,
        params: Vec<WitValue>,
        /// What the call is known by if it is made again. `None` if the host keeps no logs.
        key: Option<CallKey>,
    },
    /// From outside, by the library's user: one of the component's exports, and parameters that
    /// were checked against its type.
    Outside { function: ComponentExportIndex, name: Arc<str>, params: Vec<Val> },
}

impl Request {
    /// The function's name, as on the wire.
    pub fn function(&self) -> &str {
        match self {
            Self::Rpc { function, .. } => function,
            Self::Outside { name, .. } => name,
        }
    }

    /// What it is known by if it is made again.
    pub fn key(&self) -> Option<IdempotencyKey> {
        match self {
            Self::Rpc { key, .. } => key.map(|call| call.key),
            Self::Outside { .. } => None,
        }
    }

    /// The parameters as WAVE, in parentheses.
    pub fn parameters_text(&self) -> String {
        match self {
            Self::Rpc { params, .. } => {
                let params: Vec<String> = params.iter().map(wit_value_text).collect();
                format!("({})", params.join(", "))
            }
            Self::Outside { params, .. } => wave::arguments_text(params),
        }
    }
}

/// What a function gave, in the form in which it was asked.
#[derive(Clone)]
pub(crate) enum Answer {
    Rpc(WitValue),
    Outside(Vec<Val>),
}

impl Answer {
    /// The answer as WAVE.
    pub fn text(&self) -> String {
        match self {
            Self::Rpc(value) => results_text(value),
            Self::Outside(results) => wave::results_text(results).unwrap_or_else(|reason| format!("… ({reason})")),
        }
    }
}
