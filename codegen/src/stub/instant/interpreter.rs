//! The interpreter that every stub runs on, as a core module.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use wasmparser::{CompositeInnerType, Data, FuncType, FunctionBody, Global, Import, Operator, Parser, Payload};

use crate::golem_version::Rpc;

/// golem-rpc-stub, compiled by `cargo xtask interpreter` for a version of `golem:rpc`. What it was
/// compiled from, and by which compiler, is in `codegen/interpreter/interpreter.toml`.
fn carried(rpc: &Rpc) -> &'static [u8] {
    match rpc.version {
        "0.1.3" => include_bytes!("../../../interpreter/interpreter-0.1.3.wasm"),
        "0.2.0" => include_bytes!("../../../interpreter/interpreter-0.2.0.wasm"),
        "0.2.2" => include_bytes!("../../../interpreter/interpreter-0.2.2.wasm"),
        _ => include_bytes!("../../../interpreter/interpreter-0.1.0.wasm"),
    }
}

/// The parts of the module that a stub is made of.
pub(super) struct Interpreter<'m> {
    pub(super) types: Vec<FuncType>,
    /// All of them are functions.
    pub(super) imports: Vec<Import<'m>>,
    /// The types of the functions that it defines.
    pub(super) functions: Vec<u32>,
    pub(super) bodies: Vec<FunctionBody<'m>>,
    pub(super) globals: Vec<Global<'m>>,
    pub(super) data: Vec<Data<'m>>,
    /// The pages of memory that it begins with.
    pub(super) pages: u64,
    /// Where its memory is free, up to the end of those pages.
    pub(super) end: u32,
    exports: BTreeMap<&'m str, u32>,
}

impl Interpreter<'static> {
    /// The one that this crate carries, for stubs that speak this version of `golem:rpc`.
    pub(super) fn carried(rpc: &Rpc) -> Result<Interpreter<'static>> {
        Interpreter::read(carried(rpc))
    }
}

impl<'m> Interpreter<'m> {
    fn read(module: &'m [u8]) -> Result<Interpreter<'m>> {
        let mut read = Interpreter {
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            globals: Vec::new(),
            data: Vec::new(),
            pages: 0,
            end: 0,
            exports: BTreeMap::new(),
        };
        let mut end = None;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        read.types.extend(group?.into_types().filter_map(|ty| match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        }));
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        read.imports.push(import?);
                    }
                }
                Payload::FunctionSection(types) => read.functions = types.into_iter().collect::<Result<_, _>>()?,
                Payload::MemorySection(memories) => {
                    read.pages = memories.into_iter().next().context("it has no memory")??.initial;
                }
                Payload::GlobalSection(globals) => read.globals = globals.into_iter().collect::<Result<_, _>>()?,
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        read.exports.insert(export.name, export.index);
                    }
                    end = read.exports.get("__heap_base").copied();
                }
                Payload::CodeSectionEntry(body) => read.bodies.push(body),
                Payload::DataSection(data) => read.data = data.into_iter().collect::<Result<_, _>>()?,
                // Nothing of its own may be in the table of functions: a stub fills it.
                Payload::ElementSection(_) | Payload::StartSection { .. } => bail!("the module has too much in it"),
                _ => {}
            }
        }
        let end = end.and_then(|index| read.globals.get(index as usize)).context("it has no `__heap_base`")?;
        read.end = constant(end)?;
        Ok(read)
    }

    /// The number of a function that it exports.
    pub(super) fn export(&self, name: &str) -> Result<u32> {
        self.exports.get(name).copied().with_context(|| format!("it has no function `{name}`"))
    }

    /// These functions, and all that they call.
    pub(super) fn reachable(&self, from: impl IntoIterator<Item = u32>) -> Result<BTreeSet<u32>> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<u32> = from.into_iter().collect();
        while let Some(function) = left.pop() {
            if !reached.insert(function) {
                continue;
            }
            let Some(body) = (function as usize).checked_sub(self.imports.len()) else { continue };
            let body = self.bodies.get(body).with_context(|| format!("it has no function {function}"))?;
            for operator in body.get_operators_reader()? {
                if let Operator::Call { function_index } | Operator::RefFunc { function_index } = operator? {
                    left.push(function_index);
                }
            }
        }
        Ok(reached)
    }
}

/// The value that a global has from the beginning.
fn constant(global: &Global<'_>) -> Result<u32> {
    match global.init_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => bail!("a global is not a number"),
    }
}
