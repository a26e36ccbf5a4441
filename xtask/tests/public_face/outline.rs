//! [`Outline`]: what is public of a crate, as one would declare it.

use crate::names::{Meaning, is_public, name_of, uses};
use crate::sources::{ModuleId, ROOT, Sources, attributes};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, Block, Field, Fields, FieldsNamed, FieldsUnnamed, GenericArgument, ImplItem, Item, ItemImpl, Path,
    PathArguments, TraitItem, Type, Visibility, parse_quote,
};

pub(crate) struct Outline<'a> {
    sources: &'a Sources,
    /// Items that were shown, with the path of each: elsewhere only its name is.
    shown: Vec<(Meaning, String)>,
    /// All items that can be seen.
    seen: Vec<Meaning>,
    /// Macros that were shown, by module and name.
    macros: Vec<(ModuleId, String)>,
}

/// Stands for what is not public, in a form that can be parsed.
const PRIVATE: &str = "private__";

impl<'a> Outline<'a> {
    pub(crate) fn of(sources: &'a Sources) -> Self {
        let mut first = Self { sources, shown: Vec::new(), seen: Vec::new(), macros: Vec::new() };
        first.module(ROOT, "crate");
        let seen = first.shown.into_iter().map(|(meaning, _)| meaning).collect();
        Self { sources, shown: Vec::new(), seen, macros: Vec::new() }
    }

