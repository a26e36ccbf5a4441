//! What a stub exports, and which functions of the interpreter do it.

use wit_parser::abi::WasmSignature;

use super::memory::Memory;
use super::tables::{Intrinsic, Tables};
use crate::error::Error;
use crate::source::Source;
use crate::stub::contract::{Contract, Of, StubFunction, StubResource, is_located};
use crate::stub::world::StubWorld;

/// The functions of a stub, and what they need.
pub(super) struct Exports {
    /// The interface that they belong to.
    pub(super) interface: String,
    /// Its name in core modules, where the version is shortened to what has to be the same.
    core_interface: String,
    pub(super) functions: Vec<Export>,
    /// The functions that the interpreter calls by their numbers, which count from one.
    pub(super) called: Vec<Intrinsic>,
    /// The tables.
    pub(super) memory: Memory,
}

/// An exported function.
pub(super) struct Export {
    /// Its name without the interface, such as `[method]api.get`.
    pub(super) name: String,
    pub(super) body: Body,
}

/// What an exported function is.
pub(super) enum Body {
    /// A function of the interpreter's.
    Interpreter(&'static str),
    /// A function that passes its parameters on to one of the interpreter's.
    Passing(Passing),
}

pub(super) struct Passing {
    pub(super) signature: WasmSignature,
    pub(super) to: Entry,
    /// The address of the function's table.
    pub(super) function: Option<u32>,
    /// What makes the handle of the object that it gives.
    pub(super) new: Option<Intrinsic>,
}

/// A function of the interpreter's that parameters are passed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// Gives the object of a new client.
    Connect,
    /// Gives the bits of the result.
    Blocking,
    /// Gives the object of a call that was started.
    Start,
    /// Gives nothing.
    Trigger,
    /// Gives the handle of a token that takes the call back.
    Schedule,
}

impl Entry {
    pub(super) fn name(self) -> &'static str {
        match self {
            Entry::Connect => "connect",
            Entry::Blocking => "blocking",
            Entry::Start => "start",
            Entry::Trigger => "trigger",
            Entry::Schedule => "schedule",
        }
    }
}

impl Exports {
    /// `begin` is where the interpreter's memory is free.
    pub(super) fn new(
        contract: &Contract<'_>,
        world: &StubWorld,
        source: &Source,
        begin: u32,
    ) -> Result<Exports, Error> {
        let mut list = List { world, tables: Tables::new(contract, source, begin), functions: Vec::new() };
        for resource in &contract.resources {
            list.resource(resource)?;
        }
        let List { tables, functions, .. } = list;
        let (interface, core_interface) = (world.interface(), world.core_interface());
        Ok(Exports { interface, core_interface, functions, called: tables.called, memory: tables.memory })
    }

    /// The name of an exported function in a core module. It is the component model's newer one:
    /// wit-component looks for the older ones among all functions, each time, which takes a minute
    /// for thousands of them.
    pub(super) fn core_name(&self, function: &str) -> String {
        match function.strip_prefix("[dtor]") {
            Some(resource) => format!("cm32p2|{}|{resource}_dtor", self.core_interface),
            None => format!("cm32p2|{}|{function}", self.core_interface),
        }
    }
}

struct List<'a> {
    world: &'a StubWorld,
    tables: Tables<'a>,
    functions: Vec<Export>,
}

impl List<'_> {
    fn resource(&mut self, resource: &StubResource<'_>) -> Result<(), Error> {
        let (name, constructor) = (&resource.name, format!("[constructor]{}", resource.name));
        match resource.constructor() {
            Some(function) => {
                let table = self.tables.function(function)?;
                self.pass(constructor, Entry::Blocking, Some(table), None);
            }
            None if resource.is_constructed() => {
                self.pass(constructor, Entry::Connect, None, Some(Intrinsic::New(name.clone())));
            }
            None => {}
        }
        let drop = match resource.of {
            Of::Interface(_) => "drop_client",
            Of::Resource(_) => "drop_resource",
        };
        self.interpreter(format!("[dtor]{name}"), drop);
        resource.functions.iter().try_for_each(|function| self.function(name, function))
    }

    fn function(&mut self, resource: &str, f: &StubFunction<'_>) -> Result<(), Error> {
        let kind = if is_located(f.function) { "static" } else { "method" };
        let named = |name: &str| format!("[{kind}]{resource}.{name}");
        let table = self.tables.function(f.function)?;
        self.pass(named(&f.blocking), Entry::Blocking, Some(table), None);
        if let Some(schedule) = &f.schedule {
            self.pass(named(schedule), Entry::Schedule, Some(table), None);
        }
        let Some(future) = &f.future else {
            self.pass(named(&f.name), Entry::Trigger, Some(table), None);
            return Ok(());
        };
        self.pass(named(&f.name), Entry::Start, Some(table), Some(Intrinsic::New(future.clone())));
        self.interpreter(format!("[method]{future}.subscribe"), "subscribe");
        self.interpreter(format!("[method]{future}.get"), "get");
        self.interpreter(format!("[dtor]{future}"), "drop_call");
        Ok(())
    }

    fn interpreter(&mut self, name: String, function: &'static str) {
        self.functions.push(Export { name, body: Body::Interpreter(function) });
    }

    fn pass(&mut self, name: String, to: Entry, function: Option<u32>, new: Option<Intrinsic>) {
        let Some(signature) = self.world.signature(&name) else { return };
        self.functions.push(Export { name, body: Body::Passing(Passing { signature, to, function, new }) });
    }
}
