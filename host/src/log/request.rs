//! What is asked of a worker, and what it answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wasmtime::component::Val;

use super::idempotency_key::{CallKey, IdempotencyKey};
use super::shared_form;
use crate::bindings::WitValue;
use crate::values::{results_text, stored_vals, wave, wit_value_text};

/// A call as its target gets it: the function and its parameters.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Request {
    /// From another worker: the function by its name on the wire, parameters as `wit-value`s.
    Rpc {
        function: String,
        params: Vec<WitValue>,
        /// What the call is known by if it is made again. `None` if the host keeps no logs.
        key: Option<CallKey>,
    },
    /// From outside, by the library's user: one of the component's exports by its name on the wire,
    /// and parameters that were checked against its type.
    Outside {
        #[serde(with = "shared_form")]
        name: Arc<str>,
        #[serde(with = "stored_vals")]
        params: Vec<Val>,
        /// What the call is known by if it is made again. `None` if the host keeps no logs, or only
        /// in memory.
        key: Option<CallKey>,
    },
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
        self.call_key().map(|call| call.key)
    }

    pub fn call_key(&self) -> Option<CallKey> {
        match self {
            Self::Rpc { key, .. } | Self::Outside { key, .. } => *key,
        }
    }

    /// Notes that the call may have been made before.
    pub fn made_again(&mut self) {
        let (Self::Rpc { key, .. } | Self::Outside { key, .. }) = self;
        key.iter_mut().for_each(|call| call.may_be_known = true);
    }

    /// Whether it asks for the same function with the same parameters.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.function() == other.function() && self.parameters_text() == other.parameters_text()
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
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Answer {
    Rpc(WitValue),
    Outside(#[serde(with = "stored_vals")] Vec<Val>),
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