    /// As Rust, except that bodies and private fields are left out.
    pub(crate) fn text(mut self) -> String {
        let items = self.module(ROOT, "crate");
        let macros = self.sources.modules.iter().flat_map(|module| &module.items).filter_map(exported_macro);
        let file: syn::File = parse_quote!(#(#macros)* #items);
        prettyplease::unparse(&file)
            .replace(&format!("{PRIVATE}: (),"), "// private fields")
            .replace(&format!("({PRIVATE})"), "(/* private */)")
            .lines()
            .map(|line| match line.strip_suffix("{}") {
                Some(declared) if declared.trim().is_empty() => format!("{declared};\n"),
                Some(declared) => format!("{};\n", declared.trim_end()),
                None => format!("{line}\n"),
            })
            .collect()
    }

    /// The public items of a module: first its own, then those of the modules in it.
    fn module(&mut self, id: ModuleId, path: &str) -> TokenStream {
        let items = self.sources.modules[id].items.iter().enumerate().filter(|(_, item)| is_public(item));
        let (modules, own): (Vec<_>, Vec<_>) = items.partition(|(_, item)| self.leads_to_a_module(id, item));
        own.into_iter().chain(modules).map(|(place, item)| self.item(id, place, item, path)).collect()
    }

    fn leads_to_a_module(&self, module: ModuleId, item: &Item) -> bool {
        match item {
            Item::Mod(_) => true,
            Item::Use(used) => uses(&used.tree)
                .iter()
                .any(|used| matches!(self.sources.resolve(module, &used.path), Some(Meaning::Module(_)))),
            _ => false,
        }
    }

    /// What an item of `module`, which others know by `path`, shows.
    fn item(&mut self, module: ModuleId, place: usize, item: &Item, path: &str) -> TokenStream {
        let attrs = kept(attributes(item));
        match item {
            Item::Mod(declared) => {
                let (_, id) =
                    self.sources.modules[module].children.iter().find(|(name, _)| declared.ident == name).unwrap();
                let name = &declared.ident;
                let content = self.module(*id, &format!("{path}::{name}"));
                quote!(#(#attrs)* pub mod #name { #content })
            }
            Item::Use(used) => {
                let mut tokens = TokenStream::new();
                for used in uses(&used.tree) {
                    let name = format_ident!("{}", used.name);
                    let meaning = self.sources.resolve(module, &used.path);
                    let shown = match meaning {
                        Some(Meaning::Module(id)) => {
                            let content = self.module(id, &format!("{path}::{name}"));
                            quote!(pub mod #name { #content })
                        }
                        Some(Meaning::Item(owner, place)) => {
                            let item = &self.sources.modules[owner].items[place];
                            let content = self.item(owner, place, item, path);
                            match name_of(item).filter(|own| **own != name) {
                                Some(own) => quote!(#content pub use #own as #name;),
                                None => content,
                            }
                        }
                        None => {
                            let own = used.path.last().filter(|own| **own != used.name).map(|_| quote!(as #name));
                            let path = used.path.iter().map(|name| format_ident!("{name}"));
                            quote!(pub use #(#path)::* #own;)
                        }
                    };
                    tokens.extend(quote!(#(#attrs)* #shown));
                }
                tokens
            }
            item => self.definition(Meaning::Item(module, place), item, path),
        }
    }

    /// An item that has a definition, with what is implemented for it.
    fn definition(&mut self, meaning: Meaning, item: &Item, path: &str) -> TokenStream {
        let name = name_of(item);
        if let Some((_, path)) = self.shown.iter().find(|(shown, _)| *shown == meaning) {
            let path: syn::Path = syn::parse_str(path).unwrap();
            return quote!(pub use #path::#name;);
        }
        self.shown.push((meaning, path.to_owned()));
        let declared = declaration(item);
        let implementations = self.implementations(meaning);
        quote!(#declared #implementations)
    }

    /// What is implemented for a type, or for types of others by a trait.
    fn implementations(&mut self, of: Meaning) -> TokenStream {
        let mut tokens = TokenStream::new();
        for (id, module) in self.sources.modules.iter().enumerate() {
            for item in &module.items {
                match item {
                    Item::Impl(item) if self.is_shown_with(id, item, of) => tokens.extend(implementation(item)),
                    // Implementations of a trait for many types, one of which may be new.
                    Item::Macro(item) if self.implements(id, item, of) => {
                        let shown = (id, item.mac.path.segments[0].ident.to_string());
                        if self.macros.contains(&shown) {
                            continue;
                        }
                        self.macros.push(shown);
                        let (name, content) = (&item.mac.path, &item.mac.tokens);
                        tokens.extend(quote!(#name! { #content }));
                    }
                    _ => {}
                }
            }
        }
        tokens
    }

    /// Whether an implementation is shown with the item `of`: its type, or its trait if the type is
    /// another crate's.
    fn is_shown_with(&self, module: ModuleId, item: &ItemImpl, of: Meaning) -> bool {
        if item.trait_.as_ref().is_some_and(|(implemented, _)| self.names_what_is_private(module, implemented)) {
            return false;
        }
        match self.type_of(module, &item.self_ty) {
            Some(own) => own == of,
            None => {
                let Some((implemented, _)) = &item.trait_ else { return false };
                self.sources.resolve_path(module, implemented) == Some(of)
            }
        }
    }

    /// Whether a trait is one of a type that others can't see, as `From<Private>` is.
    fn names_what_is_private(&self, module: ModuleId, implemented: &Path) -> bool {
        let Some(PathArguments::AngleBracketed(arguments)) = implemented.segments.last().map(|last| &last.arguments)
        else {
            return false;
        };
        arguments.args.iter().any(|argument| match argument {
            GenericArgument::Type(ty) => self.type_of(module, ty).is_some_and(|ty| !self.seen.contains(&ty)),
            _ => false,
        })
    }

    fn type_of(&self, module: ModuleId, ty: &Type) -> Option<Meaning> {
        match ty {
            Type::Path(ty) => self.sources.resolve_path(module, &ty.path),
            Type::Reference(ty) => self.type_of(module, &ty.elem),
            _ => None,
        }
    }

    /// Whether a macro that the module itself defines makes implementations of the trait `of`.
    fn implements(&self, module: ModuleId, called: &syn::ItemMacro, of: Meaning) -> bool {
        let Meaning::Item(owner, place) = of else { return false };
        let Item::Trait(implemented) = &self.sources.modules[owner].items[place] else { return false };
        let header = format!("{} for", implemented.ident);
        self.sources.modules[module].items.iter().any(|item| match item {
            Item::Macro(defined) => {
                defined.ident.as_ref().is_some_and(|name| called.mac.path.is_ident(name))
                    && defined.mac.tokens.to_string().contains(&header)
            }
            _ => false,
        })
    }
}

/// Attributes that others have to do with.
fn kept(attributes: &[Attribute]) -> Vec<&Attribute> {
    const KEPT: &[&str] = &["cfg", "deprecated", "derive", "must_use", "non_exhaustive", "repr"];
    attributes
        .iter()
        .filter(|attribute| {
            let hides = attribute.path().is_ident("doc") && quote!(#attribute).to_string().contains("(hidden)");
            hides || KEPT.iter().any(|kept| attribute.path().is_ident(kept))
        })
        .collect()
}

fn retain(attributes: &mut Vec<Attribute>) {
    *attributes = kept(attributes).into_iter().cloned().collect();
}

/// A macro that others can call.
fn exported_macro(item: &Item) -> Option<TokenStream> {
    let Item::Macro(item) = item else { return None };
    let name = item.ident.as_ref()?;
    let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
    let pattern = item.mac.tokens.clone().into_iter().next()?;
    exported.then(|| quote!(macro_rules! #name { #pattern => {} }))
}

/// An item without bodies, documentation, and what is private in it.
fn declaration(item: &Item) -> TokenStream {
    let mut item = item.clone();
    match &mut item {
        Item::Const(item) => {
            retain(&mut item.attrs);
            *item.expr = parse_quote!(..);
        }
        Item::Enum(item) => {
            retain(&mut item.attrs);
            for variant in &mut item.variants {
                retain(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| retain(&mut field.attrs));
            }
        }
        Item::Fn(item) => {
            retain(&mut item.attrs);
            *item.block = nothing();
        }
        Item::Struct(item) => {
            retain(&mut item.attrs);
            item.fields = public_fields(&item.fields);
        }
        Item::Trait(item) => {
            retain(&mut item.attrs);
            for item in &mut item.items {
                if let TraitItem::Fn(function) = item {
                    retain(&mut function.attrs);
                    // A body is to be seen: who implements the trait need not write the function.
                    function.default = function.default.as_ref().map(|_| parse_quote!({ .. }));
                } else if let TraitItem::Type(ty) = item {
                    retain(&mut ty.attrs);
                }
            }
        }
        Item::Type(item) => retain(&mut item.attrs),
        _ => {}
    }
    quote!(#item)
}

fn nothing() -> Block {
    parse_quote!({})
}

fn public_fields(fields: &Fields) -> Fields {
    let public = |field: &&Field| matches!(field.vis, Visibility::Public(_));
    let private = format_ident!("{PRIVATE}");
    let mut own: Vec<_> = fields.iter().filter(public).cloned().collect();
    own.iter_mut().for_each(|field| retain(&mut field.attrs));
    let hides = own.len() < fields.len();
    match fields {
        Fields::Named(_) => {
            let private = hides.then(|| quote!(#private: ()));
            let fields: FieldsNamed = parse_quote!({ #(#own,)* #private });
            Fields::Named(fields)
        }
        Fields::Unnamed(_) => {
            let private = hides.then(|| quote!(#private));
            let fields: FieldsUnnamed = parse_quote!((#(#own,)* #private));
            Fields::Unnamed(fields)
        }
        Fields::Unit => Fields::Unit,
    }
}

/// An implementation with what others can use of it; nothing when that is nothing.
fn implementation(item: &ItemImpl) -> Option<TokenStream> {
    let mut item = item.clone();
    retain(&mut item.attrs);
    let of_trait = item.trait_.is_some();
    item.items.retain(|item| match item {
        // Those of a trait are declared there.
        ImplItem::Fn(function) => !of_trait && matches!(function.vis, Visibility::Public(_)),
        ImplItem::Const(constant) => of_trait || matches!(constant.vis, Visibility::Public(_)),
        _ => true,
    });
    for item in &mut item.items {
        match item {
            ImplItem::Fn(function) => {
                retain(&mut function.attrs);
                function.block = nothing();
            }
            ImplItem::Const(constant) => retain(&mut constant.attrs),
            ImplItem::Type(ty) => retain(&mut ty.attrs),
            _ => {}
        }
    }
    (of_trait || !item.items.is_empty()).then(|| quote!(#item))
}
