//! The tables that describe functions, types and resources to the interpreter, as they lie in its
//! memory: what golem-rpc-stub's `Function`, `Type` and `Resource` are once they are compiled.

use std::collections::HashMap;

use super::layout::{Layout, case_size};
use super::memory::Memory;
use crate::error::Error;
use crate::model::{Function, Kind, Type, TypeId, TypeKind};
use crate::source::Source;
use crate::stub::contract::Contract;

/// How golem-rpc-stub numbers the cases of `Kind`.
mod kind {
    pub(super) const SCALAR: u32 = 0;
    pub(super) const STRING: u32 = 1;
    pub(super) const LIST: u32 = 2;
    pub(super) const FIELDS: u32 = 3;
    pub(super) const CHOICE: u32 = 4;
    pub(super) const ENUM: u32 = 5;
    pub(super) const FLAGS: u32 = 6;
    pub(super) const OWN: u32 = 7;
    pub(super) const BORROW: u32 = 8;
}

/// The cases of a `wit-node`, by their numbers.
mod tag {
    pub(super) const RECORD: u32 = 0;
    pub(super) const VARIANT: u32 = 1;
    pub(super) const TUPLE: u32 = 4;
    pub(super) const OPTION: u32 = 6;
    pub(super) const RESULT: u32 = 7;
    pub(super) const U8: u32 = 8;
    pub(super) const U16: u32 = 9;
    pub(super) const U32: u32 = 10;
    pub(super) const U64: u32 = 11;
    pub(super) const S8: u32 = 12;
    pub(super) const S16: u32 = 13;
    pub(super) const S32: u32 = 14;
    pub(super) const S64: u32 = 15;
    pub(super) const F32: u32 = 16;
    pub(super) const F64: u32 = 17;
    pub(super) const CHAR: u32 = 18;
    pub(super) const BOOL: u32 = 19;
}

/// How golem-rpc-stub numbers the cases of `Target`.
mod target {
    pub(super) const CLIENT: u32 = 0;
    pub(super) const METHOD: u32 = 1;
    pub(super) const LOCATION: u32 = 2;
}

/// A function of the component model for handles of a resource that the stub exports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Intrinsic {
    /// Makes a handle of an object.
    New(String),
    /// Gives the object of a handle.
    Object(String),
    /// Drops a handle.
    Drop(String),
}

/// Writes the tables.
pub(super) struct Tables<'c> {
    contract: &'c Contract<'c>,
    source: &'c Source,
    pub(super) memory: Memory,
    /// What the interpreter calls through its table of functions, in this order. The first is
    /// number 1, as in what a compiler makes, where number 0 is nobody's.
    pub(super) called: Vec<Intrinsic>,
    declared: HashMap<TypeId, Table>,
    /// The tables for types that have no name in the WIT.
    others: HashMap<Type, Table>,
    resources: HashMap<TypeId, u32>,
}

/// A table of a type: what it says about the layout, and the rest.
#[derive(Clone, Copy)]
struct Entry {
    layout: Layout,
    kind: u32,
    /// What depends on the kind.
    words: [u32; 5],
}

/// The table of a type, and where it lies.
#[derive(Clone, Copy)]
struct Table {
    address: u32,
    layout: Layout,
}

impl<'c> Tables<'c> {
    /// `begin` is where memory is free.
    pub(super) fn new(contract: &'c Contract<'c>, source: &'c Source, begin: u32) -> Tables<'c> {
        let mut tables = Tables {
            contract,
            source,
            memory: Memory::new(begin),
            called: Vec::new(),
            declared: HashMap::new(),
            others: HashMap::new(),
            resources: HashMap::new(),
        };
        // Each type stands after those that it uses. So however deep they are nested, none waits
        // for another one here.
        for id in contract.model.type_ids() {
            tables.declare(id);
        }
        tables
    }

    /// The table of a function.
    pub(super) fn function(&mut self, function: &Function) -> Result<u32, Error> {
        let (target, first) = match function.kind {
            Kind::Free => (target::CLIENT, lent()),
            Kind::Method => (target::METHOD, lent()),
            Kind::Static | Kind::Constructor => (target::LOCATION, self.worker()),
        };
        let first = self.put(first);
        let params = function.params.iter().map(|param| self.table(&param.ty)).collect::<Vec<_>>();
        let params: Vec<_> = std::iter::once(first).chain(params).collect();
        let params = self.fields(tag::TUPLE, &params);
        let result = function.result.as_ref().map(|ty| self.table(ty));
        if !params.layout.fits() || !result.is_none_or(|result| result.layout.fits()) {
            return Err(self.source.refuse(
                function.span,
                format!("a value of function `{}` takes more memory than a component can have", function.wire_name),
                "too large for a component",
                "have less in it, or put what is repeated into a list",
            ));
        }
        let (name, len) = self.memory.text(&function.wire_name);
        let mut words = vec![name, len, target];
        words.extend(params.in_words());
        words.push(result.map_or(0, |result| result.address));
        Ok(self.memory.words(&words))
    }

    fn declare(&mut self, id: TypeId) {
        let model = self.contract.model;
        let entry = match &model.ty(id).kind {
            TypeKind::Record(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.table(&field.ty)).collect();
                self.fields(tag::RECORD, &fields)
            }
            TypeKind::Variant(cases) => {
                let cases: Vec<_> = cases.iter().map(|case| case.ty.as_ref().map(|ty| self.table(ty))).collect();
                self.choice(tag::VARIANT, &cases)
            }
            TypeKind::Enum(cases) => entry(Layout::enumeration(cases.len()), kind::ENUM, &[count(cases.len())]),
            TypeKind::Flags(flags) => entry(Layout::flags(flags.len()), kind::FLAGS, &[count(flags.len())]),
            TypeKind::Alias(ty) => {
                let table = self.table(ty);
                self.declared.insert(id, table);
                return;
            }
            TypeKind::Use(_) | TypeKind::Resource => return,
        };
        let table = self.put(entry);
        self.declared.insert(id, table);
    }

