//! The types of a WIT package, and functions that return what they get.

use std::fmt::Write;

/// Everything that the package declares.
#[derive(Default)]
pub struct Types {
    /// Each type is made only of types before it.
    pub defs: Vec<Def>,
    pub functions: Vec<Function>,
}

/// A type with a name.
pub struct Def {
    pub name: String,
    pub kind: Kind,
}

pub enum Kind {
    Alias(Type),
    Record(Vec<(String, Type)>),
    Variant(Vec<(String, Option<Type>)>),
    Enum(Vec<String>),
    Flags(Vec<String>),
}

pub enum Type {
    /// A type that isn't made of others, by its name in WIT.
    Plain(&'static str),
    List(Box<Type>),
    Option(Box<Type>),
    Result(Option<Box<Type>>, Option<Box<Type>>),
    Tuple(Vec<Type>),
    /// The position in [`Types::defs`].
    Named(usize),
}

/// A function that returns its parameters: a single one as it is, several as a tuple.
pub struct Function {
    pub name: String,
    /// Names, and positions in [`Types::defs`].
    pub params: Vec<(String, usize)>,
}

pub const PLAIN: [&str; 13] =
    ["bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string"];

impl Types {
    /// How many types a type is made of. A type that is in it several times counts as often, since
    /// the bindings have code for each time.
    pub fn size(&self, ty: &Type) -> usize {
        let side = |ty: &Option<Box<Type>>| ty.as_ref().map_or(0, |ty| self.size(ty));
        match ty {
            Type::Plain(_) => 1,
            Type::List(item) | Type::Option(item) => 1 + self.size(item),
            Type::Result(ok, err) => 1 + side(ok) + side(err),
            Type::Tuple(items) => 1 + items.iter().map(|ty| self.size(ty)).sum::<usize>(),
            Type::Named(index) => self.size_of_kind(&self.defs[*index].kind),
        }
    }

    pub fn size_of_kind(&self, kind: &Kind) -> usize {
        match kind {
            Kind::Alias(ty) => self.size(ty),
            Kind::Record(fields) => 1 + fields.iter().map(|(_, ty)| self.size(ty)).sum::<usize>(),
            Kind::Variant(cases) => {
                let payloads = cases.iter().filter_map(|(_, ty)| ty.as_ref());
                cases.len() + payloads.map(|ty| self.size(ty)).sum::<usize>()
            }
            Kind::Enum(_) | Kind::Flags(_) => 1,
        }
    }

    /// Whether Rust bindings take a parameter of the type by reference.
    pub fn has_list(&self, ty: &Type) -> bool {
        let side = |ty: &Option<Box<Type>>| ty.as_ref().is_some_and(|ty| self.has_list(ty));
        match ty {
            Type::Plain(name) => *name == "string",
            Type::List(_) => true,
            Type::Option(item) => self.has_list(item),
            Type::Result(ok, err) => side(ok) || side(err),
            Type::Tuple(items) => items.iter().any(|ty| self.has_list(ty)),
            Type::Named(index) => match &self.defs[*index].kind {
                Kind::Alias(ty) => self.has_list(ty),
                Kind::Record(fields) => fields.iter().any(|(_, ty)| self.has_list(ty)),
                Kind::Variant(cases) => cases.iter().filter_map(|(_, ty)| ty.as_ref()).any(|ty| self.has_list(ty)),
                Kind::Enum(_) | Kind::Flags(_) => false,
            },
        }
    }

    /// A type with all types that it is made of, as WIT.
    pub fn with_parts(&self, index: usize) -> String {
        let mut needed = vec![index];
        let mut next = 0;
        while let Some(index) = needed.get(next) {
            self.parts(&self.defs[*index].kind).into_iter().for_each(|part| {
                if !needed.contains(&part) {
                    needed.push(part);
                }
            });
            next += 1;
        }
        needed.sort_unstable();
        needed.into_iter().map(|index| self.def_wit(&self.defs[index])).collect()
    }

