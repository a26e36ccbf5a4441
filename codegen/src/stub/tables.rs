//! Describes the types of the target by tables that golem-rpc-stub interprets.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Model, Type, TypeId, TypeKind};
use crate::rust::docs;
use crate::rust::names::{free, ident};
use crate::wit_text;

/// Writes the tables.
pub(crate) struct Tables<'m> {
    model: &'m Model,
    /// The names of the tables for types that the WIT declares.
    names: BTreeMap<TypeId, Ident>,
    /// The tables for types that have no name in the WIT.
    others: RefCell<Vec<Other>>,
    /// The positions in `others`.
    known: RefCell<HashMap<Type, usize>>,
    /// All names of tables.
    given: RefCell<BTreeSet<String>>,
    /// The tables of aliases. Each is kept, so that the type behind an alias is gone through only
    /// once.
    aliases: RefCell<HashMap<TypeId, TokenStream>>,
    /// The resources that a function takes or gives the ownership of.
    owned: RefCell<BTreeSet<TypeId>>,
}

struct Other {
    /// The type, as it is written in WIT.
    ty: String,
    name: String,
    table: TokenStream,
}

impl<'m> Tables<'m> {
    pub(crate) fn new(model: &'m Model) -> Tables<'m> {
        let (mut given, mut names) = (BTreeSet::new(), BTreeMap::new());
        let declared =
            model.type_ids().filter(|id| !matches!(model.ty(*id).kind, TypeKind::Use(_) | TypeKind::Alias(_)));
        for id in declared {
            let name = free(&model.ty(id).name.to_shouty_snake_case(), |name| given.contains(name));
            names.insert(id, ident(&name));
            given.insert(name);
        }
        Tables {
            model,
            names,
            others: RefCell::default(),
            known: RefCell::default(),
            given: given.into(),
            aliases: RefCell::default(),
            owned: RefCell::default(),
        }
    }

    /// The content of `src/types.rs`. It is `None` if the functions need no tables.
    pub(crate) fn module(&self) -> Option<TokenStream> {
        let table = |docs: &str, name: &Ident, table: &TokenStream| {
            let docs = docs::outer(&docs::wrapped(docs));
            quote! {
                #docs
                pub static #name: stub::Type = #table;
            }
        };
        let declared = self.names.iter().filter_map(|(id, name)| {
            let def = self.model.ty(*id);
            Some(table(&format!("`{}`", def.name), name, &self.declared(&def.kind)?))
        });
        let mut tables: Vec<_> = declared.collect();
        let others = self.others.borrow();
        tables.extend(others.iter().map(|other| table(&format!("`{}`", other.ty), &ident(&other.name), &other.table)));
        let docs = docs::inner("What the types of the WIT are made of.");
        (!tables.is_empty()).then(|| quote!(#docs use golem_rpc_stub as stub; #(#tables)*))
    }

    /// The name of the table of a resource, if a function takes or gives the ownership of it.
    pub(crate) fn owned(&self, id: TypeId) -> Option<&Ident> {
        self.owned.borrow().contains(&id).then(|| &self.names[&id])
    }

    fn declared(&self, kind: &TypeKind) -> Option<TokenStream> {
        Some(match kind {
            TypeKind::Record(fields) => {
                let fields = fields.iter().map(|field| self.table(&field.ty));
                quote!(stub::Type::record(&[#(#fields),*]))
            }
            TypeKind::Variant(cases) => {
                let cases = cases.iter().map(|case| self.case(case.ty.as_ref()));
                quote!(stub::Type::variant(&[#(#cases),*]))
            }
            TypeKind::Enum(cases) => {
                let count = Literal::usize_unsuffixed(cases.len());
                quote!(stub::Type::enumeration(#count))
            }
            TypeKind::Flags(flags) => {
                let count = Literal::usize_unsuffixed(flags.len());
                quote!(stub::Type::flags(#count))
            }
            TypeKind::Alias(_) | TypeKind::Use(_) | TypeKind::Resource => return None,
        })
    }

    /// A reference to the table of a type.
    pub(crate) fn table(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(&stub::BOOL),
            Type::U8 => quote!(&stub::U8),
            Type::U16 => quote!(&stub::U16),
            Type::U32 => quote!(&stub::U32),
            Type::U64 => quote!(&stub::U64),
            Type::S8 => quote!(&stub::S8),
            Type::S16 => quote!(&stub::S16),
            Type::S32 => quote!(&stub::S32),
            Type::S64 => quote!(&stub::S64),
            Type::F32 => quote!(&stub::F32),
            Type::F64 => quote!(&stub::F64),
            Type::Char => quote!(&stub::CHAR),
            Type::String => quote!(&stub::STRING),
            Type::List(item) => {
                let item = self.table(item);
                self.other(ty, quote!(stub::Type::list(#item)))
            }
            Type::Option(value) => {
                let value = self.case(Some(value));
                self.other(ty, quote!(stub::Type::option(&[None, #value])))
            }
            Type::Result(ok, err) => {
                let (ok, err) = (self.case(ok.as_deref()), self.case(err.as_deref()));
                self.other(ty, quote!(stub::Type::result(&[#ok, #err])))
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.table(item));
                self.other(ty, quote!(stub::Type::tuple(&[#(#items),*])))
            }
            Type::Named(id) => {
                let id = self.model.declaration(*id);
                match &self.model.ty(id).kind {
                    TypeKind::Alias(ty) => {
                        let known = self.aliases.borrow().get(&id).cloned();
                        known.unwrap_or_else(|| {
                            let table = self.table(self.model.structure(ty));
                            self.aliases.borrow_mut().insert(id, table.clone());
                            table
                        })
                    }
                    _ => {
                        let name = &self.names[&id];
                        quote!(&crate::types::#name)
                    }
                }
            }
            Type::Own(id) => {
                let id = self.model.declaration(*id);
                self.owned.borrow_mut().insert(id);
                let name = &self.names[&id];
                self.other(&Type::Own(id), quote!(stub::Type::own(&crate::resources::#name)))
            }
            Type::Borrow(_) => quote!(&stub::LENT),
        }
    }

    /// A reference to the table of a type that has no name in the WIT. The table is made when the
    /// type is met for the first time.
    fn other(&self, ty: &Type, table: TokenStream) -> TokenStream {
        let mut others = self.others.borrow_mut();
        let place = *self.known.borrow_mut().entry(ty.clone()).or_insert_with(|| {
            let named = |id| self.model.ty(id).name.clone();
            let name = free(&self.label(ty, 1).to_shouty_snake_case(), |name| self.given.borrow().contains(name));
            self.given.borrow_mut().insert(name.clone());
            others.push(Other { ty: wit_text::ty(ty, &named), name, table });
            others.len() - 1
        });
        let name = ident(&others[place].name);
        quote!(&crate::types::#name)
    }

    /// A name for a type, made of its parts down to `depth`.
    fn label(&self, ty: &Type, depth: usize) -> String {
        let parts = |what: &str, parts: &[Option<&Type>]| {
            let parts = parts.iter().filter(|_| depth > 0).flatten().map(|part| self.label(part, depth - 1));
            std::iter::once(what.to_owned()).chain(parts).collect::<Vec<_>>().join("-")
        };
        match ty {
            Type::List(item) => parts("list", &[Some(item)]),
            Type::Option(value) => parts("option", &[Some(value)]),
            Type::Result(ok, err) => parts("result", &[ok.as_deref(), err.as_deref()]),
            Type::Tuple(items) => parts("tuple", &items.iter().map(Some).collect::<Vec<_>>()),
            Type::Own(id) => format!("own-{}", self.model.ty(*id).name),
            _ => wit_text::ty(ty, &|id| self.model.ty(id).name.clone()).replace('%', ""),
        }
    }

    fn case(&self, payload: Option<&Type>) -> TokenStream {
        match payload.map(|ty| self.table(ty)) {
            Some(table) => quote!(Some(#table)),
            None => quote!(None),
        }
    }
}
