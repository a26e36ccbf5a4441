//! [`Encode`]: from a Rust value to a `wit-value`.

use super::NodeIndex;
#[cfg(not(target_family = "wasm"))]
use crate::bindings::rpc::WitValue;
use crate::bindings::rpc::{Either, VariantCase, WitNode};
use crate::{Remote, RemoteResource, RpcError};

/// A value that can be a parameter of a remote call.
///
/// Generated clients implement it for the types of the WIT:
///
/// ```
/// use golem_rpc_sdk::codec::{Encode, Encoder, NodeIndex};
///
/// struct Point { x: i32, y: i32 }
///
/// impl Encode for Point {
///     fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
///         encoder.record(&[&self.x, &self.y])
///     }
/// }
/// ```
pub trait Encode {
    /// Appends this value's nodes, and returns its own.
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex;

    /// Like [`encode`](Self::encode), where a value may be absent: `()` is.
    #[doc(hidden)]
    fn encode_payload(&self, encoder: &mut Encoder) -> Option<NodeIndex> {
        Some(self.encode(encoder))
    }

    /// Like [`encode`](Self::encode), for a list of such values.
    #[doc(hidden)]
    fn encode_list(items: &[Self], encoder: &mut Encoder) -> NodeIndex
    where
        Self: Sized,
    {
        encoder.list(items)
    }
}

/// Where the nodes of values are gathered, one value after another.
#[derive(Debug, Default)]
pub struct Encoder {
    pub(super) nodes: Vec<WitNode>,
    /// Where the value begins that is being gathered: nodes are counted from there.
    begin: usize,
    pub(super) values: Vec<BorrowedValue>,
    /// Whom the values are for, if that is to be checked, and the first resource that is not that worker's.
    remote: Option<Remote>,
    pub(super) foreign: Option<RpcError>,
}

/// A `wit-value` that does not own its nodes, as the host takes it in a list.
#[derive(Debug)]
#[repr(C)]
#[allow(dead_code, reason = "the host reads it")]
pub(super) struct BorrowedValue {
    nodes: *const WitNode,
    pub(super) len: usize,
}

impl Encoder {
    /// For values that are sent to `remote`, whose resources must be that worker's.
    pub(super) fn for_worker(remote: &Remote) -> Self {
        Self { remote: Some(remote.share()), ..Self::default() }
    }

    /// Gathers all of `values`, into an encoder that has none.
    pub(super) fn encode(&mut self, values: &[&dyn Encode]) {
        for value in values {
            self.begin = self.nodes.len();
            value.encode(self);
            self.values.push(BorrowedValue { nodes: std::ptr::null(), len: self.value_len() });
        }
        // From here on no node is added, so they stay where they are.
        let mut nodes = self.nodes.as_ptr();
        for value in &mut self.values {
            value.nodes = nodes;
            nodes = nodes.wrapping_add(value.len);
        }
    }

    /// How many nodes the value has by now.
    fn value_len(&self) -> usize {
        self.nodes.len() - self.begin
    }

    /// As before the first value, but for the memory.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.values.clear();
        self.begin = 0;
        self.remote = None;
    }

    /// A reply: a tuple of the results, of one or of none for `()`.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn encode_reply(value: &dyn Encode) -> WitValue {
        let mut encoder = Self::default();
        encoder.around(|encoder| {
            WitNode::TupleValue(value.encode_payload(encoder).map(|node| node.0).into_iter().collect::<Vec<_>>().into())
        });
        WitValue { nodes: encoder.nodes.into() }
    }

    /// A resource.
    pub fn handle(&mut self, resource: &RemoteResource) -> NodeIndex {
        if let Some(remote) = &self.remote
            && self.foreign.is_none()
        {
            self.foreign = resource.foreign_to(remote);
        }
        self.push(resource.node())
    }

    /// A record of `fields`, in the order of its WIT.
    pub fn record(&mut self, fields: &[&dyn Encode]) -> NodeIndex {
        self.parent(fields.iter().copied(), |fields| WitNode::RecordValue(fields.into()))
    }

    /// A tuple of `items`.
    pub fn tuple(&mut self, items: &[&dyn Encode]) -> NodeIndex {
        self.parent(items.iter().copied(), |items| WitNode::TupleValue(items.into()))
    }

    /// A list of `items`.
    fn list<T: Encode>(&mut self, items: &[T]) -> NodeIndex {
        self.nodes.reserve(items.len() + 1);
        self.parent(items.iter().map(|item| item as &dyn Encode), |items| WitNode::ListValue(items.into()))
    }

    /// A list whose items are one node each, all at once.
    pub(super) fn leaves(&mut self, items: impl ExactSizeIterator<Item = WitNode>) -> NodeIndex {
        self.nodes.reserve(items.len() + 1);
        let first = self.value_len() as i32 + 1;
        let list = self.push(WitNode::ListValue((first..).take(items.len()).collect::<Vec<_>>().into()));
        self.nodes.extend(items);
        list
    }

    /// A variant's case, by its place in the WIT, with its payload if it has one.
    pub fn variant(&mut self, case: u32, payload: Option<&dyn Encode>) -> NodeIndex {
        self.around(|encoder| {
            let payload = payload.and_then(|payload| payload.encode_payload(encoder));
            WitNode::VariantValue(VariantCase { case, payload: payload.map(|node| node.0).into() })
        })
    }

    /// An enum's case, by its place in the WIT.
    pub fn enumeration(&mut self, case: u32) -> NodeIndex {
        self.push(WitNode::EnumValue(case))
    }

    /// The first `count` of `bits`, from the lowest: the flags in the order of their WIT.
    pub fn flags(&mut self, bits: u32, count: u32) -> NodeIndex {
        self.push(WitNode::FlagsValue((0..count).map(|flag| bits >> flag & 1 == 1).collect::<Vec<_>>().into()))
    }

    /// An option.
    pub(super) fn option(&mut self, value: Option<&dyn Encode>) -> NodeIndex {
        self.around(|encoder| WitNode::OptionValue(value.map(|value| value.encode(encoder).0).into()))
    }

    /// A result.
    pub(super) fn result(&mut self, value: Result<&dyn Encode, &dyn Encode>) -> NodeIndex {
        self.around(|encoder| {
            let mut payload = |value: &dyn Encode| value.encode_payload(encoder).map(|node| node.0);
            WitNode::ResultValue(match value {
                Ok(value) => Either::Ok(payload(value).into()),
                Err(error) => Either::Err(payload(error).into()),
            })
        })
    }

    /// A node without children.
    pub(super) fn push(&mut self, node: WitNode) -> NodeIndex {
        // A list of more than i32::MAX nodes does not fit into the memory of a component.
        let index = NodeIndex(self.value_len() as i32);
        self.nodes.push(node);
        index
    }

    fn parent<'a>(
        &mut self,
        children: impl ExactSizeIterator<Item = &'a dyn Encode>,
        node: fn(Vec<i32>) -> WitNode,
    ) -> NodeIndex {
        self.around(|encoder| {
            let mut indexes = Vec::with_capacity(children.len());
            indexes.extend(children.map(|child| child.encode(encoder).0));
            node(indexes)
        })
    }

    /// A node whose children come after it, for the root must be the first.
    fn around(&mut self, children: impl FnOnce(&mut Self) -> WitNode) -> NodeIndex {
        let index = self.push(WitNode::PrimBool(false));
        let node = children(self);
        if let Some(place) = self.nodes.get_mut(self.begin + index.0 as usize) {
            *place = node;
        }
        index
    }
}
