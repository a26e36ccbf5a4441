//! Makes a model of what wit-parser has read. An export that can't be called remotely is left out
//! here, or refused.

use std::collections::{HashMap, HashSet};

use wit_parser::{
    self as wit, Docs, FunctionKind, Interface, InterfaceId, Span, TypeDefKind, TypeOwner, WorldItem, WorldKey,
};

use super::index::Index;
use super::{
    Case, Choice, Export, Field, Function, Kind, Model, Name, Owner, OwnerId, PackageName, Param, Resource, Type,
    TypeDef, TypeId, TypeKind,
};
use crate::error::Error;
use crate::left_out::LeftOut;
use crate::source::Source;

impl Model {
    /// Makes the model of those exports of the source's world that can be called remotely and that
    /// `choice` names.
    ///
    /// The others are [left out](Model::left_out). If none remains, or if `choice` is strict, the
    /// first of them is an error.
    pub(crate) fn build(source: &Source, choice: &Choice<'_>) -> Result<Model, Error> {
        let mut builder = Builder::new(source, choice);
        builder.exports()?;
        let mut model = builder.model;
        if let Some(refusal) = builder.refusal.filter(|_| model.exports.is_empty()) {
            return Err(refusal);
        }
        if model.exports.is_empty() {
            let world = &source.resolve.worlds[source.world];
            return Err(source.refuse(
                world.span,
                format!("world `{}` exports nothing that can be called", world.name),
                "no functions are exported here",
                "export an interface with functions: `export api;`",
            ));
        }
        model.docs = docs(&source.resolve.worlds[source.world].docs);
        model.index = Index::new(&model.types, model.owners.len(), &model.exports);
        Ok(model)
    }
}

struct Builder<'a> {
    source: &'a Source,
    choice: &'a Choice<'a>,
    /// Why the first export that was left out can't be called. It is the error if nothing remains.
    refusal: Option<Error>,
    model: Model,
    types: HashMap<wit::TypeId, TypeId>,
    interfaces: HashMap<InterfaceId, OwnerId>,
    world: Option<OwnerId>,
    /// Names of the interfaces that are declared in the world's `export name: interface { … }`.
    /// wit-parser keeps the name in the world and not with the interface.
    inline: HashMap<InterfaceId, String>,
    /// The interfaces that the world exports.
    exported: HashSet<InterfaceId>,
}

/// A step of [`Builder::named`], with the type that needs `id`.
enum Visit {
    /// The types inside of this one have to be added first.
    Enter { id: wit::TypeId, user: Option<wit::TypeId> },
    /// All types inside of it have been added, so it can be added itself.
    Leave { id: wit::TypeId, user: Option<wit::TypeId> },
}

/// The size of the model at some moment, to go back to.
#[derive(PartialEq)]
struct Mark {
    types: usize,
    owners: usize,
}

