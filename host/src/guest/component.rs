//! A component ready to be instantiated, and what it exports.

use std::{collections::HashMap, fmt, sync::Arc};

use foldhash::fast::RandomState;
use wasmtime::{
    Engine,
    component::{
        Component, ComponentExportIndex, InstancePre, Linker,
        types::{ComponentFunc, ComponentItem},
    },
};

use crate::disk::CompiledCache;
use crate::error::Error;
use crate::failure::Failure;
use crate::interfaces::{ServedBy, served_by, unsatisfied_imports};
use crate::naming::{ComponentId, Function, FunctionName};
use crate::store::WorkerState;
use crate::values::wave::signature;

/// A component that is compiled and linked, so that instances of it can be made.
pub(crate) struct LoadedComponent {
    pub name: String,
    pub id: ComponentId,
    /// The versions of Golem that it can run on, by its imports.
    pub golem: ServedBy,
    pub instance_pre: InstancePre<WorkerState>,
    pub exports: Vec<Export>,
    /// For each name on the wire its place in `exports`.
    wire_names: HashMap<Arc<str>, usize, RandomState>,
    /// The exported resources: interface and name.
    resources: Vec<(Option<String>, String)>,
}

/// An exported function.
pub(crate) struct Export {
    pub name: FunctionName,
    /// The name on the wire.
    pub wire_name: Arc<str>,
    /// The name as the component exports it, `[method]…` and all.
    export_name: String,
    pub ty: ComponentFunc,
    pub index: ComponentExportIndex,
}

/// What a function name on the wire stands for.
pub(crate) enum Callee<'a> {
    Export(&'a Export),
    /// Dropping a resource, which no component exports.
    Drop,
}

/// Shows name and signature.
impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, signature(&self.ty))
    }
}

impl LoadedComponent {
    /// Loads a component from its bytes, by way of the cache of compiled components. Messages call
    /// it by `label`, which is the name of its file if it has one.
    ///
    /// # Errors
    /// When the bytes are no component, it imports what the host does not offer, or the engine
    /// refuses it.
    pub fn load(
        name: &str,
        label: &str,
        bytes: &[u8],
        linker: &Linker<WorkerState>,
        compiled: &CompiledCache,
    ) -> Result<Self, Error> {
        check_kind(label, bytes)?;
        let unusable =
            |error: wasmtime::Error| Error::Unusable { label: label.to_owned(), message: format!("{error:#}") };
        let engine = linker.engine();
        let component = compiled.component(engine, bytes).map_err(unusable)?;
        let imports = unsatisfied_imports(engine, &component);
        if !imports.is_empty() {
            return Err(Error::UnsatisfiedImports { label: label.to_owned(), imports });
        }
        let instance_pre = linker.instantiate_pre(&component).map_err(unusable)?;
        let mut loaded = Self {
            name: name.to_owned(),
            id: ComponentId::of_name(name),
            golem: served_by(engine, &component),
            instance_pre,
            exports: Vec::new(),
            wire_names: HashMap::default(),
            resources: Vec::new(),
        };
        loaded.find_exports(engine, &component);
        loaded.wire_names = loaded.find_wire_names();
        Ok(loaded)
    }

    fn find_exports(&mut self, engine: &Engine, component: &Component) {
        for (name, export) in component.component_type().exports(engine) {
            let Some(index) = component.get_export_index(None, name) else {
                continue;
            };
            match export.ty {
                ComponentItem::ComponentInstance(interface) => {
                    for (member, export) in interface.exports(engine) {
                        if let Some(index) = component.get_export_index(Some(&index), member) {
                            self.add_export(Some(name), member, export.ty, index);
                        }
                    }
                }
                item => self.add_export(None, name, item, index),
            }
        }
    }

    fn add_export(&mut self, interface: Option<&str>, name: &str, item: ComponentItem, index: ComponentExportIndex) {
        let interface = interface.map(str::to_owned);
        match item {
            ComponentItem::ComponentFunc(ty) => {
                let export_name = name.to_owned();
                let name = FunctionName { interface, function: Function::from_export_name(name) };
                let wire_name = name.to_string().into();
                self.exports.push(Export { name, wire_name, export_name, ty, index });
            }
            ComponentItem::Resource(_) => self.resources.push((interface, name.to_owned())),
            _ => {}
        }
    }

    fn find_wire_names(&self) -> HashMap<Arc<str>, usize, RandomState> {
        let meant = |name: &Arc<str>| match self.callee(name) {
            Ok(Callee::Export(meant)) => self.exports.iter().position(|export| std::ptr::eq(export, meant)),
            _ => None,
        };
        let names = self.exports.iter().map(|export| &export.wire_name);
        names.filter_map(|name| Some((name.clone(), meant(name)?))).collect()
    }

    /// The function that goes by `name` on the wire.
    ///
    /// # Errors
    /// When `name` is not written as names are, or there is no such interface or function.
    pub fn callee(&self, name: &str) -> Result<Callee<'_>, Failure> {
        if let Some(export) = self.wire_names.get(name) {
            return Ok(Callee::Export(&self.exports[*export]));
        }
        let name = FunctionName::parse(name).map_err(|_| Failure::InvalidFunctionName(name.to_owned()))?;
        self.callee_by_name(&name)
    }

    /// Finds a function that is not written as this crate writes it (`[method]cart.add` in place of
    /// `cart.add`, say), and the drop of a resource, which components do not export.
    fn callee_by_name(&self, name: &FunctionName) -> Result<Callee<'_>, Failure> {
        if let Some(interface) = &name.interface {
            let exports = self.exports.iter().map(|export| &export.name.interface);
            let resources = self.resources.iter().map(|(interface, _)| interface);
            if !exports.chain(resources).flatten().any(|known| known == interface) {
                return Err(Failure::MissingInterface(interface.clone()));
            }
        }
        if let Function::Drop(resource) = &name.function {
            let known = self.resources.iter();
            let mut known = known.filter(|(interface, _)| *interface == name.interface);
            if known.any(|(_, known)| known == resource) {
                return Ok(Callee::Drop);
            }
        }
        let wanted = name.function.export_names();
        let exports = self.exports.iter();
        let mut exports = exports.filter(|export| export.name.interface == name.interface);
        exports.find(|export| wanted.contains(&export.export_name)).map(Callee::Export).ok_or_else(|| {
            Failure::MissingFunction(match &name.interface {
                Some(interface) => format!("{} for interface {interface}", name.function),
                None => name.function.to_string(),
            })
        })
    }
}

/// Refuses bytes that are obviously no component, with a better message than the compiler's.
fn check_kind(label: &str, bytes: &[u8]) -> Result<(), Error> {
    let not_a_component = |what: &str, cure: &str| {
        Err(Error::NotAComponent { label: label.to_owned(), what: what.to_owned(), cure: cure.to_owned() })
    };
    match bytes {
        [b'\0', b'a', b's', b'm', _, _, 1, 0, ..] => Ok(()),
        [b'\0', b'a', b's', b'm', 1, 0, 0, 0, ..] => not_a_component(
            "a core WebAssembly module, not a component",
            "build it with `--target wasm32-wasip2` or with `cargo component build`",
        ),
        [] => not_a_component("the file is empty", "build the component again"),
        _ => not_a_component(
            "not a WebAssembly component (it does not start with `\\0asm`)",
            "give the `.wasm` file of a component, built with `--target wasm32-wasip2` or with `cargo component build`",
        ),
    }
}
