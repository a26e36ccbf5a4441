//! Values in their three forms: as `wit-value`s on the wire, as component values in wasmtime, and
//! as WAVE text for people. There is a file for each way from one to another.

mod allowance;
mod decode;
mod decode_error;
mod encode;
mod measure_val;
mod measure_wit_value;
mod request_limits;
mod resource_handles;
pub(crate) mod stored_vals;
pub(crate) mod wave;
mod wit_value_text;

pub(crate) use allowance::Allowance;
pub(crate) use decode::decode_params;
pub(crate) use decode_error::DecodeError;
pub(crate) use encode::{encode_results, nothing};
pub(crate) use request_limits::{check_vals, check_wit_values};
pub(crate) use resource_handles::{HandleChange, ResourceHandles};
pub(crate) use wit_value_text::{results_text, wit_value_text};

#[cfg(test)]
mod tests;
