//! `wit-value` → component value, along the type that the function wants.
//!
//! Whatever a caller sends becomes a value or an error, and never a panic. Recursion goes no deeper
//! than the type, and memory and time are limited by the [`Allowance`].

use std::collections::HashSet;

use wasmtime::component::{
    ResourceAny, ResourceType, Val,
    types::{ComponentFunc, Type},
};

use super::allowance::Allowance;
use super::decode_error::DecodeError;
use super::resource_handles::ResourceHandles;
use super::wave::type_text;
use crate::bindings::{WitNode, WitValue};

/// Decodes the parameters of a call to `function`.
///
/// Resources that the function takes over are taken out of `handles`, but only if all parameters
/// could be decoded: otherwise the function is not called, and the caller's handles stay valid.
pub(crate) fn decode_params(
    function: &ComponentFunc,
    values: &[WitValue],
    handles: &mut ResourceHandles,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Val>, DecodeError> {
    let params = function.params();
    if params.len() != values.len() {
        return Err(DecodeError::Mismatch(format!("expected {} parameter(s), got {}", params.len(), values.len())));
    }
    let mut passed = Passed::default();
    let decoded = params
        .zip(values)
        .map(|((name, ty), value)| {
            decode(value, &ty, handles, &mut passed, allowance)
                .map_err(|error| error.within(|| format!("parameter `{name}`")))
        })
        .collect::<Result<_, _>>()?;
    handles.release(passed.given);
    Ok(decoded)
}

/// The handles among the parameters of one call: those that are given away (`own`) and those that
/// are lent (`borrow`). No handle may be given away twice, or both given away and lent.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    given: HashSet<u64>,
    lent: HashSet<u64>,
}

impl Passed {
    pub(super) fn give(&mut self, id: u64) -> Result<(), DecodeError> {
        if self.lent.contains(&id) {
            return Err(given_and_lent(id));
        }
        if self.given.insert(id) { Ok(()) } else { Err(malformed(format!("handle {id} is given away twice"))) }
    }

    /// A handle may be lent any number of times.
    pub(super) fn lend(&mut self, id: u64) -> Result<(), DecodeError> {
        self.lent.insert(id);
        if self.given.contains(&id) { Err(given_and_lent(id)) } else { Ok(()) }
    }
}

/// Decodes one value, and adds its handles to `passed`.
pub(crate) fn decode(
    value: &WitValue,
    ty: &Type,
    handles: &ResourceHandles,
    passed: &mut Passed,
    allowance: &mut Allowance<'_>,
) -> Result<Val, DecodeError> {
    let mut decoder = Decoder { nodes: &value.nodes, path: Vec::new(), handles, passed, allowance };
    decoder.value(0, ty)
}

struct Decoder<'a, 'l> {
    nodes: &'a [WitNode],
    /// The nodes from the root down to the one that is being decoded. A node that is its own
    /// descendant is found by being in here already.
    path: Vec<i32>,
    handles: &'a ResourceHandles,
    passed: &'a mut Passed,
    allowance: &'a mut Allowance<'l>,
}

