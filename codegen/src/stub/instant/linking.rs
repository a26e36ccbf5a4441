//! Makes one core module of the interpreter and of what a stub adds to it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, InstructionSink, MemArg, MemArgTarget, MemorySection, MemoryType,
    Module, RefType, TableSection, TableType, TypeSection, ValType,
};
use wit_parser::abi::WasmType;

use super::exports::{Body, Entry, Exports, Passing};
use super::interpreter::Interpreter;
use super::tables::Intrinsic;

const PAGE: u64 = 64 * 1024;

/// The most core values that a function is passed: more are passed in memory.
const MAX_PARAMS: u32 = 16;

/// The bytes of each of them, where the interpreter takes them from.
const PARAM: u32 = 8;

/// The module.
pub(super) fn link(interpreter: &Interpreter<'_>, exports: &Exports) -> Result<Vec<u8>> {
    let mut linking = Linking::new(interpreter, exports)?;
    let mut module = Module::new();
    let (added, code) = linking.added()?;
    let imports = linking.imports()?;
    let functions = linking.functions(&added);
    module.section(&linking.types);
    module.section(&imports);
    module.section(&functions);
    module.section(&linking.table());
    module.section(&linking.memory());
    module.section(&linking.globals()?);
    module.section(&linking.exports()?);
    if !exports.called.is_empty() {
        module.section(&linking.elements());
    }
    module.section(&code);
    module.section(&linking.data()?);
    Ok(module.finish())
}

/// Numbers everything: functions are counted through imports, those of the interpreter, and those
/// that are added. What the interpreter has and this stub has no use for is left out.
struct Linking<'a> {
    interpreter: &'a Interpreter<'a>,
    exports: &'a Exports,
    /// The functions of the interpreter that are needed, by their numbers in it, with those that
    /// they have in the module.
    kept: BTreeMap<u32, u32>,
    /// The imports that are added, in this order: first those that the interpreter calls through
    /// its table.
    intrinsics: Vec<&'a Intrinsic>,
    /// Their numbers in the module.
    numbers: HashMap<&'a Intrinsic, u32>,
    /// The number of the first function that is added.
    first_added: u32,
    types: TypeSection,
    known_types: Vec<(Vec<ValType>, Vec<ValType>)>,
}

