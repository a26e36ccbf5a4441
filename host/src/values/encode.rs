//! Component value → `wit-value`. Node 0 is the root, and children come after their parent.

use wasmtime::component::{
    Val,
    types::{ComponentFunc, Type},
};

use super::resource_handles::ResourceHandles;
use super::wave::type_text;
use crate::bindings::{Uri, WitNode, WitValue};

/// Why a value can't go over the wire.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum EncodeError {
    #[error("a value of type {0} can't be sent")]
    Unsupported(String),
    #[error("the value has more nodes than an index can name")]
    TooLarge,
}

/// The reply of a function without results.
pub(crate) fn nothing() -> WitValue {
    WitValue { nodes: vec![WitNode::TupleValue(vec![])] }
}

/// The reply of a function: a tuple of its results.
pub(crate) fn encode_results(
    function: &ComponentFunc,
    results: &[Val],
    handles: &mut ResourceHandles,
) -> Result<WitValue, EncodeError> {
    let mut encoder = Encoder::new(handles);
    let root = encoder.reserve()?;
    let elements = function.results().zip(results);
    let elements = elements.map(|(ty, value)| encoder.value(value, &ty));
    let elements = elements.collect::<Result<_, _>>()?;
    encoder.nodes[root] = WitNode::TupleValue(elements);
    Ok(encoder.finish())
}

/// Encodes one value, for tests.
#[cfg(test)]
pub(crate) fn encode(value: &Val, ty: &Type, handles: &mut ResourceHandles) -> Result<WitValue, EncodeError> {
    let mut encoder = Encoder::new(handles);
    encoder.value(value, ty)?;
    Ok(encoder.finish())
}

struct Encoder<'a> {
    nodes: Vec<WitNode>,
    handles: &'a mut ResourceHandles,
}

impl<'a> Encoder<'a> {
    fn new(handles: &'a mut ResourceHandles) -> Self {
        Self { nodes: Vec::new(), handles }
    }

    fn finish(self) -> WitValue {
        WitValue { nodes: self.nodes }
    }

    /// Adds a node that is filled in when its children have been added.
    fn reserve(&mut self) -> Result<usize, EncodeError> {
        let index = self.nodes.len();
        i32::try_from(index).map_err(|_| EncodeError::TooLarge)?;
        self.nodes.push(WitNode::PrimBool(false));
        Ok(index)
    }

    fn value(&mut self, value: &Val, ty: &Type) -> Result<i32, EncodeError> {
        let index = self.reserve()?;
        self.nodes[index] = self.node(value, ty)?;
        i32::try_from(index).map_err(|_| EncodeError::TooLarge)
    }

    fn node(&mut self, value: &Val, ty: &Type) -> Result<WitNode, EncodeError> {
        Ok(match (value, ty) {
            (Val::U8(value), _) => WitNode::PrimU8(*value),
            (Val::U16(value), _) => WitNode::PrimU16(*value),
            (Val::U32(value), _) => WitNode::PrimU32(*value),
            (Val::U64(value), _) => WitNode::PrimU64(*value),
            (Val::S8(value), _) => WitNode::PrimS8(*value),
            (Val::S16(value), _) => WitNode::PrimS16(*value),
            (Val::S32(value), _) => WitNode::PrimS32(*value),
            (Val::S64(value), _) => WitNode::PrimS64(*value),
            (Val::Float32(value), _) => WitNode::PrimFloat32(*value),
            (Val::Float64(value), _) => WitNode::PrimFloat64(*value),
            (Val::Char(value), _) => WitNode::PrimChar(*value),
            (Val::Bool(value), _) => WitNode::PrimBool(*value),
            (Val::String(value), _) => WitNode::PrimString(value.clone()),
            (Val::Record(values), Type::Record(ty)) => {
                let fields = ty.fields().zip(values);
                let fields = fields.map(|(field, (_, value))| self.value(value, &field.ty));
                WitNode::RecordValue(fields.collect::<Result<_, _>>()?)
            }
            (Val::Tuple(values), Type::Tuple(ty)) => {
                let elements = ty.types().zip(values);
                let elements = elements.map(|(ty, value)| self.value(value, &ty));
                WitNode::TupleValue(elements.collect::<Result<_, _>>()?)
            }
            (Val::List(values), Type::List(ty)) => {
                let ty = ty.ty();
                let elements = values.iter().map(|value| self.value(value, &ty));
                WitNode::ListValue(elements.collect::<Result<_, _>>()?)
            }
            (Val::Variant(name, payload), Type::Variant(variant)) => {
                let mut cases = variant.cases().enumerate();
                let (case, payload_type) = cases
                    .find(|(_, case)| case.name == name)
                    .map(|(index, case)| (index as u32, case.ty))
                    .ok_or_else(|| unsupported(ty))?;
                let payload = self.payload(payload.as_deref(), payload_type.as_ref(), ty)?;
                WitNode::VariantValue((case, payload))
            }
            (Val::Enum(name), Type::Enum(cases)) => {
                let case = cases.names().position(|case| case == name);
                WitNode::EnumValue(case.ok_or_else(|| unsupported(ty))? as u32)
            }
            (Val::Flags(set), Type::Flags(flags)) => {
                let flags = flags.names().map(|name| set.iter().any(|set| set == name));
                WitNode::FlagsValue(flags.collect())
            }
            (Val::Option(payload), Type::Option(option)) => {
                let payload_type = option.ty();
                let payload = payload.as_deref();
                let payload = payload.map(|value| self.value(value, &payload_type));
                WitNode::OptionValue(payload.transpose()?)
            }
            (Val::Result(Ok(payload)), Type::Result(result)) => {
                let payload = self.payload(payload.as_deref(), result.ok().as_ref(), ty)?;
                WitNode::ResultValue(Ok(payload))
            }
            (Val::Result(Err(payload)), Type::Result(result)) => {
                let payload = self.payload(payload.as_deref(), result.err().as_ref(), ty)?;
                WitNode::ResultValue(Err(payload))
            }
            (Val::Resource(resource), Type::Own(_)) => {
                let id = self.handles.insert(*resource);
                let value = self.handles.uri().to_owned();
                WitNode::Handle((Uri { value }, id))
            }
            _ => return Err(unsupported(ty)),
        })
    }

    fn payload(
        &mut self,
        payload: Option<&Val>,
        payload_type: Option<&Type>,
        ty: &Type,
    ) -> Result<Option<i32>, EncodeError> {
        match (payload, payload_type) {
            (None, None) => Ok(None),
            (Some(value), Some(ty)) => self.value(value, ty).map(Some),
            _ => Err(unsupported(ty)),
        }
    }
}

fn unsupported(ty: &Type) -> EncodeError {
    EncodeError::Unsupported(type_text(ty))
}
