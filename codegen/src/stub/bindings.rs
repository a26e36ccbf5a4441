//! The bindings of the stub's interface, which wit-bindgen makes for a caller.

use proc_macro2::TokenStream;
use quote::quote;

use super::contract::Contract;
use super::equality::Equality;
use super::sdk_types;
use crate::model::{Owner, PackageName, TypeId};
use crate::rust::names::{self, ident, type_name, value_name};

/// The text of `src/bindings.rs` without its first line.
pub(crate) fn bindings(contract: &Contract<'_>, wit: &str, world: &str, docs: &str) -> String {
    // Without it, wit-bindgen would make bindings of the target's functions, which can only be
    // called through the stub.
    let skipped = option("skip", contract.skipped().iter().map(|name| format!("{name:?}")));
    let equality = Equality::new(contract);
    let ignored = option("additional_derives_ignore", equality.ignored.iter().map(|name| format!("{name:?}")));
    let again =
        equality.again.iter().map(|ty| format!("\n        {ty:?}: [#[derive(PartialEq)]],")).collect::<String>();
    let again = match again.as_str() {
        "" => again,
        _ => format!("\n    additional_type_attributes: {{{again}\n    }},"),
    };
    let taken: String = taken(contract).iter().map(|(wit, rust)| format!("        \"{wit}\": {rust},\n")).collect();
    format!(
        r#"//! {docs}

wit_bindgen::generate!({{
    path: "{wit}",
    world: "{world}",
    with: {{
{taken}    }},{skipped}
    additional_derives: [PartialEq],{ignored}{again}
    generate_all,
}});
"#
    )
}

/// What the bindings take from the SDK: interfaces and types with their paths in Rust.
fn taken(contract: &Contract<'_>) -> Vec<(String, String)> {
    let (shared, rpc) = (&contract.shared, contract.shared.rpc);
    let of_sdk = |module: &str| format!("golem_rpc_sdk::bindings::{module}");
    let mut taken = Vec::new();
    let known: Vec<_> = shared.named().map(|(path, _)| path).collect();
    if !known.contains(&rpc.interface()) {
        taken.push((rpc.interface(), of_sdk(sdk_types::module_of(rpc))));
    }
    for path in &known {
        // If the target uses more of `golem:rpc` than a worker's name, it needs the types that
        // wit-bindgen makes, since some of the SDK's have another shape.
        for (wit, _) in sdk_types::of_interface(rpc, path) {
            taken.extend(sdk_types::find(rpc, path, wit).map(|ty| (format!("{path}/{wit}"), ty.path())));
        }
    }
    let own = format!("wasi:io/poll@{}", rpc.wasi);
    let others = known.into_iter().filter(|path| *path != own);
    let whole = std::iter::once(own.clone()).chain(others);
    taken.extend(whole.filter_map(|path| Some((path.clone(), of_sdk(sdk_types::whole(&path)?)))));
    taken
}

/// An option of wit-bindgen with a list. It is empty if the list is.
fn option(name: &str, values: impl Iterator<Item = String>) -> String {
    let values: Vec<_> = values.collect();
    let line = values.join(", ");
    match line.len() {
        0 => String::new(),
        1..80 => format!("\n    {name}: [{line}],"),
        _ => format!("\n    {name}: [\n        {},\n    ],", values.join(",\n        ")),
    }
}

/// The path at which wit-bindgen declares a type.
pub(crate) fn bindings_path(contract: &Contract<'_>, id: TypeId) -> TokenStream {
    let def = contract.model.ty(contract.model.declaration(id));
    let name = if contract.declares(id) { contract.type_name(id) } else { &def.name };
    let (module, name) = (bindings_module(contract, id), ident(&type_name(name)));
    quote!(#module::#name)
}

/// The module of [`bindings_path`].
pub(crate) fn bindings_module(contract: &Contract<'_>, id: TypeId) -> TokenStream {
    let model = contract.model;
    let def = model.ty(model.declaration(id));
    if let Some(ty) = contract.sdk_type(model.declaration(id)) {
        return ty.module();
    }
    match model.owner(def.owner) {
        Owner::Interface { package, name, .. } if !contract.declares(id) => {
            let (namespace, package) = package_modules(contract, package);
            let interface = ident(&value_name(name));
            quote!(crate::bindings::#namespace::#package::#interface)
        }
        _ => stub_path(contract),
    }
}

/// The path of the module that wit-bindgen makes of the stub's interface.
pub(crate) fn stub_path(contract: &Contract<'_>) -> TokenStream {
    let namespace = ident(&value_name(&contract.package.namespace));
    let package = ident(&names::package_module(&contract.package.name, None));
    let interface = ident(&value_name(&contract.interface));
    quote!(crate::bindings::#namespace::#package::#interface)
}

fn package_modules(contract: &Contract<'_>, package: &PackageName) -> (proc_macro2::Ident, proc_macro2::Ident) {
    let version = package.version.as_deref().filter(|_| contract.shared.has_versions(package));
    (ident(&value_name(&package.namespace)), ident(&names::package_module(&package.name, version)))
}
