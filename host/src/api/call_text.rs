//! Calls as people write them: the worker `counter/c1`, and `api.{add}(5)`.

use crate::error::Error;

/// A worker as people write it: `COMPONENT/WORKER`, or `COMPONENT` alone for a fresh one.
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

/// A call as people write it: `FUNCTION(ARGUMENTS)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallText<'a> {
    pub function: &'a str,
    /// The arguments with their parentheses.
    pub arguments: &'a str,
    /// Where in the whole text the arguments begin, in bytes.
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
}
