//! wit-smith's names are dull. These are those that have made trouble for somebody.

use fastrand::Rng;
use std::collections::HashSet;
use wit_parser::{Resolve, TypeDefKind};

const ODD: &[&str] = &[
    "as",
    "async",
    "await",
    "box",
    "call",
    "clone",
    "codec",
    "connect",
    "decode",
    "decoder",
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
    "guest",
    "handle",
    "HTTP-url",
    "i",
    "location",
    "match",
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
    "string",
    "stub",
    "subscribe",
    "to-string",
    "try",
    "type",
    "u8",
    "union",
    "uri",
    "value",
    "vec",
    "worker-uri",
];

/// Gives every third name or so an odd one.
pub fn make_odd(resolve: &mut Resolve, random: &mut Rng) {
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

/// Names of one list stay distinct. None ends in a number: wit-bindgen 0.61 calls the field `x` of the second thing that it lowers `x2`,
/// and then takes it for a parameter of that name.
fn rename(names: Vec<&mut String>, random: &mut Rng) {
    let mut taken: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    for name in names {
        if name.contains(|c: char| c.is_ascii_digit()) {
            *name = without_digits(name, &mut taken);
        }
        let odd = ODD[random.usize(..ODD.len())];
        if random.u8(..3) == 0 && taken.insert(odd.to_lowercase()) {
            *name = odd.to_owned();
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
