//! [`Decode`]: from a `wit-value` to a Rust value.

use super::NodeIndex;
use super::decode_error::{DecodeError, Problem, kind_of};
use crate::bindings::rpc::{List, WitNode, WitValue};
use crate::{Remote, RemoteResource};
use std::mem;

/// A value that can be the result of a remote call.
///
/// Generated clients implement it for the types of the WIT:
///
/// ```
/// use golem_rpc_sdk::codec::{Decode, DecodeError, Decoder, NodeIndex};
///
/// struct Point { x: i32, y: i32 }
///
/// impl Decode for Point {
///     fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
///         let [x, y] = decoder.record(node)?;
///         Ok(Self { x: decoder.field(x, "x")?, y: decoder.field(y, "y")? })
///     }
/// }
/// ```
pub trait Decode: Sized {
    /// The value at `node`.
    ///
    /// # Errors
    ///
    /// When what is there is no such value.
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError>;

    /// Like [`decode`](Self::decode), for a list of such values.
    #[doc(hidden)]
    fn decode_list(decoder: &mut Decoder, node: NodeIndex) -> Result<Vec<Self>, DecodeError> {
        decoder.list(node)
    }

    /// Like [`decode`](Self::decode), where a value may be absent: `()` must be.
    #[doc(hidden)]
    fn decode_payload(decoder: &mut Decoder, node: Option<NodeIndex>) -> Result<Self, DecodeError> {
        Self::decode(decoder, node.ok_or(Problem::NoPayload)?)
    }
}

/// Takes one value apart. Each node is taken once, so that texts are moved, not copied, and a value that names itself comes to an end.
#[derive(Debug)]
pub struct Decoder {
    nodes: List<WitNode>,
    /// How many nodes are not taken.
    left: usize,
    /// Whose reply it is: resources in it are called there.
    remote: Option<Remote>,
}

/// The result in a reply, which is a tuple of the results: of one, or of none for `()`.
pub(crate) fn decode_reply<T: Decode>(reply: WitValue, remote: Option<&Remote>) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(reply.nodes, remote.map(Remote::share));
    let results = match decoder.take(NodeIndex(0))? {
        WitNode::TupleValue(results) => results,
        other => return Err(wrong("a tuple of results", &other)),
    };
    match *results {
        [] => T::decode_payload(&mut decoder, None),
        [result] => T::decode_payload(&mut decoder, Some(NodeIndex(result))),
        _ => Err(Problem::Length { expected: 1, found: results.len() }.into()),
    }
}

impl Decoder {
    pub(super) fn new(nodes: List<WitNode>, remote: Option<Remote>) -> Self {
        Self { left: nodes.len(), nodes, remote }
    }

    /// The fields of a record of `N`.
    ///
    /// # Errors
    ///
    /// When `node` is no such record.
    pub fn record<const N: usize>(&mut self, node: NodeIndex) -> Result<[NodeIndex; N], DecodeError> {
        match self.take(node)? {
            WitNode::RecordValue(fields) => exactly(&fields),
            other => Err(wrong("record", &other)),
        }
    }

    /// The items of a tuple of `N`.
    ///
    /// # Errors
    ///
    /// When `node` is no such tuple.
    pub fn tuple<const N: usize>(&mut self, node: NodeIndex) -> Result<[NodeIndex; N], DecodeError> {
        match self.take(node)? {
            WitNode::TupleValue(items) => exactly(&items),
            other => Err(wrong("tuple", &other)),
        }
    }

    /// The value of the field `name`.
    ///
    /// # Errors
    ///
    /// When `node` is no `T`.
    pub fn field<T: Decode>(&mut self, node: NodeIndex, name: &'static str) -> Result<T, DecodeError> {
        T::decode(self, node).map_err(|error| error.in_field(name))
    }

    /// A variant's case, by its place in the WIT, and its payload.
    ///
    /// # Errors
    ///
    /// When `node` is no variant.
    pub fn variant(&mut self, node: NodeIndex) -> Result<(u32, Option<NodeIndex>), DecodeError> {
        match self.take(node)? {
            WitNode::VariantValue(variant) => Ok((variant.case, variant.payload.into_option().map(NodeIndex))),
            other => Err(wrong("variant", &other)),
        }
    }

    /// The payload of the case `name`; `()` when it has none.
    ///
    /// # Errors
    ///
    /// When `payload` is no `T`.
    pub fn case<T: Decode>(&mut self, payload: Option<NodeIndex>, name: &'static str) -> Result<T, DecodeError> {
        T::decode_payload(self, payload).map_err(|error| error.in_field(name))
    }

    /// An enum's case, by its place in the WIT.
    ///
    /// # Errors
    ///
    /// When `node` is no enum.
    pub fn enumeration(&mut self, node: NodeIndex) -> Result<u32, DecodeError> {
        match self.take(node)? {
            WitNode::EnumValue(case) => Ok(case),
            other => Err(wrong("enum", &other)),
        }
    }

