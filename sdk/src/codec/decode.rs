//! [`Decode`]: from a `wit-value` to a Rust value.

use super::decode_error::{DecodeError, Problem, kind_of};
use super::node_index::NodeIndex;
use crate::bindings::wit_value::{List, WitNode, WitValue};
use crate::worker::Connection;
use std::mem;
use std::ptr::NonNull;
use std::rc::Rc;

/// A value that can be the result of a remote call.
///
/// Generated clients implement it for the types of the WIT:
///
/// ```
/// use golem_rpc_sdk::client::{Decode, DecodeError, Decoder, NodeIndex};
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
    /// When the node is not of this type.
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError>;

    /// Like [`decode`](Self::decode), for a list of such values. Hidden, for only those of the
    /// built-in types are quicker than one value after the other.
    #[doc(hidden)]
    fn decode_list(decoder: &mut Decoder, node: NodeIndex) -> Result<Vec<Self>, DecodeError> {
        decoder.list(node)
    }

    /// Like [`decode`](Self::decode), where a value may be absent: `()` must be. Hidden, for no
    /// other type has a decoding of its own for that.
    #[doc(hidden)]
    fn decode_payload(decoder: &mut Decoder, node: Option<NodeIndex>) -> Result<Self, DecodeError> {
        Self::decode(decoder, node.ok_or(Problem::NoPayload)?)
    }
}

/// Takes one value apart. Each node can be taken only once. So texts are moved and not copied, and
/// a value whose nodes name each other in a circle, as only a faulty target sends it, is an error
/// and not an endless loop.
#[derive(Debug)]
pub struct Decoder<'a> {
    nodes: &'a mut [WitNode],
    /// How many nodes may still own memory. When it is zero at the end, they need not be dropped
    /// one by one.
    owners: usize,
    /// The worker that sent the value. Resources in it belong to that worker.
    worker: Option<&'a Rc<Connection>>,
}

/// A record or a tuple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    Record,
    Tuple,
}

/// The result in a reply. A reply is a tuple of the results: of one, or of none for `()`.
pub(crate) fn decode_reply<T: Decode>(mut reply: WitValue, worker: Option<&Rc<Connection>>) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(&mut reply.nodes, worker);
    let value = decoder.result().and_then(|result| T::decode_payload(&mut decoder, result));
    let owners = decoder.owners;
    free(reply, owners);
    value
}

/// Frees a reply, of which so many nodes may still own memory.
#[inline(never)]
fn free(mut reply: WitValue, owners: usize) {
    if owners == 0 {
        // Everything was moved out, so only the list itself is to be freed.
        reply.nodes.forget_items();
    }
}

impl<'a> Decoder<'a> {
    pub(super) fn new(nodes: &'a mut [WitNode], worker: Option<&'a Rc<Connection>>) -> Self {
        Self { owners: nodes.len(), nodes, worker }
    }

    fn result(&mut self) -> Result<Option<NodeIndex>, DecodeError> {
        let results = self.take(NodeIndex(0), "a tuple of results", |node| match node {
            WitNode::TupleValue(results) => Some(mem::take(results)),
            _ => None,
        })?;
        match *results {
            [] => Ok(None),
            [result] => Ok(Some(NodeIndex(result))),
            _ => Err(Problem::Length { expected: 1, found: results.len() }.into()),
        }
    }

