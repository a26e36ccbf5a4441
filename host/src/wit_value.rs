//! `wit-value` ⇄ component values: one file each way.

mod allowance;
mod decode;
mod encode;
mod measure;

pub(crate) use allowance::Allowance;
pub(crate) use decode::{DecodeError, decode_params};
#[cfg(test)]
pub(crate) use decode::{Passed, decode};
#[cfg(test)]
pub(crate) use encode::encode;
pub(crate) use encode::encode_results;

use crate::bindings::{WitNode, WitValue};

/// The reply of a function without results.
pub(crate) fn nothing() -> WitValue {
    WitValue { nodes: vec![WitNode::TupleValue(vec![])] }
}

/// The WIT name of a node's case.
fn case_name(node: &WitNode) -> &'static str {
    match node {
        WitNode::RecordValue(_) => "record-value",
        WitNode::VariantValue(_) => "variant-value",
        WitNode::EnumValue(_) => "enum-value",
        WitNode::FlagsValue(_) => "flags-value",
        WitNode::TupleValue(_) => "tuple-value",
        WitNode::ListValue(_) => "list-value",
        WitNode::OptionValue(_) => "option-value",
        WitNode::ResultValue(_) => "result-value",
        WitNode::PrimU8(_) => "prim-u8",
        WitNode::PrimU16(_) => "prim-u16",
        WitNode::PrimU32(_) => "prim-u32",
        WitNode::PrimU64(_) => "prim-u64",
        WitNode::PrimS8(_) => "prim-s8",
        WitNode::PrimS16(_) => "prim-s16",
        WitNode::PrimS32(_) => "prim-s32",
        WitNode::PrimS64(_) => "prim-s64",
        WitNode::PrimFloat32(_) => "prim-float32",
        WitNode::PrimFloat64(_) => "prim-float64",
        WitNode::PrimChar(_) => "prim-char",
        WitNode::PrimBool(_) => "prim-bool",
        WitNode::PrimString(_) => "prim-string",
        WitNode::Handle(_) => "handle",
    }
}

#[cfg(test)]
mod tests;
