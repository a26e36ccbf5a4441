//! Writes WIT as text.

use crate::model::{Model, PackageName, Type, TypeId, TypeKind};

/// A text that is written line by line, with indentation.
pub(crate) struct WitText {
    text: String,
    depth: usize,
}

impl WitText {
    pub(crate) fn new(head: &str) -> WitText {
        WitText { text: head.to_owned(), depth: 0 }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n("  ", self.depth));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(crate) fn docs(&mut self, docs: Option<&str>) {
        for line in docs.unwrap_or_default().lines() {
            self.line(format!("/// {line}").trim_end());
        }
    }

    /// Writes `head { … }`.
    pub(crate) fn block(&mut self, head: &str, body: impl FnOnce(&mut WitText)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line("}");
    }

    /// Writes the declaration of a type. `named` gives the names by which types are known in this
    /// text.
    pub(crate) fn declaration(&mut self, model: &Model, id: TypeId, named: &dyn Fn(TypeId) -> String) {
        let def = model.ty(id);
        let name = ident(&named(id));
        self.docs(def.docs.as_deref());
        match &def.kind {
            TypeKind::Record(fields) => self.block(&format!("record {name}"), |wit| {
                for field in fields {
                    wit.docs(field.docs.as_deref());
                    wit.line(&format!("{}: {},", ident(&field.name), ty(&field.ty, named)));
                }
            }),
            TypeKind::Variant(cases) => self.block(&format!("variant {name}"), |wit| {
                for case in cases {
                    wit.docs(case.docs.as_deref());
                    let payload = case.ty.as_ref().map(|payload| format!("({})", ty(payload, named)));
                    wit.line(&format!("{}{},", ident(&case.name), payload.unwrap_or_default()));
                }
            }),
            TypeKind::Enum(names) | TypeKind::Flags(names) => {
                let keyword = if matches!(def.kind, TypeKind::Enum(_)) { "enum" } else { "flags" };
                self.block(&format!("{keyword} {name}"), |wit| {
                    for item in names {
                        wit.docs(item.docs.as_deref().map(quotable).as_deref());
                        wit.line(&format!("{},", ident(&item.name)));
                    }
                });
            }
            TypeKind::Alias(alias) => self.line(&format!("type {name} = {};", ty(alias, named))),
            TypeKind::Use(_) | TypeKind::Resource => {}
        }
    }
}

pub(crate) fn ty(ty: &Type, named: &dyn Fn(TypeId) -> String) -> String {
    let inner = |ty: &Type| self::ty(ty, named);
    let text = match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        Type::List(item) => return format!("list<{}>", inner(item)),
        Type::Option(item) => return format!("option<{}>", inner(item)),
        Type::Result(None, None) => "result",
        Type::Result(Some(ok), None) => return format!("result<{}>", inner(ok)),
        Type::Result(None, Some(err)) => return format!("result<_, {}>", inner(err)),
        Type::Result(Some(ok), Some(err)) => return format!("result<{}, {}>", inner(ok), inner(err)),
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(inner).collect();
            return format!("tuple<{}>", items.join(", "));
        }
        Type::Named(id) | Type::Own(id) => return ident(&named(*id)),
        Type::Borrow(id) => return format!("borrow<{}>", ident(&named(*id))),
    };
    text.to_owned()
}

/// Docs in which a part can be quoted: `"` and `\` are replaced.
pub(crate) fn quotable(docs: &str) -> String {
    docs.replace('"', "'").replace('\\', "/")
}

/// The name of a package, as it is declared and as others refer to it.
pub(crate) fn package(package: &PackageName) -> String {
    format!("{}:{}{}", ident(&package.namespace), ident(&package.name), package.at_version())
}

/// The path of an interface, as others refer to it.
pub(crate) fn interface(package: &PackageName, name: &str) -> String {
    format!("{}:{}/{}{}", ident(&package.namespace), ident(&package.name), ident(name), package.at_version())
}

/// A name, with a `%` before it if it is a keyword.
pub(crate) fn ident(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("%{name}") } else { name.to_owned() }
}

const KEYWORDS: &[&str] = &[
    "as",
    "async",
    "bool",
    "borrow",
    "char",
    "constructor",
    "enum",
    "error-context",
    "export",
    "f32",
    "f64",
    "flags",
    "from",
    "func",
    "future",
    "import",
    "include",
    "interface",
    "list",
    "map",
    "option",
    "own",
    "package",
    "record",
    "resource",
    "result",
    "s16",
    "s32",
    "s64",
    "s8",
    "static",
    "stream",
    "string",
    "tuple",
    "type",
    "u16",
    "u32",
    "u64",
    "u8",
    "use",
    "variant",
    "with",
    "world",
];
