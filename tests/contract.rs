//! Checks that `golem:rpc@0.1.0` is exactly the interface of Golem. The order of cases and fields
//! is part of its binary form: in another order, values would be mistaken for others without any
//! error. So the order is written down here, and each copy that one of our crates contains is
//! compared with it.

use wit_parser::{InterfaceId, Resolve, Type, TypeDefKind, TypeId};

const WIT_NODE: [&str; 22] = [
    "record-value: list<node-index>",
    "variant-value: tuple<u32, option<node-index>>",
    "enum-value: u32",
    "flags-value: list<bool>",
    "tuple-value: list<node-index>",
    "list-value: list<node-index>",
    "option-value: option<node-index>",
    "result-value: result<option<node-index>, option<node-index>>",
    "prim-u8: u8",
    "prim-u16: u16",
    "prim-u32: u32",
    "prim-u64: u64",
    "prim-s8: s8",
    "prim-s16: s16",
    "prim-s32: s32",
    "prim-s64: s64",
    "prim-float32: f32",
    "prim-float64: f64",
    "prim-char: char",
    "prim-bool: bool",
    "prim-string: string",
    "handle: tuple<uri, u64>",
];

const FUNCTIONS: [&str; 6] = [
    "[constructor]wasm-rpc(location: uri) -> wasm-rpc",
    "[method]wasm-rpc.invoke-and-await(self: borrow<wasm-rpc>, function-name: string, function-params: \
     list<wit-value>) -> result<wit-value, rpc-error>",
    "[method]wasm-rpc.invoke(self: borrow<wasm-rpc>, function-name: string, function-params: list<wit-value>) -> \
     result<_, rpc-error>",
    "[method]wasm-rpc.async-invoke-and-await(self: borrow<wasm-rpc>, function-name: string, function-params: \
     list<wit-value>) -> future-invoke-result",
    "[method]future-invoke-result.subscribe(self: borrow<future-invoke-result>) -> pollable",
    "[method]future-invoke-result.get(self: borrow<future-invoke-result>) -> option<result<wit-value, rpc-error>>",
];

#[test]
fn the_sdk_speaks_it() {
    pinned("sdk/wit/deps/wasi-io/poll.wit", "sdk/wit/deps/golem-rpc/golem-rpc.wit");
}

#[test]
fn the_generator_writes_it() {
    pinned("codegen/wit/wasi-io-0.2.0.wit", "codegen/wit/golem-rpc-0.1.0.wit");
}

/// The generator's copies of later versions have exactly what those have by which independent
/// components are compiled for the tests of the host.
#[test]
fn the_generator_writes_what_the_host_is_tested_with() {
    for (version, wasi) in [("0.1.0", "0.2.0"), ("0.1.3", "0.2.0"), ("0.2.0", "0.2.0"), ("0.2.2", "0.2.3")] {
        let ours = ["wasi-io", "wasi-clocks"].map(|name| read(&format!("codegen/wit/{name}-{wasi}.wit")));
        let ours = complete(&ours, &read(&format!("codegen/wit/golem-rpc-{version}.wit")));
        let theirs =
            ["io", "clocks"].map(|name| read(&format!("tests/host/versions/wit/{name}.wit")).replace("WASI", wasi));
        let theirs = complete(&theirs, &read(&format!("tests/host/versions/wit/{version}/golem-rpc.wit")));
        assert!(ours.len() > 10, "{ours:?}");
        assert_eq!(ours, theirs, "{version}");
    }
}

fn read(file: &str) -> String {
    std::fs::read_to_string(xtask::binaries::workspace().join(file)).expect("the copy is there")
}

/// Everything in the interface `types`, sorted, with the order of cases and fields as it is.
fn complete(others: &[String], golem_rpc: &str) -> Vec<String> {
    let mut resolve = Resolve::default();
    for text in others {
        resolve.push_str("other.wit", text).expect("it is complete WIT");
    }
    let package = resolve.push_str("golem-rpc.wit", golem_rpc).expect("it is complete WIT");
    let wit = Wit { types: resolve.packages[package].interfaces["types"], resolve };
    let types = &wit.resolve.interfaces[wit.types].types;
    let described = types.iter().map(|(name, id)| match &wit.resolve.types[*id].kind {
        TypeDefKind::Record(_) | TypeDefKind::Variant(_) => format!("{name}: {:?}", wit.parts(name)),
        TypeDefKind::Enum(cases) => {
            format!("{name}: {:?}", cases.cases.iter().map(|case| &case.name).collect::<Vec<_>>())
        }
        other => format!("{name}: {}", other.as_str()),
    });
    let mut all: Vec<_> = described.chain(wit.functions()).collect();
    all.sort();
    all
}

