//! Calls as people write them: `counter/c1 api.{add}(5)`.

use crate::{Error, function_name::FunctionName};

/// `COMPONENT/WORKER`, or `COMPONENT` for a fresh worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorkerText<'a> {
    pub component: &'a str,
    pub worker: Option<&'a str>,
}

impl<'a> WorkerText<'a> {
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        match text.split_once('/') {
            Some((_, "")) => Err(Error::WorkerName(text.to_owned())),
            Some((component, worker)) => Ok(Self { component, worker: Some(worker) }),
            None => Ok(Self { component: text, worker: None }),
        }
    }
}

/// `FUNCTION(ARGUMENTS)`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallText<'a> {
    pub function: &'a str,
    /// With its parentheses.
    pub arguments: &'a str,
    /// Where the arguments start in the whole text.
    pub offset: usize,
}

impl<'a> CallText<'a> {
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let syntax = || Error::CallSyntax { call: text.to_owned() };
        let offset = text.find('(').ok_or_else(syntax)?;
        let (function, arguments) = text.split_at(offset);
        let function = function.trim();
        let arguments = arguments.trim_end();
        if function.is_empty() || !arguments.ends_with(')') {
            return Err(syntax());
        }
        Ok(Self { function, arguments, offset })
    }
}

/// Whether `written` is one of the ways to write the function that goes by `name` on the wire:
/// `add`, `api.add`, `api.{add}`, `demo:component1/api.{add}`, `demo:component1/api@1.0.0.{add}`.
pub(crate) fn names_function(written: &str, name: &FunctionName) -> bool {
    let function = name.function.to_string();
    let written = written.replace(".{", ".").replace('}', "");
    let Some(interface) = &name.interface else {
        return written == function;
    };
    let written_interface = match written.strip_suffix(&function) {
        Some("") => return true,
        Some(rest) => rest.strip_suffix('.'),
        None => None,
    };
    let unversioned = interface.split_once('@').map_or(interface.as_str(), |(name, _)| name);
    written_interface.is_some_and(|written| {
        [interface, unversioned].into_iter().any(|interface| written == interface || written == local_name(interface))
    })
}

/// Without the package.
fn local_name(interface: &str) -> &str {
    interface.rsplit_once('/').map_or(interface, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers() {
        let parse = |text| {
            let WorkerText { component, worker } = WorkerText::parse(text).unwrap();
            (component, worker)
        };
        assert_eq!(parse("counter/c1"), ("counter", Some("c1")));
        assert_eq!(parse("counter"), ("counter", None));
        assert_eq!(parse("counter/a/b"), ("counter", Some("a/b")));
        assert!(WorkerText::parse("counter/").is_err());
    }

    #[test]
    fn calls() {
        let call = CallText::parse("api.{add}(5, \")\") ").unwrap();
        assert_eq!(call.function, "api.{add}");
        assert_eq!(call.arguments, "(5, \")\")");
        assert_eq!(call.offset, 9);
        for text in ["", "get", "(5)", "get(", "get)", "get() x"] {
            assert!(CallText::parse(text).is_err(), "{text}");
        }
    }

    fn names_function(written: &str, wire: &str) -> bool {
        super::names_function(written, &FunctionName::parse(wire).unwrap())
    }

    #[test]
    fn every_way_to_write_a_function() {
        let wire = "demo:component1/api@1.0.0.{add}";
        for written in [
            "add",
            "api.add",
            "api.{add}",
            "api@1.0.0.{add}",
            "demo:component1/api.{add}",
            "demo:component1/api.add",
            "demo:component1/api@1.0.0.{add}",
        ] {
            assert!(names_function(written, wire), "{written}");
        }
        for written in [
            "ad",
            "other.{add}",
            "demo:other/api.{add}",
            "api@2.0.0.{add}",
            "demo:component1/api@2.0.0.{add}",
            "1.0.0.{add}",
            "",
        ] {
            assert!(!names_function(written, wire), "{written}");
        }
        assert!(names_function("run", "run"));
        assert!(names_function("cart.new", "a:b/shop.{cart.new}"));
        assert!(names_function("shop.cart.new", "a:b/shop.{cart.new}"));
        assert!(!names_function("new", "a:b/shop.{cart.new}"));
    }
}
