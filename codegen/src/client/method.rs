//! The methods of a client for one function, and their docs.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::model::{Function, Kind};
use crate::rust::docs::{self, paragraphs};
use crate::rust::names::{free, ident, value_name};
use crate::rust::types::Types;

/// The names and types that the methods for one function have in common.
pub(crate) struct Method<'a> {
    pub(crate) function: &'a Function,
    pub(crate) names: Vec<Ident>,
    pub(crate) types: Vec<TokenStream>,
    pub(crate) result: TokenStream,
    pub(crate) called: Called,
}

/// The names of the methods for one function.
pub(crate) struct Called {
    pub(crate) awaited: Ident,
    pub(crate) blocking: Ident,
    pub(crate) trigger: Ident,
    /// Nothing if calls can't be scheduled.
    pub(crate) scheduled: Option<CalledLater>,
    notes: [Option<String>; 3],
}

/// The names of the methods that have a function called at a later time.
pub(crate) struct CalledLater {
    pub(crate) schedule: Ident,
    pub(crate) cancelable: Ident,
    notes: [Option<String>; 2],
}

/// Chooses the names of a client's methods. If one that is generated would have the name of a
/// function of the WIT, it gets another name.
pub(crate) struct MethodNames {
    users: BTreeSet<String>,
    given: BTreeSet<String>,
    /// Whether calls can be scheduled.
    schedules: bool,
}

impl MethodNames {
    pub(crate) fn new(functions: &[Function]) -> MethodNames {
        let users = functions.iter().map(|f| value_name(&f.name)).collect();
        MethodNames { users, given: BTreeSet::new(), schedules: false }
    }

    /// With names for scheduled calls, if there are such.
    pub(crate) fn scheduling(self, schedules: bool) -> MethodNames {
        MethodNames { schedules, ..self }
    }

    /// The name of the function that makes the client: `new`, or `connect` if the WIT has a
    /// function `new`.
    pub(crate) fn constructor(&mut self) -> Ident {
        self.give(&["new", "connect"])
    }

    /// The name of the function that makes the client of a new worker without a name: `ephemeral`,
    /// or `connect_ephemeral` if the WIT has a function `ephemeral`.
    pub(crate) fn ephemeral(&mut self) -> Ident {
        self.give(&["ephemeral", "connect_ephemeral"])
    }

    /// The name of the function that gives the client other options: `with`, or `with_options` if
    /// the WIT has a function `with`.
    pub(crate) fn options(&mut self) -> Ident {
        self.give(&["with", "with_options"])
    }

    /// The names of the functions that construct a resource.
    pub(crate) fn constructors(&mut self) -> Called {
        let (awaited, blocking) =
            (self.give(&["new", "construct"]), self.give(&["blocking_new", "blocking_construct"]));
        Called { awaited, trigger: blocking.clone(), blocking, scheduled: None, notes: [None, None, None] }
    }

    pub(crate) fn of(&mut self, function: &Function) -> Called {
        let wanted = ["blocking", "trigger"].map(|way| value_name(&format!("{way}-{}", function.name)));
        let [blocking, trigger] = wanted.each_ref().map(|wanted| self.give(&[wanted]));
        let notes = [None, note(&wanted[0], &blocking), note(&wanted[1], &trigger)];
        let scheduled = self.schedules.then(|| self.later(function));
        Called { awaited: ident(&value_name(&function.name)), blocking, trigger, scheduled, notes }
    }

    fn later(&mut self, function: &Function) -> CalledLater {
        let wanted = ["schedule", "schedule-cancelable"].map(|way| value_name(&format!("{way}-{}", function.name)));
        let [schedule, cancelable] = wanted.each_ref().map(|wanted| self.give(&[wanted]));
        let notes = [note(&wanted[0], &schedule), note(&wanted[1], &cancelable)];
        CalledLater { schedule, cancelable, notes }
    }

    fn give(&mut self, wanted: &[&str]) -> Ident {
        let taken = |name: &str| self.users.contains(name) || self.given.contains(name);
        let name = match wanted.iter().find(|name| !taken(name)) {
            Some(name) => (*name).to_owned(),
            None => free(wanted.last().copied().unwrap_or_default(), taken),
        };
        self.given.insert(name.clone());
        ident(&name)
    }
}

/// What the docs of a method say about a name that is not as expected.
fn note(wanted: &str, given: &Ident) -> Option<String> {
    (given != wanted).then(|| format!("Called `{given}` because `{wanted}` is another function's."))
}

impl<'a> Method<'a> {
    pub(crate) fn new(types: &Types<'_>, function: &'a Function, called: Called) -> Method<'a> {
        Method {
            function,
            called,
            names: function.params.iter().map(|param| ident(&value_name(&param.name))).collect(),
            types: function.params.iter().map(|param| types.borrowed(&param.ty)).collect(),
            result: types.result(function.result.as_ref()),
        }
    }

    /// A name for a variable, different from those of all parameters.
    pub(crate) fn local(&self, wanted: &str) -> Ident {
        ident(&free(wanted, |name| self.names.iter().any(|param| param == name)))
    }

    /// The docs of the method that gives a future.
    pub(crate) fn awaited_docs(&self, special: &str) -> TokenStream {
        self.docs(&self.called.notes[0], 1, special)
    }

    /// The docs of the method that waits for the result.
    pub(crate) fn blocking_docs(&self, special: &str) -> TokenStream {
        self.docs(&self.called.notes[1], 1, special)
    }

    /// The docs of the method that doesn't wait for the result.
    pub(crate) fn trigger_docs(&self, special: &str) -> TokenStream {
        self.docs(&self.called.notes[2], 1, special)
    }

    /// The docs of the method that has the function called at a later time.
    pub(crate) fn schedule_docs(&self) -> TokenStream {
        self.docs(&self.called.scheduled.as_ref().and_then(|later| later.notes[0].clone()), 2, "")
    }

    /// The docs of the method whose call at a later time can be taken back.
    pub(crate) fn schedule_cancelable_docs(&self) -> TokenStream {
        self.docs(&self.called.scheduled.as_ref().and_then(|later| later.notes[1].clone()), 2, "")
    }

    /// The WIT's own docs, and what is special about this method: what is the same for all methods
    /// of a client is told once, in the docs of the client. `before` is the number of parameters
    /// before the function's own.
    fn docs(&self, note: &Option<String>, before: usize, special: &str) -> TokenStream {
        let own = self.function.docs.as_deref().unwrap_or_default();
        let located = match self.function.kind {
            Kind::Static => "Calls the worker at the location.",
            Kind::Constructor => "Has the worker at the location construct the resource.",
            Kind::Free | Kind::Method => "",
        };
        let note = note.as_deref().unwrap_or_default();
        let [located, note, special] = [located, note, special].map(docs::wrapped);
        let text = docs::outer(&paragraphs([own, &located, &note, &special]));
        // clippy warns of more than seven parameters.
        let many = (self.function.params.len() + before > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote!(#text #many)
    }
}