    fn parts(&self, kind: &Kind) -> Vec<usize> {
        let mut parts = Vec::new();
        let types: Vec<&Type> = match kind {
            Kind::Alias(ty) => vec![ty],
            Kind::Record(fields) => fields.iter().map(|(_, ty)| ty).collect(),
            Kind::Variant(cases) => cases.iter().filter_map(|(_, ty)| ty.as_ref()).collect(),
            Kind::Enum(_) | Kind::Flags(_) => Vec::new(),
        };
        types.into_iter().for_each(|ty| named(ty, &mut parts));
        parts
    }

    /// The package, with a world that exports the functions.
    pub fn wit(&self) -> String {
        let mut text = "package test:roundtrip@1.0.0;\n\ninterface types {\n".to_owned();
        self.defs.iter().for_each(|def| text.push_str(&self.def_wit(def)));
        let names: Vec<_> = self.defs.iter().map(|def| def.name.as_str()).collect();
        let _ = write!(text, "}}\n\ninterface echo {{\n  use types.{{{}}};\n", names.join(", "));
        for function in &self.functions {
            let _ = writeln!(text, "  {};", self.signature(function));
        }
        text + "}\n\nworld roundtrip {\n  export echo;\n}\n"
    }

    pub fn signature(&self, Function { name, params }: &Function) -> String {
        let types: Vec<_> = params.iter().map(|(_, index)| self.defs[*index].name.as_str()).collect();
        let params: Vec<_> = params.iter().zip(&types).map(|((name, _), ty)| format!("%{name}: {ty}")).collect();
        let result = if let [ty] = types[..] { ty.to_owned() } else { format!("tuple<{}>", types.join(", ")) };
        format!("{name}: func({}) -> {result}", params.join(", "))
    }

    fn def_wit(&self, Def { name, kind }: &Def) -> String {
        let (word, items): (_, Vec<String>) = match kind {
            Kind::Alias(ty) => return format!("  type {name} = {};\n", self.type_wit(ty)),
            Kind::Record(fields) => {
                ("record", fields.iter().map(|(name, ty)| format!("%{name}: {}", self.type_wit(ty))).collect())
            }
            Kind::Variant(cases) => ("variant", cases.iter().map(|case| self.case_wit(case)).collect()),
            Kind::Enum(cases) => ("enum", cases.iter().map(|name| format!("%{name}")).collect()),
            Kind::Flags(flags) => ("flags", flags.iter().map(|name| format!("%{name}")).collect()),
        };
        format!("  {word} {name} {{ {} }}\n", items.join(", "))
    }

    fn case_wit(&self, (name, ty): &(String, Option<Type>)) -> String {
        let payload = ty.as_ref().map(|ty| format!("({})", self.type_wit(ty))).unwrap_or_default();
        format!("%{name}{payload}")
    }

    fn type_wit(&self, ty: &Type) -> String {
        let inner = |ty: &Type| self.type_wit(ty);
        match ty {
            Type::Plain(name) => (*name).to_owned(),
            Type::List(item) => format!("list<{}>", inner(item)),
            Type::Option(item) => format!("option<{}>", inner(item)),
            Type::Result(None, None) => "result".to_owned(),
            Type::Result(Some(ok), None) => format!("result<{}>", inner(ok)),
            Type::Result(None, Some(err)) => format!("result<_, {}>", inner(err)),
            Type::Result(Some(ok), Some(err)) => format!("result<{}, {}>", inner(ok), inner(err)),
            Type::Tuple(items) => format!("tuple<{}>", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
            Type::Named(index) => self.defs[*index].name.clone(),
        }
    }
}

fn named(ty: &Type, found: &mut Vec<usize>) {
    match ty {
        Type::Plain(_) => {}
        Type::List(ty) | Type::Option(ty) => named(ty, found),
        Type::Result(ok, err) => [ok, err].into_iter().flatten().for_each(|ty| named(ty, found)),
        Type::Tuple(items) => items.iter().for_each(|ty| named(ty, found)),
        Type::Named(index) => found.push(*index),
    }
}
