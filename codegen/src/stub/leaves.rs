//! How much code wit-bindgen makes of a function.
//!
//! It writes out what is done with each part of a value, however often a type names another: a
//! record of two records of two records … has twice as many parts with each of them. Nothing else
//! of the generator goes through them, so that twenty such records, which take no time here, take
//! the compiler of the client hours and all of the memory.

use std::collections::{HashMap, HashSet};

use crate::model::{Function, Model, Type, TypeId, TypeKind};

/// What a function may have. For 8,000 numbers rustc takes four seconds and half a gigabyte, for
/// 16,000 twice of both.
pub(super) const MOST: usize = 10_000;

/// Counts the parts of values: what wit-bindgen writes code for. Each declared type is counted
/// once.
pub(super) struct Leaves<'m> {
    model: &'m Model,
    declared: HashMap<TypeId, usize>,
    /// Types that are copied as a whole where they are the items of a list: records of numbers.
    plain: HashSet<TypeId>,
}

/// What a text counts for: 2,000 of them are more work for rustc than 8,000 numbers.
const TEXT: usize = 5;

/// How many parts of a list's items count for one where the items are copied: wit-bindgen goes
/// through them, but writes no code.
const COPIED: usize = 1000;

impl<'m> Leaves<'m> {
    pub(super) fn new(model: &'m Model) -> Leaves<'m> {
        let mut leaves = Leaves { model, declared: HashMap::new(), plain: HashSet::new() };
        // A type stands after those that it uses.
        for id in model.type_ids() {
            let count = leaves.of_declared(&model.ty(id).kind);
            leaves.declared.insert(id, count);
            if leaves.is_plain_declared(&model.ty(id).kind) {
                leaves.plain.insert(id);
            }
        }
        leaves
    }

    /// Those of a function's parameters and of its result.
    pub(super) fn of_function(&self, function: &Function) -> usize {
        let types = function.params.iter().map(|param| &param.ty).chain(&function.result);
        sum(types.map(|ty| self.of(ty)))
    }

    fn of_declared(&self, kind: &TypeKind) -> usize {
        match kind {
            TypeKind::Record(fields) => sum(fields.iter().map(|field| self.of(&field.ty))),
            TypeKind::Variant(cases) => sum(cases.iter().map(|case| case.ty.as_ref().map_or(1, |ty| self.of(ty)))),
            TypeKind::Alias(ty) => self.of(ty),
            TypeKind::Use(id) => self.of(&Type::Named(*id)),
            TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Resource => 1,
        }
    }

    fn is_plain_declared(&self, kind: &TypeKind) -> bool {
        match kind {
            TypeKind::Record(fields) => fields.iter().all(|field| self.is_plain(&field.ty)),
            TypeKind::Alias(ty) => self.is_plain(ty),
            TypeKind::Use(id) => self.plain.contains(id),
            _ => false,
        }
    }

    fn is_plain(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.plain.contains(id),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::F32 => true,
            Type::S8 | Type::S16 | Type::S32 | Type::S64 | Type::F64 => true,
            _ => false,
        }
    }

    fn of(&self, ty: &Type) -> usize {
        match ty {
            Type::String => TEXT,
            Type::List(ty) if self.is_plain(ty) => sum([TEXT, self.of(ty) / COPIED]),
            // The code for an item is written out, in a loop.
            Type::List(ty) | Type::Option(ty) => sum([1, self.of(ty)]),
            Type::Result(ok, err) => sum([ok, err].map(|ty| ty.as_ref().map_or(1, |ty| self.of(ty)))),
            Type::Tuple(items) => sum(items.iter().map(|ty| self.of(ty))),
            Type::Named(id) => self.declared.get(&self.model.declaration(*id)).copied().unwrap_or(1),
            _ => 1,
        }
    }
}

/// There may be more than there are numbers for.
fn sum(counts: impl IntoIterator<Item = usize>) -> usize {
    counts.into_iter().fold(0, usize::saturating_add)
}
