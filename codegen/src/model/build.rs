//! From wit-parser's tables to our model; what cannot be called remotely is refused here.

use std::collections::HashMap;

use wit_parser::{self as wit, Docs, FunctionKind, InterfaceId, Span, TypeDefKind, TypeOwner, WorldItem, WorldKey};

use super::{
    Case, Export, Field, Function, Kind, Model, Name, Owner, OwnerId, PackageName, Param, Resource, Type, TypeDef,
    TypeId, TypeKind,
};
use crate::error::Error;
use crate::source::Source;

impl Model {
    /// The exports of the source's world.
    pub(crate) fn build(source: &Source) -> Result<Model, Error> {
        let mut builder = Builder::new(source);
        builder.exports()?;
        let mut model = builder.model;
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
        Ok(model)
    }
}

struct Builder<'a> {
    source: &'a Source,
    model: Model,
    types: HashMap<wit::TypeId, TypeId>,
    interfaces: HashMap<InterfaceId, OwnerId>,
    world: Option<OwnerId>,
    /// Inline interfaces have no name of their own; the world gives it.
    inline: HashMap<InterfaceId, String>,
}

/// Who needs the type that is being added: named in a refusal.
#[derive(Clone, Copy)]
struct User<'a> {
    what: &'a str,
    span: Span,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        let world = &source.resolve.worlds[source.world];
        let package = world
            .package
            .map(|id| package_name(&source.resolve.packages[id].name))
            .unwrap_or_else(|| PackageName { namespace: "root".to_owned(), name: "root".to_owned(), version: None });
        Builder {
            source,
            model: Model {
                package,
                world: world.name.clone(),
                docs: None,
                exports: Vec::new(),
                owners: Vec::new(),
                types: Vec::new(),
            },
            types: HashMap::new(),
            interfaces: HashMap::new(),
            world: None,
            inline: HashMap::new(),
        }
    }

    fn exports(&mut self) -> Result<(), Error> {
        let world = &self.source.resolve.worlds[self.source.world];
        let (mut own, mut without_functions) = (Vec::new(), Vec::new());
        for (key, item) in &world.exports {
            match item {
                WorldItem::Interface { id, .. } => {
                    if self.source.resolve.interfaces[*id].functions.is_empty() {
                        without_functions.push((self.model.exports.len(), key, *id));
                        continue;
                    }
                    let export = self.interface(key, *id)?;
                    self.model.exports.push(export);
                }
                WorldItem::Function(function) => own.push(function),
                WorldItem::Type { .. } => {}
            }
        }
        if !own.is_empty() {
            let owner = self.world_owner();
            let functions = own.into_iter().map(|function| self.function(function, None)).collect::<Result<_, _>>()?;
            let (name, docs) = (world.name.clone(), docs(&world.docs));
            self.model.exports.push(Export { owner, name, docs, functions, resources: Vec::new() });
        }
        // By now it is known which of their resources the functions of others take or give.
        for (position, key, id) in without_functions.into_iter().rev() {
            if self.resource_types(id).iter().any(|(_, ty)| self.types.contains_key(ty)) {
                let export = self.interface(key, id)?;
                self.model.exports.insert(position, export);
            }
        }
        Ok(())
    }

    fn interface(&mut self, key: &WorldKey, id: InterfaceId) -> Result<Export, Error> {
        let interface = &self.source.resolve.interfaces[id];
        if let WorldKey::Name(name) = key {
            if interface.name.is_some() {
                return Err(self.source.refuse(
                    interface.span,
                    format!("interface exported under another name, `{name}`, is not supported yet"),
                    "exported under another name",
                    "export the interface under its own name",
                ));
            }
            self.inline.insert(id, name.clone());
        }
        let prefix = self.source.resolve.name_world_key(key);
        let owner = self.interface_owner(id);
        let free = interface.functions.values().filter(|function| function.kind.resource().is_none());
        let functions = free.map(|function| self.function(function, Some(&prefix))).collect::<Result<_, _>>()?;
        let resources = self.resources(id, &prefix)?;
        let name = match key {
            WorldKey::Name(name) => name.clone(),
            WorldKey::Interface(_) => interface.name.clone().unwrap_or_default(),
        };
        let docs = docs(&interface.docs);
        Ok(Export { owner, name, docs, functions, resources })
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
            if functions.is_empty() && !self.types.contains_key(&ty) {
                continue;
            }
            let what = format!("resource `{name}`");
            let id = self.named(ty, User { what: &what, span: source.resolve.types[ty].span })?;
            let mut resource =
                Resource { id, drop: format!("{prefix}.{{{name}.drop}}"), constructor: None, functions: Vec::new() };
            for function in functions.values().filter(|function| function.kind.resource() == Some(ty)) {
                let function = self.function(function, Some(prefix))?;
                match function.kind {
                    Kind::Constructor => resource.constructor = Some(function),
                    _ => resource.functions.push(function),
                }
            }
            resources.push(resource);
        }
        Ok(resources)
    }

    /// A resource that a type names, which must be one of the target's own.
    fn handle(&mut self, mut id: wit::TypeId, user: User<'_>) -> Result<TypeId, Error> {
        let source = self.source;
        while let TypeDefKind::Type(wit::Type::Id(other)) = source.resolve.types[id].kind {
            id = other;
        }
        let def = &source.resolve.types[id];
        let exported = |item: &WorldItem| matches!(item, WorldItem::Interface { id, .. } if TypeOwner::Interface(*id) == def.owner);
        if source.resolve.worlds[source.world].exports.values().any(exported) {
            return self.named(id, user);
        }
        Err(self.resource(def.name.as_deref().unwrap_or("?"), user.span, user))
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
        let place = prefix.map(|prefix| format!(" of `{prefix}`")).unwrap_or_default();
        let what = format!("function `{}`{place}", function.name);
        let (kind, name) = kind(function);
        let user = User { what: &what, span: function.span };
        self.callable(function, user)?;
        // Whose method it is goes without saying.
        let own = if kind == Kind::Method { 1 } else { 0 };
        let params = function
            .params
            .iter()
            .skip(own)
            .map(|param| Ok(Param { name: param.name.clone(), ty: self.ty(&param.ty, user)? }))
            .collect::<Result<_, Error>>()?;
        let result = function.result.as_ref().map(|ty| self.ty(ty, user)).transpose()?;
        let resource = function.kind.resource().and_then(|id| self.source.resolve.types[id].name.clone());
        let qualified = resource.map(|resource| format!("{resource}.{name}")).unwrap_or_else(|| name.clone());
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

    fn named(&mut self, id: wit::TypeId, user: User<'_>) -> Result<TypeId, Error> {
        if let Some(known) = self.types.get(&id) {
            return Ok(*known);
        }
        let source = self.source;
        let def = &source.resolve.types[id];
        let name = def.name.clone().unwrap_or_default();
        let what = format!("type `{name}`");
        let inside = User { what: &what, span: def.span };
        let owner = self.owner(def.owner);
        let kind = self.kind(id, inside, user)?;
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
                package: package_name(&resolve.packages[package].name),
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

/// The SDK encodes tuples up to this length.
const MOST_TUPLE_ITEMS: usize = 16;

/// What kind of function it is, and its name without the resource's.
fn kind(function: &wit::Function) -> (Kind, String) {
    let kind = match function.kind {
        FunctionKind::Constructor(_) => Kind::Constructor,
        FunctionKind::Method(_) => Kind::Method,
        FunctionKind::Static(_) => Kind::Static,
        // What else there is cannot be called, and is refused.
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

pub(crate) fn package_name(name: &wit::PackageName) -> PackageName {
    PackageName {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        version: name.version.as_ref().map(ToString::to_string),
    }
}