    /// The bits of `count` flags, the first in the WIT lowest.
    ///
    /// # Errors
    ///
    /// When `node` is no such flags.
    pub fn flags(&mut self, node: NodeIndex, count: u32) -> Result<u32, DecodeError> {
        match self.take(node)? {
            WitNode::FlagsValue(flags) if flags.len() == count as usize => {
                Ok(flags.iter().rev().fold(0, |bits, flag| bits << 1 | u32::from(*flag)))
            }
            WitNode::FlagsValue(flags) => Err(Problem::Length { expected: count as usize, found: flags.len() }.into()),
            other => Err(wrong("flags", &other)),
        }
    }

    /// A resource, which calls `drop` when it goes.
    ///
    /// # Errors
    ///
    /// When `node` is no handle.
    pub fn handle(&mut self, node: NodeIndex, drop: &'static str) -> Result<RemoteResource, DecodeError> {
        match self.take(node)? {
            WitNode::Handle(handle) => {
                let remote = self.remote.as_ref().ok_or(Problem::NoWorker)?;
                Ok(RemoteResource::new(remote.share(), handle.uri.into(), handle.id, drop))
            }
            other => Err(wrong("handle", &other)),
        }
    }

    /// The items of a list.
    fn list<T: Decode>(&mut self, node: NodeIndex) -> Result<Vec<T>, DecodeError> {
        let items = self.items(node)?;
        let mut list = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            list.push(T::decode(self, NodeIndex(*item)).map_err(|error| error.in_item(position))?);
        }
        Ok(list)
    }

    /// The items of a list of numbers or the like, of which `value` knows the nodes.
    pub(super) fn leaves<T: Copy + Default>(
        &mut self,
        node: NodeIndex,
        expected: &'static str,
        value: impl Fn(&WitNode) -> Option<T>,
    ) -> Result<Vec<T>, DecodeError> {
        let items = self.items(node)?;
        let mut list = vec![T::default(); items.len()];
        for (position, (leaf, item)) in list.iter_mut().zip(&*items).enumerate() {
            match self.nodes.get_mut(*item as usize).and_then(|place| Some((value(place)?, place))) {
                Some((value, place)) => {
                    *leaf = value;
                    // Such a node owns nothing that would have to be dropped.
                    mem::forget(mem::replace(place, WitNode::Taken));
                }
                None => return Err(self.no_leaf(*item, expected).in_item(position)),
            }
        }
        self.left -= items.len();
        Ok(list)
    }

    #[cold]
    fn no_leaf(&mut self, item: i32, expected: &'static str) -> DecodeError {
        match self.take(NodeIndex(item)) {
            Ok(other) => wrong(expected, &other),
            Err(error) => error,
        }
    }

    fn items(&mut self, node: NodeIndex) -> Result<List<i32>, DecodeError> {
        match self.take(node)? {
            WitNode::ListValue(items) => Ok(items),
            other => Err(wrong("list", &other)),
        }
    }

    /// The node itself, which is gone from the value then.
    ///
    /// Inlined, so that a node of one word is not moved as one of three.
    #[inline(always)]
    pub(super) fn take(&mut self, node: NodeIndex) -> Result<WitNode, DecodeError> {
        match self.place(node) {
            Some(place) => {
                let taken = mem::replace(place, WitNode::Taken);
                self.left -= 1;
                Ok(taken)
            }
            None => Err(self.missing(node)),
        }
    }

    /// Where the node is that was not taken yet.
    fn place(&mut self, node: NodeIndex) -> Option<&mut WitNode> {
        let place = self.nodes.get_mut(usize::try_from(node.0).ok()?)?;
        (!matches!(place, WitNode::Taken)).then_some(place)
    }

    #[cold]
    fn missing(&self, node: NodeIndex) -> DecodeError {
        let exists = usize::try_from(node.0).is_ok_and(|place| place < self.nodes.len());
        if exists { Problem::UsedTwice(node.0) } else { Problem::NoSuchNode(node.0) }.into()
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        if self.left == 0 {
            // What is left of them owns nothing: most replies need not be gone through once more.
            self.nodes.forget_items();
        }
    }
}

fn exactly<const N: usize>(children: &[i32]) -> Result<[NodeIndex; N], DecodeError> {
    match <[i32; N]>::try_from(children) {
        Ok(children) => Ok(children.map(NodeIndex)),
        Err(_) => Err(Problem::Length { expected: N, found: children.len() }.into()),
    }
}

/// The error that `found` is not what was `expected`.
#[cold]
pub(super) fn wrong(expected: &'static str, found: &WitNode) -> DecodeError {
    Problem::Kind { expected, found: kind_of(found) }.into()
}
