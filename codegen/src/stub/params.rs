//! Names of parameters in the stub's WIT. Calls don't contain them, so a parameter can have another
//! name where bindings can't have the user's.

use std::collections::BTreeSet;

use super::contract::{Contract, is_located};
use crate::model::{Function, Param, Type, TypeKind};
use crate::rust::names::{free, unknown_to_wit_bindgen, value_name};
use crate::wit_text::ident;

/// The name of a parameter, as it is written in WIT.
pub(super) fn param_name(contract: &Contract<'_>, function: &Function, param: &Param) -> String {
    let name = param.name.as_str();
    let taken = |name: &str| function.params.iter().any(|param| param.name == name);
    // All functions of a stub are functions of resources, where `self` is the resource.
    if name == "self" || unknown_to_wit_bindgen(name) {
        return free(name, |other| other == name || taken(other));
    }
    match is_variable(&value_name(name), &fields(contract, function)) {
        true => free(&format!("{name}-param"), taken),
        false => ident(name),
    }
}

/// Whether the bindings of a function may have a variable of this name, which would hide the
/// parameter. wit-bindgen makes numbered variables of parameters, such as `ptr0` and `len0` of a
/// string, and `x1` of a record's field `x`.
pub(super) fn is_variable(param: &str, fields: &BTreeSet<String>) -> bool {
    const NUMBERED: &[&str] = &["flags", "layout", "len", "map", "ptr", "result", "vec", "wit_import"];
    let is_numbered = unnumbered(param).is_some_and(|stem| NUMBERED.contains(&stem) || fields.contains(stem));
    // `t0_1` is an item of a tuple. `result0_1` is one of several numbers by which a value is
    // passed.
    let item = unnumbered(param).and_then(|stem| unnumbered(stem.strip_suffix('_')?));
    is_numbered || matches!(item, Some("t" | "result")) || matches!(param, "cleanup_list" | "ret_area")
}

/// The name without the digits at its end, if it has any.
fn unnumbered(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem.len() < name.len()).then_some(stem)
}

/// The Rust names of the fields of all records in the parameters, those of the stub's own
/// parameters among them.
fn fields(contract: &Contract<'_>, function: &Function) -> BTreeSet<String> {
    let model = contract.model;
    let (worker, time): (&[&str], &[&str]) = (
        if is_located(function) { contract.shared.rpc.worker_fields } else { &[] },
        if contract.scheduling.is_some() { &["seconds", "nanoseconds"] } else { &[] },
    );
    let mut found: BTreeSet<_> = worker.iter().chain(time).map(|field| value_name(field)).collect();
    for param in &function.params {
        model.visit(&param.ty, &mut |ty| {
            if let Type::Named(id) = ty
                && let TypeKind::Record(fields) = &model.ty(model.declaration(*id)).kind
            {
                found.extend(fields.iter().map(|field| value_name(&field.name)));
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::is_variable;

    #[test]
    fn variables_of_bindings_are_known() {
        let fields = ["x", "len"].map(str::to_owned).into();
        for name in ["x0", "x12", "len3", "ptr0", "result1", "result1_0", "t0_1", "ret_area", "wit_import2"] {
            assert!(is_variable(name, &fields), "{name}");
        }
        for name in ["x", "y0", "ptr", "address1", "t0", "t_1", "line_2", "result"] {
            assert!(!is_variable(name, &fields), "{name}");
        }
    }
}
