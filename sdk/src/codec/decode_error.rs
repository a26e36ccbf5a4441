//! [`DecodeError`]: what is wrong with a reply, and where.

use crate::bindings::wit_value::WitNode;
use crate::error_text::{write_number, write_text};
use std::error::Error;
use std::fmt;

/// A value that is not of the type in its WIT, with the path to what is wrong:
/// `orders[3].price: expected f64, found prim-string`.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Mistake>);

/// In a box, for every `Result` of decoding is at least as large as its error.
#[derive(Clone, PartialEq, Eq)]
struct Mistake {
    /// From the innermost step to the outermost: each caller adds its own step at the end.
    path: Vec<Step>,
    problem: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Field(&'static str),
    Item(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Another kind of node.
    Kind { expected: &'static str, found: &'static str },
    /// A record, tuple or set of flags of another length.
    Length { expected: usize, found: usize },
    /// A number of a case that the variant or enum does not have.
    Case { case: u32, cases: u32 },
    /// A case that has a payload in the WIT came without one.
    NoPayload,
    /// A case that has no payload in the WIT came with one.
    Payload,
    /// The index of a node that does not exist.
    NoSuchNode(i32),
    /// The value is not a tree: a node has two parents, or contains itself.
    UsedTwice(i32),
    /// A resource in a value that no worker sent.
    NoWorker,
}

impl DecodeError {
    /// The error that a variant or enum of `cases` has no such `case`.
    pub fn unknown_case(case: u32, cases: u32) -> Self {
        Problem::Case { case, cases }.into()
    }

    #[cold]
    #[inline(never)]
    pub(super) fn in_field(mut self, name: &'static str) -> Self {
        self.0.path.push(Step::Field(name));
        self
    }

    #[cold]
    #[inline(never)]
    pub(super) fn in_item(mut self, position: usize) -> Self {
        self.0.path.push(Step::Item(position));
        self
    }
}

impl From<Problem> for DecodeError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Mistake { path: Vec::new(), problem }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mistake { path, problem } = &*self.0;
        for (depth, step) in path.iter().rev().enumerate() {
            match step {
                Step::Field(name) => {
                    write_text(f, if depth == 0 { "" } else { "." })?;
                    write_text(f, name)?;
                }
                Step::Item(position) => {
                    write_text(f, "[")?;
                    write_number(f, *position)?;
                    write_text(f, "]")?;
                }
            }
        }
        if !path.is_empty() {
            write_text(f, ": ")?;
        }
        let (text, more) = match problem {
            Problem::Kind { .. } => ("expected ", ", found "),
            Problem::Length { .. } => ("expected ", " parts, found "),
            Problem::Case { .. } => ("expected one of ", " cases, found case number "),
            Problem::NoPayload => ("expected a value, found none", ""),
            Problem::Payload => ("expected no value, found one", ""),
            Problem::NoSuchNode(..0) => ("there is no node -", ""),
            Problem::NoSuchNode(_) => ("there is no node ", ""),
            Problem::UsedTwice(_) => ("node ", " is used twice"),
            Problem::NoWorker => ("a resource in a value that no worker sent", ""),
        };
        write_text(f, text)?;
        match *problem {
            Problem::Kind { expected, .. } => write_text(f, expected)?,
            Problem::Length { expected: number, .. } => write_number(f, number)?,
            Problem::Case { cases: number, .. } => write_number(f, number as usize)?,
            Problem::NoSuchNode(node) | Problem::UsedTwice(node) => write_number(f, node.unsigned_abs() as usize)?,
            Problem::NoPayload | Problem::Payload | Problem::NoWorker => {}
        }
        write_text(f, more)?;
        match *problem {
            Problem::Kind { found, .. } => write_text(f, found),
            Problem::Length { found: number, .. } => write_number(f, number),
            Problem::Case { case: number, .. } => write_number(f, number as usize),
            _ => Ok(()),
        }
    }
}

/// Like [`Display`](fmt::Display), for that is what `unwrap` and `expect` print. A derived `Debug`
/// would also add two kilobytes to every component.
impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for DecodeError {}

/// The name of the node's case in `golem:rpc`.
pub(super) fn kind_of(node: &WitNode) -> &'static str {
    match node {
        WitNode::RecordValue(_) => "record-value",
        WitNode::VariantValue(_) => "variant-value",
        WitNode::EnumValue(_) => "enum-value",
        WitNode::FlagsValue(_) => "flags-value",
        WitNode::TupleValue(_) => "tuple-value",
        WitNode::ListValue(_) => "list-value",
        WitNode::OptionValue(_) => "option-value",
        WitNode::ResultValue(_) => "result-value",
        WitNode::PrimU8(_) => "prim-u8",
        WitNode::PrimU16(_) => "prim-u16",
        WitNode::PrimU32(_) => "prim-u32",
        WitNode::PrimU64(_) => "prim-u64",
        WitNode::PrimS8(_) => "prim-s8",
        WitNode::PrimS16(_) => "prim-s16",
        WitNode::PrimS32(_) => "prim-s32",
        WitNode::PrimS64(_) => "prim-s64",
        WitNode::PrimFloat32(_) => "prim-float32",
        WitNode::PrimFloat64(_) => "prim-float64",
        WitNode::PrimChar(_) => "prim-char",
        WitNode::PrimBool(_) => "prim-bool",
        WitNode::PrimString(_) => "prim-string",
        WitNode::Handle(_) => "handle",
        WitNode::Taken | WitNode::Lent(_) => "nothing",
    }
}