/// What needs the type that is being added. An error names it, and underlines it.
#[derive(Clone, Copy)]
struct User<'a> {
    what: &'a str,
    span: Span,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source, choice: &'a Choice<'a>) -> Self {
        let world = &source.resolve.worlds[source.world];
        let package = world
            .package
            .map(|id| PackageName::from(&source.resolve.packages[id].name))
            .unwrap_or_else(|| PackageName { namespace: "root".to_owned(), name: "root".to_owned(), version: None });
        Builder {
            source,
            choice,
            refusal: None,
            model: Model {
                package,
                world: world.name.clone(),
                docs: None,
                exports: Vec::new(),
                left_out: Vec::new(),
                owners: Vec::new(),
                types: Vec::new(),
                index: Index::default(),
            },
            types: HashMap::new(),
            interfaces: HashMap::new(),
            world: None,
            inline: HashMap::new(),
            exported: world.exports.values().filter_map(exported_interface).collect(),
        }
    }

    fn exports(&mut self) -> Result<(), Error> {
        let source = self.source;
        let world = &source.resolve.worlds[source.world];
        self.choice.refuse_unknown(source)?;
        let (mut own, mut interfaces) = (Vec::new(), Vec::new());
        for (key, item) in &world.exports {
            match item {
                WorldItem::Interface { id, .. } => {
                    let chosen = self.choice.takes(&source.resolve, key);
                    let export = if chosen { self.interface(key, *id)? } else { None };
                    interfaces.push((key, *id, export));
                }
                WorldItem::Function(function) => own.push(function),
                WorldItem::Type { .. } => {}
            }
        }
        if !self.choice.takes_world(world) {
            own.clear();
        }
        let functions = self.functions(own.into_iter(), None)?;
        for (key, id, export) in interfaces {
            let export = export.or_else(|| self.resources_only(key, id));
            self.model.exports.extend(export);
        }
        if !functions.is_empty() {
            let owner = self.world_owner();
            let (name, docs) = (world.name.clone(), docs(&world.docs));
            self.model.exports.push(Export { owner, name, docs, functions, resources: Vec::new() });
        }
        Ok(())
    }

    /// The export of an interface. It is `None` if no function of the interface can be called.
    fn interface(&mut self, key: &WorldKey, id: InterfaceId) -> Result<Option<Export>, Error> {
        let source = self.source;
        let interface = &source.resolve.interfaces[id];
        let prefix = source.resolve.name_world_key(key);
        if let WorldKey::Name(name) = key {
            if interface.name.is_some() {
                let error = source.refuse(
                    interface.span,
                    format!("an interface is exported under another name, `{name}`: Golem knows no such exports"),
                    "exported under another name",
                    "export the interface under its own name",
                );
                return self.leave_out(format!("interface `{name}`"), error).map(|()| None);
            }
            self.inline.insert(id, name.clone());
        }
        if interface.functions.is_empty() {
            return Ok(None);
        }
        let (mark, left_out) = (self.mark(), self.model.left_out.len());
        let owner = self.interface_owner(id);
        let free = interface.functions.values().filter(|function| function.kind.resource().is_none());
        let functions = self.functions(free, Some(&prefix))?;
        let resources = self.resources(id, &prefix)?;
        if functions.is_empty() && resources.iter().all(Resource::is_bare) {
            self.back_to(&mark);
            self.leave_out_all(&prefix, left_out);
            return Ok(None);
        }
        let (name, docs) = (export_name(key, interface), docs(&interface.docs));
        Ok(Some(Export { owner, name, docs, functions, resources }))
    }

    /// The export of an interface without functions that can be called, of which other interfaces
    /// take or give resources. Without it nothing would declare these resources.
    fn resources_only(&mut self, key: &WorldKey, id: InterfaceId) -> Option<Export> {
        let source = self.source;
        let prefix = source.resolve.name_world_key(key);
        let used = self.resource_types(id).into_iter().filter_map(|(name, ty)| {
            let drop = format!("{prefix}.{{{name}.drop}}");
            Some(Resource { id: *self.types.get(&ty)?, drop, constructor: None, functions: Vec::new() })
        });
        let resources: Vec<_> = used.collect();
        if resources.is_empty() {
            return None;
        }
        let interface = &source.resolve.interfaces[id];
        let (name, docs) = (export_name(key, interface), docs(&interface.docs));
        Some(Export { owner: self.interface_owner(id), name, docs, functions: Vec::new(), resources })
    }

    /// The resources that an interface declares, with their names.
    fn resource_types(&self, interface: InterfaceId) -> Vec<(&'a str, wit::TypeId)> {
        let resolve = &self.source.resolve;
        let types = resolve.interfaces[interface].types.iter();
        let resources = types.filter(|(_, ty)| matches!(resolve.types[**ty].kind, TypeDefKind::Resource));
        resources.map(|(name, ty)| (name.as_str(), *ty)).collect()
    }

    fn resources(&mut self, interface: InterfaceId, prefix: &str) -> Result<Vec<Resource>, Error> {
        let source = self.source;
        let functions = &source.resolve.interfaces[interface].functions;
        let mut resources = Vec::new();
        for (name, ty) in self.resource_types(interface) {
            let what = format!("resource `{name}`");
            let id = self.named(ty, User { what: &what, span: source.resolve.types[ty].span })?;
            let own = functions.values().filter(|function| function.kind.resource() == Some(ty));
            let (mut constructors, functions): (Vec<_>, _) =
                self.functions(own, Some(prefix))?.into_iter().partition(|function| function.kind == Kind::Constructor);
            let drop = format!("{prefix}.{{{name}.drop}}");
            resources.push(Resource { id, drop, constructor: constructors.pop(), functions });
        }
        Ok(resources)
    }

    /// The functions that can be called. The others are left out.
    fn functions<'f>(
        &mut self,
        functions: impl Iterator<Item = &'f wit::Function>,
        prefix: Option<&str>,
    ) -> Result<Vec<Function>, Error> {
        let mut callable = Vec::new();
        for function in functions {
            let mark = self.mark();
            match self.function(function, prefix) {
                Ok(function) => callable.push(function),
                Err(error) => {
                    self.back_to(&mark);
                    self.leave_out(what(function, prefix), error)?;
                }
            }
        }
        Ok(callable)
    }

    /// Notes that an export is left out, and why. In strict mode this is an error instead.
    fn leave_out(&mut self, what: String, error: Error) -> Result<(), Error> {
        match error {
            Error::Wit(error) if !self.choice.strict => {
                self.model.left_out.push(LeftOut::new(what, &error));
                self.refusal.get_or_insert(Error::Wit(error));
                Ok(())
            }
            error => Err(error),
        }
    }

    /// Notes that a whole interface is left out, in place of its functions, which are those after
    /// the first `functions` in the list. One line for an interface is easier to read than one for
    /// each function.
    fn leave_out_all(&mut self, interface: &str, functions: usize) {
        let what = format!("interface `{interface}`");
        let first = self.model.left_out.drain(functions..).next();
        self.model.left_out.extend(first.map(|first| LeftOut { what, reason: first.to_string(), place: first.place }));
    }

    fn mark(&self) -> Mark {
        Mark { types: self.model.types.len(), owners: self.model.owners.len() }
    }

    /// Removes from the model what was added since `mark`. The types of a function that turns out
    /// not to be callable would be left in it otherwise, and would be generated for nobody.
    fn back_to(&mut self, mark: &Mark) {
        if self.mark() == *mark {
            return;
        }
        self.model.types.truncate(mark.types);
        self.types.retain(|_, id| id.0 < mark.types);
        self.model.owners.truncate(mark.owners);
        self.interfaces.retain(|_, id| id.0 < mark.owners);
        self.world = self.world.filter(|id| id.0 < mark.owners);
    }

    /// A resource that a type names. It must be one that the component exports: the host can't hand
    /// over a resource of anybody else.
    fn handle(&mut self, id: wit::TypeId, user: User<'_>) -> Result<TypeId, Error> {
        if let Some(id) = self.exported_resource(id) {
            return self.named(id, user);
        }
        let name = self.source.resolve.types[self.aliased(id)].name.as_deref();
        Err(self.resource(name.unwrap_or("?"), user.span, user))
    }

    /// The type that declares a resource of the component's own, if `id` is one or is another name
    /// for one.
    fn exported_resource(&self, id: wit::TypeId) -> Option<wit::TypeId> {
        let id = self.aliased(id);
        let TypeOwner::Interface(owner) = self.source.resolve.types[id].owner else { return None };
        self.exported.contains(&owner).then_some(id)
    }

    /// The type that `id` is another name for, or `id` itself.
    fn aliased(&self, mut id: wit::TypeId) -> wit::TypeId {
        while let TypeDefKind::Type(wit::Type::Id(other)) = self.source.resolve.types[id].kind {
            id = other;
        }
        id
    }

    fn resource(&self, name: &str, span: Span, user: User<'_>) -> Error {
        self.source.refuse(
            span,
            format!("{} has resource `{name}` in it, which the component does not export", user.what),
            "a resource of somebody else",
            "export the interface that declares the resource, or use a value in its place, for example an id",
        )
    }

    fn function(&mut self, function: &wit::Function, prefix: Option<&str>) -> Result<Function, Error> {
        let what = what(function, prefix);
        let (kind, name) = kind(function);
        let user = User { what: &what, span: function.span };
        self.callable(function, user)?;
        // The first parameter of a method is the resource that it is called on.
        let own = if kind == Kind::Method { 1 } else { 0 };
        let params = function
            .params
            .iter()
            .skip(own)
            .map(|param| Ok(Param { name: param.name.clone(), ty: self.ty(&param.ty, user)? }))
            .collect::<Result<_, Error>>()?;
        let result = function.result.as_ref().map(|ty| self.ty(ty, user)).transpose()?;
        let resource = function.kind.resource().and_then(|id| self.source.resolve.types[id].name.clone());
        let qualified = match resource {
            // In `golem:rpc`, `{cart.new}` is the constructor and `{cart.drop}` drops the resource.
            // A method or static function of such a name is called by the name that it has in the
            // component, `[method]cart.drop`, which is unambiguous.
            Some(_) if kind != Kind::Constructor && matches!(name.as_str(), "new" | "drop") => function.name.clone(),
            Some(resource) => format!("{resource}.{name}"),
            None => name.clone(),
        };
        Ok(Function {
            kind,
            name,
            wire_name: match prefix {
                Some(prefix) => format!("{prefix}.{{{qualified}}}"),
                None => qualified,
            },
            params,
            result,
            docs: docs(&function.docs),
            span: function.span,
        })
    }

    fn callable(&self, function: &wit::Function, user: User<'_>) -> Result<(), Error> {
        let plain = matches!(
            function.kind,
            FunctionKind::Freestanding
                | FunctionKind::Constructor(_)
                | FunctionKind::Method(_)
                | FunctionKind::Static(_)
        );
        if plain {
            return Ok(());
        }
        if !function.kind.is_async() {
            return Err(self.source.refuse(
                user.span,
                format!("{} is no function that Golem can call", user.what),
                "not a plain function",
                "declare it as a plain `func`",
            ));
        }
        Err(self.source.refuse(
            user.span,
            format!("{} is async: Golem cannot call async functions remotely", user.what),
            "async function",
            "declare it as a plain `func`: every remote call can be awaited by the caller without it",
        ))
    }

    fn ty(&mut self, ty: &wit::Type, user: User<'_>) -> Result<Type, Error> {
        Ok(match ty {
            wit::Type::Bool => Type::Bool,
            wit::Type::U8 => Type::U8,
            wit::Type::U16 => Type::U16,
            wit::Type::U32 => Type::U32,
            wit::Type::U64 => Type::U64,
            wit::Type::S8 => Type::S8,
            wit::Type::S16 => Type::S16,
            wit::Type::S32 => Type::S32,
            wit::Type::S64 => Type::S64,
            wit::Type::F32 => Type::F32,
            wit::Type::F64 => Type::F64,
            wit::Type::Char => Type::Char,
            wit::Type::String => Type::String,
            wit::Type::ErrorContext => return Err(self.not_remote("an error-context", user)),
            wit::Type::Id(id) => match &self.source.resolve.types[*id].name {
                Some(_) => Type::Named(self.named(*id, user)?),
                None => self.structural(*id, user)?,
            },
        })
    }

    fn boxed(&mut self, ty: &wit::Type, user: User<'_>) -> Result<Box<Type>, Error> {
        self.ty(ty, user).map(Box::new)
    }

    fn structural(&mut self, id: wit::TypeId, user: User<'_>) -> Result<Type, Error> {
        let source = self.source;
        Ok(match &source.resolve.types[id].kind {
            TypeDefKind::List(ty) => Type::List(self.boxed(ty, user)?),
            TypeDefKind::Option(ty) => Type::Option(self.boxed(ty, user)?),
            TypeDefKind::Result(result) => {
                let mut side = |ty: &Option<wit::Type>| ty.as_ref().map(|ty| self.boxed(ty, user)).transpose();
                Type::Result(side(&result.ok)?, side(&result.err)?)
            }
            TypeDefKind::Tuple(tuple) => {
                if tuple.types.len() > MOST_TUPLE_ITEMS {
                    return Err(source.refuse(
                        user.span,
                        format!("{} has a tuple of {} items", user.what, tuple.types.len()),
                        "tuple too long",
                        format!("tuples have at most {MOST_TUPLE_ITEMS} items: use a record"),
                    ));
                }
                Type::Tuple(tuple.types.iter().map(|ty| self.ty(ty, user)).collect::<Result<_, _>>()?)
            }
            TypeDefKind::Type(ty) => self.ty(ty, user)?,
            TypeDefKind::Handle(wit::Handle::Own(id)) => Type::Own(self.handle(*id, user)?),
            TypeDefKind::Handle(wit::Handle::Borrow(id)) => Type::Borrow(self.handle(*id, user)?),
            kind => return Err(self.not_remote(&a(kind), user)),
        })
    }

    fn not_remote(&self, what: &str, user: User<'_>) -> Error {
        self.source.refuse(
            user.span,
            format!("{} has {what} in it: that cannot travel to another worker", user.what),
            format!("has {what}"),
            "use a type that is sent as a whole, such as a `list`",
        )
    }

    /// Adds a type that has a name, after all types that are inside of it. Types may be nested
    /// thousands deep, so this keeps a list of what is left to do, where a recursive function would
    /// overflow the stack.
    fn named(&mut self, id: wit::TypeId, user: User<'_>) -> Result<TypeId, Error> {
        if let Some(known) = self.types.get(&id) {
            return Ok(*known);
        }
        let source = self.source;
        let mut left = vec![Visit::Enter { id, user: None }];
        let mut entered = HashSet::new();
        while let Some(visit) = left.pop() {
            let (Visit::Enter { id, user: by } | Visit::Leave { id, user: by }) = visit;
            if self.types.contains_key(&id) {
                continue;
            }
            if let Visit::Enter { .. } = visit {
                if entered.insert(id) {
                    self.owner(source.resolve.types[id].owner);
                    left.push(Visit::Leave { id, user: by });
                    // An error in a type that is taken by `use` names the type that uses it.
                    let inside = if self.is_use(id) { by } else { Some(id) };
                    let parts = self.parts(id).into_iter().rev();
                    left.extend(parts.map(|id| Visit::Enter { id, user: inside }));
                }
                continue;
            }
            match by.map(|by| (self.what(by), source.resolve.types[by].span)) {
                Some((what, span)) => self.add(id, User { what: &what, span })?,
                None => self.add(id, user)?,
            };
        }
        self.types.get(&id).copied().map_or_else(|| self.add(id, user), Ok)
    }

    fn what(&self, id: wit::TypeId) -> String {
        format!("type `{}`", self.source.resolve.types[id].name.as_deref().unwrap_or_default())
    }

    fn is_use(&self, id: wit::TypeId) -> bool {
        let types = &self.source.resolve.types;
        matches!(types[id].kind, TypeDefKind::Type(wit::Type::Id(other))
            if types[other].name.is_some() && types[other].owner != types[id].owner)
    }

    /// The named types that are mentioned in the declaration of a type, in the order of the WIT.
    fn parts(&self, id: wit::TypeId) -> Vec<wit::TypeId> {
        let types = &self.source.resolve.types;
        let (mut parts, mut left) = (Vec::new(), vec![(wit::Type::Id(id), true)]);
        while let Some((ty, is_itself)) = left.pop() {
            let wit::Type::Id(id) = ty else { continue };
            if types[id].name.is_some() && !is_itself {
                parts.push(id);
                continue;
            }
            let mut inner: Vec<wit::Type> = match &types[id].kind {
                TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
                TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
                TypeDefKind::Tuple(tuple) => tuple.types.clone(),
                TypeDefKind::List(ty) | TypeDefKind::Option(ty) | TypeDefKind::Type(ty) => vec![*ty],
                TypeDefKind::Result(result) => result.ok.into_iter().chain(result.err).collect(),
                TypeDefKind::Handle(wit::Handle::Own(id) | wit::Handle::Borrow(id)) => {
                    parts.extend(self.exported_resource(*id));
                    continue;
                }
                // Other kinds can't be called remotely. `structural` gives an error for them, which
                // says where they are.
                _ => continue,
            };
            inner.reverse();
            left.extend(inner.into_iter().map(|ty| (ty, false)));
        }
        parts
    }

    /// Adds a type, after all types that are inside of it.
    fn add(&mut self, id: wit::TypeId, user: User<'_>) -> Result<TypeId, Error> {
        let source = self.source;
        let def = &source.resolve.types[id];
        let what = self.what(id);
        let inside = User { what: &what, span: def.span };
        let owner = self.owner(def.owner);
        let kind = self.kind(id, inside, user)?;
        let name = def.name.clone().unwrap_or_default();
        let index = TypeId(self.model.types.len());
        self.model.types.push(TypeDef { name, owner, docs: docs(&def.docs), kind, span: def.span });
        self.types.insert(id, index);
        Ok(index)
    }

    fn kind(&mut self, id: wit::TypeId, inside: User<'_>, user: User<'_>) -> Result<TypeKind, Error> {
        let source = self.source;
        let def = &source.resolve.types[id];
        Ok(match &def.kind {
            TypeDefKind::Record(record) => TypeKind::Record(
                record
                    .fields
                    .iter()
                    .map(|field| {
                        Ok(Field { name: field.name.clone(), ty: self.ty(&field.ty, inside)?, docs: docs(&field.docs) })
                    })
                    .collect::<Result<_, Error>>()?,
            ),
            TypeDefKind::Variant(variant) => TypeKind::Variant(
                variant
                    .cases
                    .iter()
                    .map(|case| {
                        Ok(Case {
                            name: case.name.clone(),
                            ty: case.ty.as_ref().map(|ty| self.ty(ty, inside)).transpose()?,
                            docs: docs(&case.docs),
                        })
                    })
                    .collect::<Result<_, Error>>()?,
            ),
            TypeDefKind::Enum(cases) => {
                TypeKind::Enum(cases.cases.iter().map(|case| name(&case.name, &case.docs)).collect())
            }
            TypeDefKind::Flags(flags) => {
                TypeKind::Flags(flags.flags.iter().map(|flag| name(&flag.name, &flag.docs)).collect())
            }
            TypeDefKind::Type(wit::Type::Id(other))
                if source.resolve.types[*other].name.is_some() && source.resolve.types[*other].owner != def.owner =>
            {
                TypeKind::Use(self.named(*other, user)?)
            }
            TypeDefKind::Resource => TypeKind::Resource,
            _ => TypeKind::Alias(self.structural(id, inside)?),
        })
    }

    fn owner(&mut self, owner: TypeOwner) -> OwnerId {
        match owner {
            TypeOwner::Interface(id) => self.interface_owner(id),
            TypeOwner::World(_) | TypeOwner::None => self.world_owner(),
        }
    }

    fn world_owner(&mut self) -> OwnerId {
        match self.world {
            Some(owner) => owner,
            None => {
                let owner = self.push_owner(Owner::World);
                self.world = Some(owner);
                owner
            }
        }
    }

    fn interface_owner(&mut self, id: InterfaceId) -> OwnerId {
        if let Some(owner) = self.interfaces.get(&id) {
            return *owner;
        }
        let resolve = &self.source.resolve;
        let interface = &resolve.interfaces[id];
        let owner = match (&interface.name, interface.package) {
            (Some(name), Some(package)) => Owner::Interface {
                package: PackageName::from(&resolve.packages[package].name),
                name: name.clone(),
                docs: docs(&interface.docs),
                id,
            },
            _ => Owner::Inline { name: self.inline.get(&id).cloned().unwrap_or_default(), docs: docs(&interface.docs) },
        };
        let owner = self.push_owner(owner);
        self.interfaces.insert(id, owner);
        owner
    }

    fn push_owner(&mut self, owner: Owner) -> OwnerId {
        let id = OwnerId(self.model.owners.len());
        self.model.owners.push(owner);
        id
    }
}

