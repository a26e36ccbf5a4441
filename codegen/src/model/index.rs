//! Answers to what the outputs ask about types again and again, found once for all types.
//!
//! To find them at each question would take too long: in a record of two records, each of which has
//! two records of the next kind in it, and so on for some dozens of levels, the last record is
//! reached a billion times. And a chain of thousands of types, each inside of the next, would
//! overflow the stack of a recursive function. So this goes over the types once, in the order of
//! the model, in which the answers for the parts of a type are always there before it.

use std::collections::HashMap;

use super::functions::Export;
use super::types::{MOST_SHOWN_ITEMS, OwnerId, Type, TypeDef, TypeId, TypeKind};

/// It is empty until the model is complete.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the number of the type.
    facts: Vec<Facts>,
    /// By the number of the owner: the types that it declares or takes by `use`, in the order of
    /// its WIT.
    pub(super) types_of: Vec<Vec<TypeId>>,
    /// The position in the model's exports of the export of an owner.
    pub(super) exports: HashMap<OwnerId, usize>,
    /// The position of a resource: that of its export in the model, and its own in that export.
    pub(super) resources: HashMap<TypeId, (usize, usize)>,
}

/// What is known about a declared type.
#[derive(Debug)]
struct Facts {
    holds: Holds,
    /// The type itself, or the one that it takes by `use`.
    declaration: TypeId,
    /// The alias whose right-hand side the type stands for, if it is an alias or takes one by
    /// `use`.
    alias: Option<TypeId>,
    /// Whether there is a tuple in it for which the standard library doesn't implement `Debug`.
    /// Records and variants inside of it don't count.
    shows_long_tuple: bool,
    is_param: bool,
    is_result: bool,
    /// Whether a parameter of a function is this resource, or holds it.
    is_taken: bool,
    /// Whether it is the error of a `result` that a function gives.
    is_error: bool,
}

/// What is in the values of a type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    pub(super) list: bool,
    pub(super) own: bool,
    pub(super) borrow: bool,
    pub(super) long_tuple: bool,
}

impl Holds {
    fn and(self, other: Holds) -> Holds {
        Holds {
            list: self.list || other.list,
            own: self.own || other.own,
            borrow: self.borrow || other.borrow,
            long_tuple: self.long_tuple || other.long_tuple,
        }
    }
}

impl Index {
    /// Finds the answers about `types`, which stand in the order of the model. `owners` is the
    /// number of owners in the model, and the functions of `exports` are those that take and give
    /// the types.
    pub(super) fn new(types: &[TypeDef], owners: usize, exports: &[Export]) -> Index {
        let mut index = Index::default();
        for (number, def) in types.iter().enumerate() {
            let facts = index.facts_of(TypeId(number), def);
            index.facts.push(facts);
        }
        index.mark(types, exports);
        index.types_of = types_by_owner(types, owners);
        for (at, export) in exports.iter().enumerate() {
            index.exports.entry(export.owner).or_insert(at);
            let resources = export.resources.iter().enumerate();
            index.resources.extend(resources.map(|(number, resource)| (resource.id, (at, number))));
        }
        index
    }

    /// The facts about the parts of the type have to be there already. They are, for they stand
    /// before it in the model.
    fn facts_of(&self, id: TypeId, def: &TypeDef) -> Facts {
        let holds = parts(&def.kind).map(|ty| self.holds(ty)).fold(Holds::default(), Holds::and);
        let (declaration, alias) = match &def.kind {
            TypeKind::Use(other) => (self.facts[other.0].declaration, self.facts[other.0].alias),
            TypeKind::Alias(Type::Named(other)) => (id, self.facts[other.0].alias.or(Some(id))),
            TypeKind::Alias(_) => (id, Some(id)),
            _ => (id, None),
        };
        let shows_long_tuple = match &def.kind {
            TypeKind::Alias(ty) => self.shows_long_tuple(ty),
            TypeKind::Use(other) => self.facts[other.0].shows_long_tuple,
            _ => false,
        };
        let holds = match &def.kind {
            TypeKind::Use(other) => self.facts[other.0].holds,
            _ => holds,
        };
        Facts {
            holds,
            declaration,
            alias,
            shows_long_tuple,
            is_param: false,
            is_result: false,
            is_taken: false,
            is_error: false,
        }
    }

    pub(super) fn holds(&self, ty: &Type) -> Holds {
        let own = match ty {
            Type::Named(id) => self.facts[id.0].holds,
            Type::List(_) | Type::String => Holds { list: true, ..Holds::default() },
            Type::Own(_) => Holds { own: true, ..Holds::default() },
            Type::Borrow(_) => Holds { borrow: true, ..Holds::default() },
            Type::Tuple(items) => Holds { long_tuple: items.len() > MOST_SHOWN_ITEMS, ..Holds::default() },
            _ => Holds::default(),
        };
        inner(ty).map(|ty| self.holds(ty)).fold(own, Holds::and)
    }

