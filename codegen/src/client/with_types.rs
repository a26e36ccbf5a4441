//! Docs on how the bindings of a caller can use the types of the client.

use super::layout::Layout;
use crate::model::{Model, Owner, OwnerId, Type, TypeDef, TypeKind};
use crate::rust::docs::{paragraphs, wrapped};
use crate::rust::names::type_name;

/// Paragraphs of the crate's docs, with a line for each interface whose types the caller's own WIT
/// may `use`. It is empty if there are none.
pub(crate) fn docs(layout: &Layout<'_>, crate_name: &str) -> String {
    let lines: String = layout.model.owner_ids().filter_map(|owner| line(layout, crate_name, owner)).collect();
    if lines.is_empty() {
        return lines;
    }
    paragraphs([
        &*wrapped(
            "Bindings of your own can take the types of this crate, which are those that the functions use, for \
             theirs: nothing needs to be converted then. Say so for those of these interfaces that your world has:",
        ),
        &format!("```text\nwit_bindgen::generate!({{\n    with: {{\n{lines}    }},\n}});\n```"),
    ])
}

fn line(layout: &Layout<'_>, crate_name: &str, owner: OwnerId) -> Option<String> {
    let Owner::Interface { package, name, .. } = layout.model.owner(owner) else { return None };
    let module = layout.module(owner).map(|module| format!("::{module}")).unwrap_or_default();
    let interface = package.interface(name);
    if package.is_sdk_rpc(name) {
        // The caller's own bindings may need more of this interface than these types, for example
        // its resources. So the types are named one by one and not the whole interface.
        let types = layout.model.types_of(owner).iter().map(|id| layout.model.ty(*id));
        let types = types.filter(|def| matches!(def.kind, TypeKind::Record(_) | TypeKind::Variant(_)));
        let line = |def: &TypeDef| {
            format!("        \"{interface}/{}\": {crate_name}{module}::{},\n", def.name, type_name(&def.name))
        };
        return Some(types.map(line).collect());
    }
    has_values_only(layout.model, owner).then(|| format!("        \"{interface}\": {crate_name}{module},\n"))
}

/// Whether all types of an interface can replace those of the bindings. A resource can't, since the
/// client's is another type with other methods.
fn has_values_only(model: &Model, owner: OwnerId) -> bool {
    let types = model.types_of(owner);
    let declares = types.iter().any(|id| !matches!(model.ty(*id).kind, TypeKind::Use(_)));
    let is_value = |kind: &TypeKind, ty| !matches!(kind, TypeKind::Resource) && !model.has_resource(&ty);
    declares && types.iter().all(|id| is_value(&model.ty(*id).kind, Type::Named(*id)))
}