impl<'a> Linking<'a> {
    fn new(interpreter: &'a Interpreter<'a>, exports: &'a Exports) -> Result<Linking<'a>> {
        let used = exports.functions.iter().map(|export| match &export.body {
            Body::Interpreter(name) => *name,
            Body::Passing(passing) => passing.to.name(),
        });
        let entries = used.chain([REALLOC]).map(|name| interpreter.export(name)).collect::<Result<Vec<_>>>()?;
        let reachable = interpreter.reachable(entries)?;
        let is_import = |function: &u32| (*function as usize) < interpreter.imports.len();
        let (imported, own): (Vec<_>, Vec<_>) = reachable.into_iter().partition(is_import);
        let mut number = 0;
        let mut next = || {
            number += 1;
            number - 1
        };
        let mut kept: BTreeMap<_, _> = imported.into_iter().map(|function| (function, next())).collect();
        let new = exports.functions.iter().filter_map(|export| match &export.body {
            Body::Passing(Passing { new, .. }) => new.as_ref(),
            Body::Interpreter(_) => None,
        });
        let intrinsics: Vec<_> = exports.called.iter().chain(new).collect();
        let numbers = intrinsics.iter().map(|intrinsic| (*intrinsic, next())).collect();
        kept.extend(own.into_iter().map(|function| (function, next())));
        let first_added = next();
        let mut linking = Linking {
            interpreter,
            exports,
            kept,
            intrinsics,
            numbers,
            first_added,
            types: TypeSection::new(),
            known_types: Vec::new(),
        };
        for ty in &interpreter.types {
            let values = |values: &[wasmparser::ValType]| {
                values.iter().map(|ty| RoundtripReencoder.val_type(*ty)).collect::<Result<Vec<_>, _>>()
            };
            let ty = (values(ty.params())?, values(ty.results())?);
            linking.types.ty().function(ty.0.iter().copied(), ty.1.iter().copied());
            linking.known_types.push(ty);
        }
        Ok(linking)
    }

    /// The number of the type of functions with these parameters and results.
    fn ty(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let known = self.known_types.iter().position(|known| known.0 == params && known.1 == results);
        let position = known.unwrap_or_else(|| {
            self.types.ty().function(params.iter().copied(), results.iter().copied());
            self.known_types.push((params.to_vec(), results.to_vec()));
            self.known_types.len() - 1
        });
        position as u32
    }

    fn imports(&mut self) -> Result<ImportSection> {
        let mut section = ImportSection::new();
        for function in self.kept.keys() {
            if let Some(import) = self.interpreter.imports.get(*function as usize) {
                section.import(import.module, import.name, RoundtripReencoder.entity_type(import.ty)?);
            }
        }
        let module = format!("[export]{}", self.exports.interface);
        for intrinsic in self.intrinsics.clone() {
            let (name, results): (_, &[ValType]) = match intrinsic {
                Intrinsic::New(resource) => (format!("[resource-new]{resource}"), &[ValType::I32]),
                Intrinsic::Object(resource) => (format!("[resource-rep]{resource}"), &[ValType::I32]),
                Intrinsic::Drop(resource) => (format!("[resource-drop]{resource}"), &[]),
            };
            let ty = self.ty(&[ValType::I32], results);
            section.import(&module, &name, EntityType::Function(ty));
        }
        Ok(section)
    }

    /// The interpreter's own functions that are kept, by their numbers in it.
    fn own(&self) -> impl Iterator<Item = usize> {
        let imports = self.interpreter.imports.len();
        self.kept.keys().filter_map(move |function| (*function as usize).checked_sub(imports))
    }

    fn functions(&self, added: &[u32]) -> FunctionSection {
        let mut section = FunctionSection::new();
        self.own().filter_map(|own| self.interpreter.functions.get(own)).chain(added).for_each(|ty| {
            section.function(*ty);
        });
        section
    }

    /// The table of the functions that the interpreter calls by their numbers.
    fn table(&self) -> TableSection {
        let count = self.exports.called.len() as u64 + 1;
        let mut section = TableSection::new();
        let (minimum, maximum) = (count, Some(count));
        section.table(TableType { element_type: RefType::FUNCREF, table64: false, minimum, maximum, shared: false });
        section
    }

    fn elements(&self) -> ElementSection {
        let functions: Vec<_> = self.exports.called.iter().filter_map(|it| self.numbers.get(it).copied()).collect();
        let mut section = ElementSection::new();
        section.active(None, &ConstExpr::i32_const(1), Elements::Functions(Cow::Owned(functions)));
        section
    }

    fn memory(&self) -> MemorySection {
        let end = u64::from(self.params()) + u64::from(MAX_PARAMS * PARAM);
        let minimum = self.interpreter.pages.max(end.div_ceil(PAGE));
        let mut section = MemorySection::new();
        section.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
        section
    }

    /// Where parameters are put for the interpreter. It has taken them from there before anything
    /// else is called, and a component is one thread.
    fn params(&self) -> u32 {
        self.exports.memory.end()
    }

    fn globals(&self) -> Result<GlobalSection> {
        let mut section = GlobalSection::new();
        for global in &self.interpreter.globals {
            RoundtripReencoder.parse_global(&mut section, global.clone())?;
        }
        Ok(section)
    }

    fn exports(&self) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        section.export("memory", ExportKind::Memory, 0);
        section.export(REALLOC, ExportKind::Func, self.entry(REALLOC)?);
        let mut added = self.first_added..;
        for export in &self.exports.functions {
            let function = match export.body {
                Body::Interpreter(name) => self.entry(name)?,
                Body::Passing(_) => added.next().context("there are too many functions")?,
            };
            section.export(&self.exports.core_name(&export.name), ExportKind::Func, function);
        }
        Ok(section)
    }