#[test]
fn the_host_offers_it() {
    pinned("host/wit/deps/io/poll.wit", "host/wit/golem-rpc.wit");
}

#[track_caller]
fn pinned(wasi_io: &str, golem_rpc: &str) {
    let wit = Wit::read(wasi_io, golem_rpc);
    assert_eq!(wit.parts("wit-node"), WIT_NODE);
    assert_eq!(wit.parts("node-index"), ["s32"]);
    assert_eq!(wit.parts("wit-value"), ["nodes: list<wit-node>"]);
    assert_eq!(wit.parts("uri"), ["value: string"]);
    assert_eq!(
        wit.parts("rpc-error"),
        ["protocol-error: string", "denied: string", "not-found: string", "remote-internal-error: string"]
    );
    let mut functions = wit.functions();
    functions.sort();
    let mut expected = FUNCTIONS;
    expected.sort_unstable();
    assert_eq!(functions, expected);
}

/// The interface `types` of one copy.
struct Wit {
    resolve: Resolve,
    types: InterfaceId,
}

impl Wit {
    fn read(wasi_io: &str, golem_rpc: &str) -> Self {
        let mut resolve = Resolve::default();
        let mut push =
            |file: &str| resolve.push_file(xtask::binaries::workspace().join(file)).expect("the copy is complete WIT");
        push(wasi_io);
        let package = push(golem_rpc);
        assert_eq!(resolve.packages[package].name.to_string(), "golem:rpc@0.1.0");
        let types = resolve.packages[package].interfaces["types"];
        Self { resolve, types }
    }

    /// The fields of a record, the cases of a variant, or the type that an alias stands for.
    fn parts(&self, name: &str) -> Vec<String> {
        match &self.resolve.types[self.resolve.interfaces[self.types].types[name]].kind {
            TypeDefKind::Record(record) => {
                record.fields.iter().map(|field| format!("{}: {}", field.name, self.text(&field.ty))).collect()
            }
            TypeDefKind::Variant(variant) => {
                variant.cases.iter().map(|case| format!("{}: {}", case.name, self.optional(&case.ty))).collect()
            }
            TypeDefKind::Type(ty) => vec![self.text(ty)],
            other => panic!("{name} is a {}", other.as_str()),
        }
    }

    fn functions(&self) -> Vec<String> {
        let functions = self.resolve.interfaces[self.types].functions.values();
        functions
            .map(|function| {
                let params: Vec<_> =
                    function.params.iter().map(|param| format!("{}: {}", param.name, self.text(&param.ty))).collect();
                format!("{}({}) -> {}", function.name, params.join(", "), self.optional(&function.result))
            })
            .collect()
    }

    fn optional(&self, ty: &Option<Type>) -> String {
        ty.as_ref().map_or_else(|| "_".to_owned(), |ty| self.text(ty))
    }

    fn text(&self, ty: &Type) -> String {
        match ty {
            Type::Id(id) => self.text_of_defined(*id),
            Type::Bool => "bool".into(),
            Type::U8 => "u8".into(),
            Type::U16 => "u16".into(),
            Type::U32 => "u32".into(),
            Type::U64 => "u64".into(),
            Type::S8 => "s8".into(),
            Type::S16 => "s16".into(),
            Type::S32 => "s32".into(),
            Type::S64 => "s64".into(),
            Type::F32 => "f32".into(),
            Type::F64 => "f64".into(),
            Type::Char => "char".into(),
            Type::String => "string".into(),
            Type::ErrorContext => "error-context".into(),
        }
    }

    fn text_of_defined(&self, id: TypeId) -> String {
        let ty = &self.resolve.types[id];
        if let Some(name) = &ty.name {
            return name.clone();
        }
        match &ty.kind {
            TypeDefKind::List(item) => format!("list<{}>", self.text(item)),
            TypeDefKind::Option(some) => format!("option<{}>", self.text(some)),
            TypeDefKind::Tuple(tuple) => {
                format!("tuple<{}>", tuple.types.iter().map(|ty| self.text(ty)).collect::<Vec<_>>().join(", "))
            }
            TypeDefKind::Result(result) => {
                format!("result<{}, {}>", self.optional(&result.ok), self.optional(&result.err))
            }
            TypeDefKind::Handle(wit_parser::Handle::Own(resource)) => self.text_of_defined(*resource),
            TypeDefKind::Handle(wit_parser::Handle::Borrow(resource)) => {
                format!("borrow<{}>", self.text_of_defined(*resource))
            }
            other => panic!("no {} is expected here", other.as_str()),
        }
    }
}