impl<'a> Decoder<'a, '_> {
    fn value(&mut self, index: i32, ty: &Type) -> Result<Val, DecodeError> {
        let node = self.node(index)?;
        let text = if let WitNode::PrimString(text) = node { text.len() } else { 0 };
        self.allowance.pay(size_of::<Val>() + text)?;
        if let Some(value) = primitive(node, ty) {
            return Ok(value);
        }
        if self.path.contains(&index) {
            return Err(malformed(format!("node {index} contains itself")));
        }
        self.path.push(index);
        let value = self.compound(node, ty)?;
        self.path.pop();
        Ok(value)
    }

    fn node(&self, index: i32) -> Result<&'a WitNode, DecodeError> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.nodes.get(index))
            .ok_or_else(|| malformed(format!("there is no node {index} among {}", self.nodes.len())))
    }

    fn compound(&mut self, node: &WitNode, ty: &Type) -> Result<Val, DecodeError> {
        match (ty, node) {
            (Type::Record(ty), WitNode::RecordValue(fields)) => {
                expect_count("field", ty.fields().len(), fields.len())?;
                let fields = ty.fields().zip(fields).map(|(field, index)| {
                    self.name(field.name)?;
                    self.value(*index, &field.ty)
                        .map(|value| (field.name.to_owned(), value))
                        .map_err(|error| error.within(|| format!("field `{}`", field.name)))
                });
                Ok(Val::Record(fields.collect::<Result<_, _>>()?))
            }
            (Type::Tuple(ty), WitNode::TupleValue(elements)) => {
                expect_count("element", ty.types().len(), elements.len())?;
                let elements = ty.types().zip(elements).enumerate();
                let elements = elements.map(|(position, (ty, index))| {
                    self.value(*index, &ty).map_err(|error| error.within(|| format!("element {position}")))
                });
                Ok(Val::Tuple(elements.collect::<Result<_, _>>()?))
            }
            (Type::List(ty), WitNode::ListValue(elements)) => self.elements(elements, &ty.ty()).map(Val::List),
            (Type::Variant(ty), WitNode::VariantValue((case, payload))) => {
                let case = ty.cases().nth(*case as usize).ok_or_else(|| no_case(*case))?;
                self.name(case.name)?;
                let payload = self
                    .payload(*payload, case.ty.as_ref())
                    .map_err(|error| error.within(|| format!("case `{}`", case.name)))?;
                Ok(Val::Variant(case.name.to_owned(), payload))
            }
            (Type::Enum(ty), WitNode::EnumValue(case)) => {
                let name = ty.names().nth(*case as usize).ok_or_else(|| no_case(*case))?;
                self.name(name)?;
                Ok(Val::Enum(name.to_owned()))
            }
            (Type::Flags(ty), WitNode::FlagsValue(flags)) => {
                expect_count("flag", ty.names().len(), flags.len())?;
                let set = ty.names().zip(flags).filter(|(_, set)| **set);
                let set = set.map(|(name, _)| self.name(name).map(|()| name.to_owned()));
                Ok(Val::Flags(set.collect::<Result<_, _>>()?))
            }
            (Type::Option(ty), WitNode::OptionValue(payload)) => {
                let payload = payload.map(|index| self.value(index, &ty.ty()).map(Box::new));
                Ok(Val::Option(payload.transpose()?))
            }
            (Type::Result(ty), WitNode::ResultValue(Ok(payload))) => {
                Ok(Val::Result(Ok(self.payload(*payload, ty.ok().as_ref())?)))
            }
            (Type::Result(ty), WitNode::ResultValue(Err(payload))) => {
                Ok(Val::Result(Err(self.payload(*payload, ty.err().as_ref())?)))
            }
            (Type::Own(ty), WitNode::Handle((uri, id))) => {
                let resource = self.handle(&uri.value, *id, ty)?;
                self.passed.give(*id)?;
                Ok(Val::Resource(resource))
            }
            (Type::Borrow(ty), WitNode::Handle((uri, id))) => {
                let resource = self.handle(&uri.value, *id, ty)?;
                self.passed.lend(*id)?;
                Ok(Val::Resource(resource))
            }
            _ => Err(DecodeError::Mismatch(format!("expected {}, got {}", type_text(ty), case_name(node)))),
        }
    }

    /// Asks for the memory of a name: each component value has a copy of the names of its fields
    /// and cases.
    fn name(&mut self, name: &str) -> Result<(), DecodeError> {
        Ok(self.allowance.pay(size_of::<String>() + name.len())?)
    }

    fn elements(&mut self, elements: &[i32], ty: &Type) -> Result<Vec<Val>, DecodeError> {
        let elements = elements.iter().enumerate().map(|(position, index)| {
            self.value(*index, ty).map_err(|error| error.within(|| format!("element {position}")))
        });
        elements.collect()
    }

    fn payload(&mut self, payload: Option<i32>, ty: Option<&Type>) -> Result<Option<Box<Val>>, DecodeError> {
        match (payload, ty) {
            (None, None) => Ok(None),
            (Some(index), Some(ty)) => self.value(index, ty).map(|value| Some(Box::new(value))),
            (None, Some(ty)) => Err(DecodeError::Mismatch(format!("expected {}, got no payload", type_text(ty)))),
            (Some(_), None) => Err(DecodeError::Mismatch("expected no payload, got one".into())),
        }
    }

    fn handle(&self, uri: &str, id: u64, ty: &ResourceType) -> Result<ResourceAny, DecodeError> {
        let resource = self.handles.get(uri, id).map_err(malformed)?;
        if resource.ty() == *ty {
            Ok(resource)
        } else {
            Err(DecodeError::Mismatch(format!("handle {id} is of another resource")))
        }
    }
}

/// The value of a node without children, if it is of the type.
fn primitive(node: &WitNode, ty: &Type) -> Option<Val> {
    Some(match (ty, node) {
        (Type::U8, WitNode::PrimU8(value)) => Val::U8(*value),
        (Type::U16, WitNode::PrimU16(value)) => Val::U16(*value),
        (Type::U32, WitNode::PrimU32(value)) => Val::U32(*value),
        (Type::U64, WitNode::PrimU64(value)) => Val::U64(*value),
        (Type::S8, WitNode::PrimS8(value)) => Val::S8(*value),
        (Type::S16, WitNode::PrimS16(value)) => Val::S16(*value),
        (Type::S32, WitNode::PrimS32(value)) => Val::S32(*value),
        (Type::S64, WitNode::PrimS64(value)) => Val::S64(*value),
        (Type::Float32, WitNode::PrimFloat32(value)) => Val::Float32(*value),
        (Type::Float64, WitNode::PrimFloat64(value)) => Val::Float64(*value),
        (Type::Char, WitNode::PrimChar(value)) => Val::Char(*value),
        (Type::Bool, WitNode::PrimBool(value)) => Val::Bool(*value),
        (Type::String, WitNode::PrimString(value)) => Val::String(value.clone()),
        _ => return None,
    })
}

/// The name that a node's case has in WIT.
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

fn malformed(reason: impl Into<String>) -> DecodeError {
    DecodeError::Malformed(reason.into())
}

fn given_and_lent(id: u64) -> DecodeError {
    malformed(format!("handle {id} is given away and lent in one call"))
}

fn no_case(case: u32) -> DecodeError {
    malformed(format!("there is no case {case}"))
}

fn expect_count(what: &str, expected: usize, got: usize) -> Result<(), DecodeError> {
    if expected == got {
        return Ok(());
    }
    Err(DecodeError::Mismatch(format!("expected {expected} {what}(s), got {got}")))
}