    /// The number that a function which the interpreter exports has in the module.
    fn entry(&self, name: &str) -> Result<u32> {
        let function = self.interpreter.export(name)?;
        self.kept.get(&function).copied().with_context(|| format!("`{name}` was left out"))
    }

    /// The types of the functions that are added, and the code of all functions.
    fn added(&mut self) -> Result<(Vec<u32>, CodeSection)> {
        let mut code = CodeSection::new();
        let mut renumber = Renumber(&self.kept);
        for body in self.own().filter_map(|own| self.interpreter.bodies.get(own)) {
            renumber.parse_function_body(&mut code, body.clone())?;
        }
        let mut types = Vec::new();
        for export in &self.exports.functions {
            let Body::Passing(passing) = &export.body else { continue };
            let params: Vec<_> = passing.signature.params.iter().map(value_type).collect();
            let results: Vec<_> = passing.signature.results.iter().map(value_type).collect();
            code.function(&self.passing(passing, &params, &results)?);
            types.push(self.ty(&params, &results));
        }
        Ok((types, code))
    }

    fn passing(&self, passing: &Passing, params: &[ValType], results: &[ValType]) -> Result<Function> {
        let mut function = Function::new([]);
        let mut code = function.instructions();
        let block = self.params().cast_signed();
        for (index, ty) in params.iter().enumerate() {
            code.i32_const(block).local_get(index as u32);
            to_bits(&mut code, *ty);
            let offset = index as u64 * u64::from(PARAM);
            code.i64_store(MemArg { offset, align: PARAM.ilog2(), target: MemArgTarget::Memory(0), ordering: None });
        }
        if let Some(table) = passing.function {
            code.i32_const(table.cast_signed());
        }
        code.i32_const(block).i32_const(params.len() as i32).call(self.entry(passing.to.name())?);
        if let Some(new) = &passing.new {
            let number = self.numbers.get(new).context("an import is missing")?;
            code.call(*number);
        }
        if passing.to == Entry::Blocking {
            from_bits(&mut code, results.first().copied());
        }
        code.end();
        Ok(function)
    }

    fn data(&self) -> Result<DataSection> {
        let mut section = DataSection::new();
        for data in &self.interpreter.data {
            RoundtripReencoder.parse_data(&mut section, data.clone())?;
        }
        let memory = &self.exports.memory;
        let begin = ConstExpr::i32_const(memory.begin().cast_signed());
        section.active(0, &begin, memory.bytes.iter().copied());
        Ok(section)
    }
}

/// How the component model has memory allocated.
const REALLOC: &str = "cabi_realloc";

/// Gives the functions of the interpreter other numbers.
struct Renumber<'a>(&'a BTreeMap<u32, u32>);

impl Reencode for Renumber<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        // All that a kept function calls are kept.
        Ok(self.0.get(&function).copied().unwrap_or(function))
    }
}

fn value_type(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
    }
}

/// Makes the bits of a value, the upper ones zero.
fn to_bits(code: &mut InstructionSink<'_>, ty: ValType) {
    match ty {
        ValType::I32 => code.i64_extend_i32_u(),
        ValType::F32 => code.i32_reinterpret_f32().i64_extend_i32_u(),
        ValType::F64 => code.i64_reinterpret_f64(),
        _ => code,
    };
}

/// Makes a value of its bits.
fn from_bits(code: &mut InstructionSink<'_>, ty: Option<ValType>) {
    match ty {
        Some(ValType::I32) => code.i32_wrap_i64(),
        Some(ValType::F32) => code.i32_wrap_i64().f32_reinterpret_i32(),
        Some(ValType::F64) => code.f64_reinterpret_i64(),
        Some(_) => code,
        None => code.drop(),
    };
}