/// The SDK implements its encoding for tuples of up to this many items.
const MOST_TUPLE_ITEMS: usize = 16;

/// A function, as errors name it.
fn what(function: &wit::Function, prefix: Option<&str>) -> String {
    let place = prefix.map(|prefix| format!(" of `{prefix}`")).unwrap_or_default();
    format!("function `{}`{place}", function.name)
}

fn exported_interface(item: &WorldItem) -> Option<InterfaceId> {
    match item {
        WorldItem::Interface { id, .. } => Some(*id),
        _ => None,
    }
}

/// The name of an exported interface. Its client is named after it.
fn export_name(key: &WorldKey, interface: &Interface) -> String {
    match key {
        WorldKey::Name(name) => name.clone(),
        WorldKey::Interface(_) => interface.name.clone().unwrap_or_default(),
    }
}

/// What kind of function it is, and its name without the resource's.
fn kind(function: &wit::Function) -> (Kind, String) {
    let kind = match function.kind {
        FunctionKind::Constructor(_) => Kind::Constructor,
        FunctionKind::Method(_) => Kind::Method,
        FunctionKind::Static(_) => Kind::Static,
        // No other kind can be called: `callable` gives an error for it.
        _ => Kind::Free,
    };
    let name = if kind == Kind::Constructor { "new" } else { function.item_name() };
    (kind, name.to_owned())
}

fn a(kind: &TypeDefKind) -> String {
    format!("a {}", kind.as_str())
}

fn name(name: &str, text: &Docs) -> Name {
    Name { name: name.to_owned(), docs: docs(text) }
}

fn docs(docs: &Docs) -> Option<String> {
    let text = docs.contents.as_deref()?.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}
