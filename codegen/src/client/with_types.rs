//! How a caller's own bindings take the client's types for theirs.

use super::layout::Layout;
use crate::model::{Model, Owner, OwnerId, Type, TypeDef, TypeKind};
use crate::rust::names::type_name;

/// A paragraph of the crate's docs, with a line for each interface that a caller's WIT can `use` types of; nothing when there is none.
pub(crate) fn docs(layout: &Layout<'_>, crate_name: &str) -> String {
    let lines: String = layout.model.owner_ids().filter_map(|owner| line(layout, crate_name, owner)).collect();
    if lines.is_empty() {
        return lines;
    }
    format!(
        "Bindings of your own can take the types of this crate, which are those that the functions use, for theirs: nothing\n\
         needs to be converted then. Say so for those of these interfaces that your world has:\n\n\
         ```text\nwit_bindgen::generate!({{\n    with: {{\n{lines}    }},\n}});\n```\n\n"
    )
}

fn line(layout: &Layout<'_>, crate_name: &str, owner: OwnerId) -> Option<String> {
    let Owner::Interface { package, name, .. } = layout.model.owner(owner) else { return None };
    let module = layout.module(owner).map(|module| format!("::{module}")).unwrap_or_default();
    let interface = package.interface(name);
    if package.is_sdk_rpc(name) {
        // A caller's bindings may have more of this interface than values, and then they are to
        // have the rest themselves.
        let types = layout.model.types_of(owner).iter().map(|id| layout.model.ty(*id));
        let types = types.filter(|def| matches!(def.kind, TypeKind::Record(_) | TypeKind::Variant(_)));
        let line = |def: &TypeDef| {
            format!("        \"{interface}/{}\": {crate_name}{module}::{},\n", def.name, type_name(&def.name))
        };
        return Some(types.map(line).collect());
    }
    has_values_only(layout.model, owner).then(|| format!("        \"{interface}\": {crate_name}{module},\n"))
}

/// A resource of the client is not one that bindings could take for theirs.
fn has_values_only(model: &Model, owner: OwnerId) -> bool {
    let types = model.types_of(owner);
    let declares = types.iter().any(|id| !matches!(model.ty(*id).kind, TypeKind::Use(_)));
    let is_value = |kind: &TypeKind, ty| !matches!(kind, TypeKind::Resource) && !model.has_resource(&ty);
    declares && types.iter().all(|id| is_value(&model.ty(*id).kind, Type::Named(*id)))
}
