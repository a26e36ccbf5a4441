//! Checks that arguments which are given as values are those that a function takes. Wasmtime checks
//! that, too, but only when the call has begun, and the error then looks like a trap of the worker.

use wasmtime::component::{
    Val,
    types::{ComponentFunc, Type},
};

use crate::failure::Failure;
use crate::values::wave::type_text;

/// Checks the number of arguments, and their types.
///
/// # Errors
/// [`Failure::ParameterMismatch`].
pub(crate) fn check_arguments(function: &ComponentFunc, arguments: &[Val]) -> Result<(), Failure> {
    let params = function.params();
    if params.len() != arguments.len() {
        return Err(Failure::ParameterMismatch(format!(
            "expected {} parameter(s), got {}",
            params.len(),
            arguments.len()
        )));
    }
    for ((name, ty), value) in params.zip(arguments) {
        if !is_of(value, &ty) {
            return Err(Failure::ParameterMismatch(format!(
                "parameter `{name}`: expected {}, got {value:?}",
                type_text(&ty)
            )));
        }
    }
    Ok(())
}

fn is_of(value: &Val, ty: &Type) -> bool {
    match (value, ty) {
        (Val::Bool(_), Type::Bool)
        | (Val::S8(_), Type::S8)
        | (Val::U8(_), Type::U8)
        | (Val::S16(_), Type::S16)
        | (Val::U16(_), Type::U16)
        | (Val::S32(_), Type::S32)
        | (Val::U32(_), Type::U32)
        | (Val::S64(_), Type::S64)
        | (Val::U64(_), Type::U64)
        | (Val::Float32(_), Type::Float32)
        | (Val::Float64(_), Type::Float64)
        | (Val::Char(_), Type::Char)
        | (Val::String(_), Type::String) => true,
        (Val::List(values), Type::List(ty)) => values.iter().all(|value| is_of(value, &ty.ty())),
        (Val::Record(fields), Type::Record(ty)) => {
            let types = ty.fields();
            let mut pairs = types.len() == fields.len();
            for (field, (name, value)) in types.zip(fields) {
                pairs &= field.name == name && is_of(value, &field.ty);
            }
            pairs
        }
        (Val::Tuple(values), Type::Tuple(ty)) => {
            let types = ty.types();
            let same_length = types.len() == values.len();
            same_length && types.zip(values).all(|(ty, value)| is_of(value, &ty))
        }
        (Val::Variant(name, payload), Type::Variant(ty)) => {
            ty.cases().find(|case| case.name == name).is_some_and(|case| payload_is_of(payload, case.ty.as_ref()))
        }
        (Val::Enum(name), Type::Enum(ty)) => ty.names().any(|case| case == name),
        (Val::Option(payload), Type::Option(ty)) => payload.as_ref().is_none_or(|payload| is_of(payload, &ty.ty())),
        (Val::Result(Ok(payload)), Type::Result(ty)) => payload_is_of(payload, ty.ok().as_ref()),
        (Val::Result(Err(payload)), Type::Result(ty)) => payload_is_of(payload, ty.err().as_ref()),
        (Val::Flags(set), Type::Flags(ty)) => set.iter().all(|name| ty.names().any(|flag| flag == name)),
        _ => false,
    }
}

fn payload_is_of(payload: &Option<Box<Val>>, ty: Option<&Type>) -> bool {
    match (payload, ty) {
        (None, None) => true,
        (Some(payload), Some(ty)) => is_of(payload, ty),
        _ => false,
    }
}