    /// The fields of a record that has `N` of them, in the order of its WIT.
    ///
    /// # Errors
    ///
    /// When `node` is not a record with so many fields.
    pub fn record<const N: usize>(&mut self, node: NodeIndex) -> Result<&'a [NodeIndex; N], DecodeError> {
        self.parts(node, Parts::Record)
    }

    /// The items of a tuple that has `N` of them.
    ///
    /// # Errors
    ///
    /// When `node` is not a tuple with so many items.
    pub fn tuple<const N: usize>(&mut self, node: NodeIndex) -> Result<&'a [NodeIndex; N], DecodeError> {
        self.parts(node, Parts::Tuple)
    }

    /// The value of the field `name`.
    ///
    /// # Errors
    ///
    /// When `node` is not a `T`; the error says that it is in this field.
    #[inline(always)]
    pub fn field<T: Decode>(&mut self, node: &NodeIndex, name: &'static str) -> Result<T, DecodeError> {
        T::decode(self, *node).map_err(|error| error.in_field(name))
    }

    /// A variant's case, by its position in the WIT counted from 0, and its payload.
    ///
    /// # Errors
    ///
    /// When `node` is no variant.
    pub fn variant(&mut self, node: NodeIndex) -> Result<(u32, Option<NodeIndex>), DecodeError> {
        self.take(node, "variant", |node| match node {
            WitNode::VariantValue(variant) => Some((variant.case, variant.payload.into_option().map(NodeIndex))),
            _ => None,
        })
    }

    /// The payload of the case `name`; `()` when it has none.
    ///
    /// # Errors
    ///
    /// When `payload` is not a `T`; the error says that it is in this case.
    #[inline(always)]
    pub fn case<T: Decode>(&mut self, payload: Option<NodeIndex>, name: &'static str) -> Result<T, DecodeError> {
        T::decode_payload(self, payload).map_err(|error| error.in_field(name))
    }

    /// An enum's case, by its position in the WIT counted from 0.
    ///
    /// # Errors
    ///
    /// When `node` is no enum.
    pub fn enumeration(&mut self, node: NodeIndex) -> Result<u32, DecodeError> {
        self.take(node, "enum", |node| if let WitNode::EnumValue(case) = node { Some(*case) } else { None })
    }

    /// `count` flags as the bits of a number. The first flag in the WIT is the lowest bit.
    ///
    /// # Errors
    ///
    /// When `node` is not a set of so many flags.
    pub fn flags(&mut self, node: NodeIndex, count: u32) -> Result<u32, DecodeError> {
        let flags = self.take(node, "flags", |node| match node {
            WitNode::FlagsValue(flags) => Some(mem::take(flags)),
            _ => None,
        })?;
        if flags.len() != count as usize {
            return Err(Problem::Length { expected: count as usize, found: flags.len() }.into());
        }
        Ok(flags.iter().rev().fold(0, |bits, flag| bits << 1 | u32::from(*flag)))
    }

    /// A resource: its URI, its number, and the worker that has it.
    pub(crate) fn resource(&mut self, node: NodeIndex) -> Result<(String, u64, &'a Rc<Connection>), DecodeError> {
        let (uri, id) = self.handle_at(node)?;
        let worker = self.worker.ok_or(Problem::NoWorker)?;
        Ok((uri, id, worker))
    }

    /// A resource, whoever has it: its URI and its number.
    pub(crate) fn handle_at(&mut self, node: NodeIndex) -> Result<(String, u64), DecodeError> {
        self.take(node, "handle", |node| match node {
            WitNode::Handle(handle) => Some((mem::take(&mut handle.uri).into(), handle.id)),
            _ => None,
        })
    }

    /// The items of a list.
    fn list<T: Decode>(&mut self, node: NodeIndex) -> Result<Vec<T>, DecodeError> {
        let items = self.items(node)?;
        let mut list = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let item = T::decode(self, NodeIndex(*item)).map_err(|error| error.in_item(position))?;
            if list.len() == list.capacity() {
                grow(&mut list, items.len(), self.nodes.len());
            }
            if let [place, ..] = list.spare_capacity_mut() {
                place.write(item);
                // SAFETY: the item at this position was just written.
                unsafe { list.set_len(position + 1) };
            }
        }
        Ok(list)
    }

    /// The items of a list of numbers, booleans or characters, of which `value` reads one.
    pub(super) fn leaves<T: Copy + Default>(
        &mut self,
        node: NodeIndex,
        expected: &'static str,
        value: impl Fn(&mut WitNode) -> Option<T>,
    ) -> Result<Vec<T>, DecodeError> {
        let items = self.items(node)?;
        // Each item must be a node of its own. If a faulty reply names more items than it has
        // nodes, one of the first `nodes + 1` items is wrong, so there is no need of memory for
        // more.
        let possible = items.get(..self.nodes.len() + 1).unwrap_or(&items);
        let mut list = vec![T::default(); possible.len()];
        for (position, (leaf, item)) in list.iter_mut().zip(possible).enumerate() {
            match self.nodes.get_mut(*item as usize).and_then(|place| Some((value(place)?, place))) {
                Some((value, place)) => {
                    *leaf = value;
                    mark(place);
                }
                None => return Err(self.wrong(NodeIndex(*item), expected).in_item(position)),
            }
        }
        self.owners = self.owners.wrapping_sub(items.len());
        Ok(list)
    }

    fn items(&mut self, node: NodeIndex) -> Result<List<i32>, DecodeError> {
        self.take(node, "list", |node| if let WitNode::ListValue(items) = node { Some(mem::take(items)) } else { None })
    }

    /// What `take` moves out of a node, which must be all that the node owns.
    #[inline(always)]
    pub(super) fn take<T>(
        &mut self,
        node: NodeIndex,
        expected: &'static str,
        take: impl FnOnce(&mut WitNode) -> Option<T>,
    ) -> Result<T, DecodeError> {
        match self.find(node).and_then(|place| Some((take(place)?, place))) {
            Some((taken, place)) => {
                mark(place);
                Ok(taken)
            }
            None => Err(self.wrong(node, expected)),
        }
    }

    fn parts<const N: usize>(&mut self, node: NodeIndex, kind: Parts) -> Result<&'a [NodeIndex; N], DecodeError> {
        match self.lend(node, kind, N) {
            // SAFETY: `lend` gives the first of `N` children, which are there as long as the nodes.
            Some(first) => Ok(unsafe { first.cast().as_ref() }),
            None => Err(self.wrong_parts(node, kind, N)),
        }
    }

    /// The first of `count` children. They stay where they are until the nodes are dropped.
    fn lend(&mut self, node: NodeIndex, kind: Parts, count: usize) -> Option<NonNull<NodeIndex>> {
        let place = self.find(node)?;
        let list = match place {
            WitNode::RecordValue(list) if kind == Parts::Record => list,
            WitNode::TupleValue(list) if kind == Parts::Tuple => list,
            _ => return None,
        };
        if list.len() != count {
            return None;
        }
        let first = list.first_item().cast();
        if list.is_in_reply_memory() {
            mark(place);
        } else {
            *place = WitNode::Lent(mem::take(list));
            self.owners += 1;
        }
        Some(first)
    }

    /// The node, for a caller that moves out all that it owns.
    #[inline(always)]
    fn find(&mut self, node: NodeIndex) -> Option<&mut WitNode> {
        let place = self.nodes.get_mut(node.0 as usize)?;
        // A faulty value may make this wrap around, but an error then sets it to the maximum.
        self.owners = self.owners.wrapping_sub(1);
        Some(place)
    }

    #[cold]
    fn wrong_parts(&mut self, node: NodeIndex, kind: Parts, count: usize) -> DecodeError {
        match (self.nodes.get(node.0 as usize), kind) {
            (Some(WitNode::RecordValue(list)), Parts::Record) | (Some(WitNode::TupleValue(list)), Parts::Tuple) => {
                let found = list.len();
                self.owners = usize::MAX;
                Problem::Length { expected: count, found }.into()
            }
            (_, Parts::Record) => self.wrong(node, "record"),
            (_, Parts::Tuple) => self.wrong(node, "tuple"),
        }
    }

    /// The error that there is no such node, or that it is not what was `expected`.
    #[cold]
    fn wrong(&mut self, node: NodeIndex, expected: &'static str) -> DecodeError {
        // The count is not known after an error. With this all nodes are dropped one by one.
        self.owners = usize::MAX;
        match self.nodes.get(node.0 as usize) {
            None => Problem::NoSuchNode(node.0),
            Some(WitNode::Taken | WitNode::Lent(_)) => Problem::UsedTwice(node.0),
            Some(found) => Problem::Kind { expected, found: kind_of(found) },
        }
        .into()
    }
}

/// Makes room in a full list that is said to have `claimed` items, in a reply of so many nodes.
///
/// The number is not trusted, for a faulty reply could make the component run out of memory with
/// it. At first the list gets as much memory as the nodes of the reply take, which is enough for
/// nearly every list. After that it grows to double its size each time.
fn grow<T>(list: &mut Vec<T>, claimed: usize, nodes: usize) {
    let at_first = nodes * size_of::<WitNode>() / size_of::<T>().max(1);
    let more = at_first.saturating_sub(list.len()).max(list.len()).max(1);
    list.reserve_exact(more.min(claimed - list.len()));
}

/// Marks a node as taken, whose memory was moved out.
fn mark(place: &mut WitNode) {
    mem::forget(mem::replace(place, WitNode::Taken));
}
