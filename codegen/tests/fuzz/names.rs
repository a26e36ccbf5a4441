//! Gives random WIT difficult names, in place of the simple ones that wit-smith makes.

use fastrand::Rng;
use std::collections::{HashMap, HashSet};
use wit_parser::{Function, FunctionKind, InterfaceId, Resolve, TypeDefKind, TypeId, World, WorldItem, WorldKey};

/// Names for fields, cases, parameters, types, functions and interfaces: keywords of WIT and Rust,
/// and names that Rust's prelude, the SDK, generated code and the crates used by it have, too.
const ODD: &[&str] = &[
    "api",
    "as",
    "async",
    "await",
    "bitflags",
    "box",
    "call",
    "client",
    "clone",
    "codec",
    "connect",
    "core",
    "crate",
    "decode",
    "decoder",
    "default",
    "drop",
    "encode",
    "encoder",
    "err",
    "error",
    "fmt",
    "from",
    "future-name-result",
    "gen",
    "get",
    "golem-rpc-sdk",
    "guest",
    "handle",
    "HTTP-url",
    "i",
    "into",
    "into-iter",
    "iter",
    "lib",
    "location",
    "loop",
    "main",
    "map",
    "match",
    "move",
    "new",
    "node",
    "none",
    "ok",
    "option",
    "poll",
    "pollable",
    "remote",
    "resource",
    "result",
    "rpc-error",
    "self",
    "some",
    "static",
    "std",
    "string",
    "stub",
    "subscribe",
    "super",
    "to-owned",
    "to-string",
    "try",
    "try-into",
    "type",
    "u8",
    "union",
    "unwrap",
    "uri",
    "value",
    "vec",
    "wit-bindgen",
    "worker-uri",
];

/// Replaces about every third name by a difficult one.
pub fn make_odd(resolve: &mut Resolve, random: &mut Rng) {
    rename_parts(resolve, random);
    let interfaces: Vec<_> = resolve.interfaces.iter().map(|(id, _)| id).collect();
    for id in interfaces {
        rename_items(resolve, id, random);
    }
    rename_interfaces(resolve, random);
    rename_inline_interfaces(resolve, random);
}

/// Renames fields, cases, flags and parameters.
fn rename_parts(resolve: &mut Resolve, random: &mut Rng) {
    for (_, ty) in resolve.types.iter_mut() {
        let names: Vec<&mut String> = match &mut ty.kind {
            TypeDefKind::Record(record) => record.fields.iter_mut().map(|field| &mut field.name).collect(),
            TypeDefKind::Variant(variant) => variant.cases.iter_mut().map(|case| &mut case.name).collect(),
            TypeDefKind::Enum(cases) => cases.cases.iter_mut().map(|case| &mut case.name).collect(),
            TypeDefKind::Flags(flags) => flags.flags.iter_mut().map(|flag| &mut flag.name).collect(),
            _ => continue,
        };
        rename(names, random);
    }
    let interfaces = resolve.interfaces.iter_mut().flat_map(|(_, interface)| interface.functions.values_mut());
    for function in interfaces {
        rename(function.params.iter_mut().map(|param| &mut param.name).collect(), random);
    }
}

/// The names in one list stay different from each other. None of them ends in a number: wit-bindgen
/// 0.61 calls the field `x` of the second value that it lowers `x2`, and mistakes that for a
/// parameter `x2`.
fn rename(names: Vec<&mut String>, random: &mut Rng) {
    let mut taken: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    for name in names {
        if name.contains(|c: char| c.is_ascii_digit()) {
            *name = without_digits(name, &mut taken);
        }
        if let Some(odd) = odd(&mut taken, random) {
            *name = odd;
        }
    }
}

fn without_digits(name: &str, taken: &mut HashSet<String>) -> String {
    let letter = |c: char| c.to_digit(10).map_or(c, |digit| (b'a' + digit as u8) as char);
    let mut name: String = name.chars().map(letter).collect();
    while !taken.insert(name.clone()) {
        name.push('z');
    }
    name
}

/// A difficult name, for some of the names, unless it is in use.
fn odd(taken: &mut HashSet<String>, random: &mut Rng) -> Option<String> {
    let odd = ODD[random.usize(..ODD.len())];
    (random.u8(..3) == 0 && taken.insert(odd.to_lowercase())).then(|| odd.to_owned())
}

/// Renames the types and functions of an interface.
fn rename_items(resolve: &mut Resolve, id: InterfaceId, random: &mut Rng) {
    let interface = &mut resolve.interfaces[id];
    let free = interface.functions.values().filter(|function| function.kind.resource().is_none());
    let names = interface.types.keys().chain(free.map(|function| &function.name));
    let mut taken: HashSet<String> = names.map(|name| name.to_lowercase()).collect();
    for (name, ty) in std::mem::take(&mut interface.types) {
        let name = odd(&mut taken, random).unwrap_or(name);
        resolve.types[ty].name = Some(name.clone());
        interface.types.insert(name, ty);
    }
    let mut of_resources = HashMap::<TypeId, HashSet<String>>::new();
    for function in interface.functions.values() {
        if let Some(resource) = function.kind.resource() {
            of_resources.entry(resource).or_default().insert(function.item_name().to_lowercase());
        }
    }
    for (_, mut function) in std::mem::take(&mut interface.functions) {
        function.name = match function.kind.resource() {
            None => odd(&mut taken, random).unwrap_or(function.name),
            Some(resource) => {
                let name = resolve.types[resource].name.as_deref().expect("a resource has a name");
                name_in(name, &function, of_resources.entry(resource).or_default(), random)
            }
        };
        interface.functions.insert(function.name.clone(), function);
    }
}

/// The name of a resource's function, such as `[method]resource.name`.
fn name_in(resource: &str, function: &Function, taken: &mut HashSet<String>, random: &mut Rng) -> String {
    let (kind, _) = function.name.split_once(']').expect("what kind of function it is stands before");
    if matches!(function.kind, FunctionKind::Constructor(_)) {
        return format!("{kind}]{resource}");
    }
    let name = odd(taken, random).unwrap_or_else(|| function.item_name().to_owned());
    format!("{kind}]{resource}.{name}")
}

/// Renames interfaces. Worlds keep their names.
fn rename_interfaces(resolve: &mut Resolve, random: &mut Rng) {
    for (_, package) in resolve.packages.iter_mut() {
        let names = package.interfaces.keys().chain(package.worlds.keys());
        let mut taken: HashSet<String> = names.map(|name| name.to_lowercase()).collect();
        for (name, id) in std::mem::take(&mut package.interfaces) {
            let name = odd(&mut taken, random).unwrap_or(name);
            resolve.interfaces[id].name = Some(name.clone());
            package.interfaces.insert(name, id);
        }
    }
}

/// Renames interfaces that are declared in a world, by `export name: interface { … }`.
fn rename_inline_interfaces(resolve: &mut Resolve, random: &mut Rng) {
    for (_, world) in resolve.worlds.iter_mut() {
        let World { imports, exports, .. } = world;
        let mut taken = imports.keys().chain(exports.keys()).filter_map(own_name).collect();
        for items in [imports, exports] {
            for (key, item) in std::mem::take(items) {
                let is_inline = matches!((&key, &item), (WorldKey::Name(_), WorldItem::Interface { .. }));
                let odd = if is_inline { odd(&mut taken, random) } else { None };
                items.insert(odd.map_or(key, WorldKey::Name), item);
            }
        }
    }
}

fn own_name(key: &WorldKey) -> Option<String> {
    match key {
        WorldKey::Name(name) => Some(name.to_lowercase()),
        WorldKey::Interface(_) => None,
    }
}