    /// The table of a type, which is made when the type is met for the first time.
    fn table(&mut self, ty: &Type) -> Table {
        if let Type::Named(id) = ty
            && let Some(table) = self.declared.get(&self.contract.model.declaration(*id))
        {
            return *table;
        }
        if let Some(table) = self.others.get(ty) {
            return *table;
        }
        let entry = self.entry(ty);
        let table = self.put(entry);
        self.others.insert(ty.clone(), table);
        table
    }

    fn entry(&mut self, ty: &Type) -> Entry {
        match ty {
            Type::Bool => scalar(tag::BOOL, 1),
            Type::U8 => scalar(tag::U8, 1),
            Type::U16 => scalar(tag::U16, 2),
            Type::U32 => scalar(tag::U32, 4),
            Type::U64 => scalar(tag::U64, 8),
            Type::S8 => scalar(tag::S8, 1),
            Type::S16 => scalar(tag::S16, 2),
            Type::S32 => scalar(tag::S32, 4),
            Type::S64 => scalar(tag::S64, 8),
            Type::F32 => scalar(tag::F32, 4),
            Type::F64 => scalar(tag::F64, 8),
            Type::Char => scalar(tag::CHAR, 4),
            Type::String => string(),
            Type::List(item) => {
                let item = self.table(item);
                entry(Layout::LIST, kind::LIST, &[item.address])
            }
            Type::Option(value) => {
                let value = self.table(value);
                self.choice(tag::OPTION, &[None, Some(value)])
            }
            Type::Result(ok, err) => {
                let cases = [ok, err].map(|ty| ty.as_deref().map(|ty| self.table(ty)));
                self.choice(tag::RESULT, &cases)
            }
            Type::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|ty| self.table(ty)).collect();
                self.fields(tag::TUPLE, &items)
            }
            Type::Own(id) => {
                let resource = self.resource(self.contract.model.declaration(*id));
                entry(Layout::single(4), kind::OWN, &[resource])
            }
            // What is named is declared, except for resources, which are never named by themselves.
            Type::Borrow(_) | Type::Named(_) => lent(),
        }
    }

    /// The record for a worker.
    fn worker(&mut self) -> Entry {
        if self.contract.shared.rpc.is_told_uris() {
            // It lies in memory as its only field does.
            return string();
        }
        // Two halves of the component's id, and the worker's name.
        let parts = [Type::U64, Type::U64, Type::String].map(|ty| self.table(&ty));
        self.fields(tag::RECORD, &parts)
    }

    fn fields(&mut self, tag: u32, fields: &[Table]) -> Entry {
        let addresses: Vec<_> = fields.iter().map(|field| field.address).collect();
        let list = self.memory.words(&addresses);
        let layout = Layout::fields(fields.iter().map(|field| field.layout));
        entry(layout, kind::FIELDS, &[tag, list, count(fields.len())])
    }

    fn choice(&mut self, tag: u32, cases: &[Option<Table>]) -> Entry {
        let addresses: Vec<_> = cases.iter().map(|case| case.map_or(0, |case| case.address)).collect();
        let list = self.memory.words(&addresses);
        let (layout, payload) = Layout::cases(cases.len(), cases.iter().flatten().map(|case| case.layout));
        entry(layout, kind::CHOICE, &[tag, case_size(cases.len()), payload, list, count(cases.len())])
    }

    /// The table of a resource that a function takes or gives the ownership of.
    fn resource(&mut self, id: TypeId) -> u32 {
        if let Some(address) = self.resources.get(&id) {
            return *address;
        }
        let name = self.contract.type_name(id).to_owned();
        let drop = self.contract.model.resource(id).map_or("", |resource| &resource.drop);
        let intrinsics = [Intrinsic::New(name.clone()), Intrinsic::Object(name.clone()), Intrinsic::Drop(name)];
        let mut words = Vec::new();
        for intrinsic in intrinsics {
            self.called.push(intrinsic);
            words.push(count(self.called.len()));
        }
        let (text, len) = self.memory.text(drop);
        words.extend([text, len]);
        let address = self.memory.words(&words);
        self.resources.insert(id, address);
        address
    }

    fn put(&mut self, entry: Entry) -> Table {
        Table { address: self.memory.words(&entry.in_words()), layout: entry.layout }
    }
}

impl Entry {
    fn in_words(&self) -> [u32; 9] {
        let Layout { size, align, flats } = self.layout;
        let [a, b, c, d, e] = self.words;
        [size, align, flats, self.kind, a, b, c, d, e]
    }
}

fn entry(layout: Layout, kind: u32, words: &[u32]) -> Entry {
    let mut all = [0; 5];
    all.iter_mut().zip(words).for_each(|(place, word)| *place = *word);
    Entry { layout, kind, words: all }
}

fn scalar(tag: u32, size: u32) -> Entry {
    entry(Layout::single(size), kind::SCALAR, &[tag])
}

fn string() -> Entry {
    entry(Layout::LIST, kind::STRING, &[])
}

/// What is lent: a resource, or the client of an interface.
fn lent() -> Entry {
    entry(Layout::single(4), kind::BORROW, &[])
}

/// A number of things of which there are never more than memory has bytes.
fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}