    pub(super) fn shows_long_tuple(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.facts[id.0].shows_long_tuple,
            Type::Tuple(items) if items.len() > MOST_SHOWN_ITEMS => true,
            _ => inner(ty).any(|ty| self.shows_long_tuple(ty)),
        }
    }

    pub(super) fn declaration(&self, id: TypeId) -> TypeId {
        self.facts[id.0].declaration
    }

    pub(super) fn alias(&self, id: TypeId) -> Option<TypeId> {
        self.facts[id.0].alias
    }

    pub(super) fn is_param(&self, id: TypeId) -> bool {
        self.facts[id.0].is_param
    }

    pub(super) fn is_result(&self, id: TypeId) -> bool {
        self.facts[id.0].is_result
    }

    pub(super) fn is_taken(&self, id: TypeId) -> bool {
        self.facts[id.0].is_taken
    }

    pub(super) fn is_error(&self, id: TypeId) -> bool {
        self.facts[id.0].is_error
    }

    /// Notes for each type whether functions take it or give it.
    fn mark(&mut self, types: &[TypeDef], exports: &[Export]) {
        let functions = || exports.iter().flat_map(Export::all_functions);
        let results = || functions().filter_map(|function| function.result.as_ref());
        let params = functions().flat_map(|function| &function.params).map(|param| &param.ty);
        let (params, resources) = self.reached(types, params);
        let (given, _) = self.reached(types, results());
        for (number, facts) in self.facts.iter_mut().enumerate() {
            (facts.is_param, facts.is_result, facts.is_taken) = (params[number], given[number], resources[number]);
        }
        for result in results() {
            if let Type::Result(_, Some(error)) = self.structure(types, result)
                && let Type::Named(error) = self.structure(types, error)
            {
                let error = self.declaration(*error);
                self.facts[error.0].is_error = true;
            }
        }
    }

    /// Which declared types, and which resources, are among `types` or inside of them.
    fn reached<'m>(&self, defs: &'m [TypeDef], types: impl Iterator<Item = &'m Type>) -> (Vec<bool>, Vec<bool>) {
        let mut seen = vec![false; defs.len()];
        let (mut declared, mut resources) = (seen.clone(), seen.clone());
        let mut left: Vec<&Type> = types.collect();
        while let Some(ty) = left.pop() {
            left.extend(inner(ty));
            match ty {
                Type::Named(id) => {
                    declared[self.declaration(*id).0] = true;
                    if !std::mem::replace(&mut seen[id.0], true) {
                        left.extend(parts(&defs[self.declaration(*id).0].kind));
                    }
                }
                Type::Own(id) | Type::Borrow(id) => resources[self.declaration(*id).0] = true,
                _ => {}
            }
        }
        (declared, resources)
    }

    /// The type that `ty` stands for, if it is an alias or takes one by `use`.
    pub(super) fn structure<'m>(&self, types: &'m [TypeDef], ty: &'m Type) -> &'m Type {
        let Type::Named(id) = ty else { return ty };
        match self.alias(*id).map(|alias| &types[alias.0].kind) {
            Some(TypeKind::Alias(ty)) => ty,
            _ => ty,
        }
    }
}

/// The types in the declaration of a type. A `use` has none.
pub(super) fn parts(kind: &TypeKind) -> impl Iterator<Item = &Type> {
    let (fields, cases, alias) = match kind {
        TypeKind::Record(fields) => (fields.as_slice(), [].as_slice(), None),
        TypeKind::Variant(cases) => ([].as_slice(), cases.as_slice(), None),
        TypeKind::Alias(ty) => ([].as_slice(), [].as_slice(), Some(ty)),
        TypeKind::Enum(_) | TypeKind::Flags(_) | TypeKind::Use(_) | TypeKind::Resource => {
            ([].as_slice(), [].as_slice(), None)
        }
    };
    let cases = cases.iter().filter_map(|case| case.ty.as_ref());
    fields.iter().map(|field| &field.ty).chain(cases).chain(alias)
}

/// The types inside of a type that has no name, such as the item of a list.
pub(super) fn inner(ty: &Type) -> impl Iterator<Item = &Type> {
    let (first, second, items) = match ty {
        Type::List(ty) | Type::Option(ty) => (Some(ty), None, [].as_slice()),
        Type::Result(ok, err) => (ok.as_ref(), err.as_ref(), [].as_slice()),
        Type::Tuple(items) => (None, None, items.as_slice()),
        _ => (None, None, [].as_slice()),
    };
    first.into_iter().chain(second).map(|ty| &**ty).chain(items)
}

/// The numbers of the types that each owner declares or takes by `use`, in the order of its WIT.
fn types_by_owner(types: &[TypeDef], owners: usize) -> Vec<Vec<TypeId>> {
    let mut by_owner = vec![Vec::new(); owners];
    for (number, def) in types.iter().enumerate() {
        by_owner[def.owner.0].push(TypeId(number));
    }
    for ids in &mut by_owner {
        ids.sort_by_key(|id| {
            let span = types[id.0].span;
            span.is_known().then(|| span.start())
        });
    }
    by_owner
}
