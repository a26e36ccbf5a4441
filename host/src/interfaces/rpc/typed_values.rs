//! `extract-value` and `extract-type`: the parts of a value that has its type with it, in
//! `golem:rpc` from 0.1.1 to 0.2.0.

use wasmtime::{
    Result,
    component::{ComponentType, Lift, LinkerInstance, Lower},
};

use crate::bindings::WitValue;
use crate::store::WorkerState;

pub(super) fn extract(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap("extract-value", |_, (typed,): (ValueAndType,)| Ok((typed.value,)))?;
    interface.func_wrap("extract-type", |_, (typed,): (ValueAndType,)| Ok((typed.typ,)))
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct ValueAndType {
    value: WitValue,
    typ: WitType,
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct WitType {
    nodes: Vec<WitTypeNode>,
}

type NodeIndex = i32;

/// The cases are in the order of the WIT, which the binary form depends on.
#[derive(ComponentType, Lift, Lower)]
#[component(variant)]
enum WitTypeNode {
    #[component(name = "record-type")]
    Record(Vec<(String, NodeIndex)>),
    #[component(name = "variant-type")]
    Variant(Vec<(String, Option<NodeIndex>)>),
    #[component(name = "enum-type")]
    Enum(Vec<String>),
    #[component(name = "flags-type")]
    Flags(Vec<String>),
    #[component(name = "tuple-type")]
    Tuple(Vec<NodeIndex>),
    #[component(name = "list-type")]
    List(NodeIndex),
    #[component(name = "option-type")]
    Option(NodeIndex),
    #[component(name = "result-type")]
    Result((Option<NodeIndex>, Option<NodeIndex>)),
    #[component(name = "prim-u8-type")]
    U8,
    #[component(name = "prim-u16-type")]
    U16,
    #[component(name = "prim-u32-type")]
    U32,
    #[component(name = "prim-u64-type")]
    U64,
    #[component(name = "prim-s8-type")]
    S8,
    #[component(name = "prim-s16-type")]
    S16,
    #[component(name = "prim-s32-type")]
    S32,
    #[component(name = "prim-s64-type")]
    S64,
    #[component(name = "prim-f32-type")]
    F32,
    #[component(name = "prim-f64-type")]
    F64,
    #[component(name = "prim-char-type")]
    Char,
    #[component(name = "prim-bool-type")]
    Bool,
    #[component(name = "prim-string-type")]
    String,
    #[component(name = "handle-type")]
    Handle((u64, ResourceMode)),
}

#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "they come from workers and go back to them")]
enum ResourceMode {
    #[component(name = "owned")]
    Owned,
    #[component(name = "borrowed")]
    Borrowed,
}
