//! [`Encode`]: from a Rust value to a `wit-value`.

use super::node_index::NodeIndex;
#[cfg(not(target_family = "wasm"))]
use crate::bindings::wit_value::WitValue;
use crate::bindings::wit_value::{BorrowedValue, Either, List, ResourceHandle, Text, VariantCase, WitNode};
use crate::worker::Connection;
use std::fmt;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::rc::Rc;

/// A value that can be a parameter of a remote call.
///
/// Generated clients implement it for the types of the WIT:
///
/// ```
/// use golem_rpc_sdk::client::{Encode, Encoder, NodeIndex};
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
    /// Appends the nodes of this value, and returns the index of the first.
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex;

    /// Like [`encode`](Self::encode), where a value may be absent: `()` is. Hidden, for no other
    /// type has an encoding of its own for that.
    #[doc(hidden)]
    fn encode_payload(&self, encoder: &mut Encoder) -> Option<NodeIndex> {
        Some(self.encode(encoder))
    }

    /// Like [`encode`](Self::encode), for a list of such values. Hidden, for only those of the
    /// built-in types are quicker than one value after the other.
    #[doc(hidden)]
    fn encode_list(items: &[Self], encoder: &mut Encoder) -> NodeIndex
    where
        Self: Sized,
    {
        encoder.list(items)
    }
}

/// Gathers the nodes of values, one value after another, in memory that is used again for the next
/// call.
#[derive(Default)]
pub struct Encoder {
    /// No node is dropped, for none owns anything: their lists point into `indexes` and `bytes`.
    nodes: Vec<ManuallyDrop<WitNode>>,
    indexes: Vec<i32>,
    /// The bytes of texts and flags.
    bytes: Vec<u8>,
    /// Where the nodes of the current value begin. Its node indexes count from there.
    begin: usize,
    pub(super) values: Vec<BorrowedValue>,
    /// The worker that the values are for, if resources among them are to be checked.
    worker: Option<Rc<Connection>>,
    /// The URI of the worker that owns the first resource which is not `worker`'s.
    pub(super) foreign: Option<String>,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoder")
    }
}

impl Encoder {
    /// For values that are sent to `worker`, whose resources must be that worker's.
    pub(super) fn for_worker(worker: &Rc<Connection>) -> Self {
        Self { worker: Some(worker.clone()), ..Self::default() }
    }

    /// Gathers all of `values`, into an encoder that has none.
    pub(super) fn encode(&mut self, values: &[&dyn Encode]) {
        for value in values {
            self.begin = self.nodes.len();
            value.encode(self);
            self.values.push(BorrowedValue::of_len(self.value_len()));
        }
        let mut nodes: *const WitNode = self.nodes.as_ptr().cast();
        for value in &mut self.values {
            // SAFETY: the encoder owns the nodes as well, and does not change them before it is
            // cleared of its values.
            unsafe { value.place(nodes) };
            nodes = nodes.wrapping_add(value.len());
        }
    }

    /// The nodes of a single value.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn into_nodes(self) -> List<WitNode> {
        self.nodes.iter().map(|node| (**node).clone()).collect::<Vec<_>>().into()
    }

    /// For how many nodes it has memory. What belongs to the nodes is counted as nodes, too.
    pub(super) fn capacity(&self) -> usize {
        self.nodes.capacity().max(self.indexes.capacity()).max(self.bytes.capacity() / size_of::<WitNode>())
    }

    /// How many nodes the value has by now.
    fn value_len(&self) -> usize {
        self.nodes.len() - self.begin
    }

    /// Removes all values, but keeps the memory.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.indexes.clear();
        self.bytes.clear();
        self.values.clear();
        self.begin = 0;
        self.worker = None;
    }

    /// A reply: a tuple of the results, of one or of none for `()`.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn encode_reply(value: &dyn Encode) -> WitValue {
        let mut encoder = Self::default();
        let tuple = encoder.push(WitNode::PrimBool(false));
        let result = value.encode_payload(&mut encoder).map(|node| node.0);
        let list = encoder.indexes(result.iter().len(), |indexes| indexes.extend(result));
        encoder.put(tuple, WitNode::TupleValue(list));
        WitValue { nodes: encoder.into_nodes() }
    }

    /// The resource `id` at `uri`, which `owner` has.
    pub(crate) fn resource(&mut self, owner: &Connection, uri: &str, id: u64) -> NodeIndex {
        if let Some(worker) = &self.worker
            && self.foreign.is_none()
            && !owner.is_worker_of(worker)
        {
            self.foreign = Some(owner.uri().to_owned());
        }
        self.handle_of(uri, id)
    }

    /// The resource `id` at `uri`, whoever has it.
    pub(crate) fn handle_of(&mut self, uri: &str, id: u64) -> NodeIndex {
        let uri = Text(self.bytes_of(uri.as_bytes()));
        self.push(WitNode::Handle(ResourceHandle { uri, id }))
    }

    /// A record of `fields`, in the order of its WIT.
    pub fn record(&mut self, fields: &[&dyn Encode]) -> NodeIndex {
        self.parent(fields.iter().copied(), WitNode::RecordValue)
    }

    /// A tuple of `items`.
    pub fn tuple(&mut self, items: &[&dyn Encode]) -> NodeIndex {
        self.parent(items.iter().copied(), WitNode::TupleValue)
    }

    /// A list of `items`.
    fn list<T: Encode>(&mut self, items: &[T]) -> NodeIndex {
        self.nodes.reserve(items.len() + 1);
        self.parent(items.iter().map(|item| item as &dyn Encode), WitNode::ListValue)
    }

    /// A list whose items are one node each. They are added all at once.
    pub(super) fn leaves(&mut self, items: impl ExactSizeIterator<Item = WitNode>) -> NodeIndex {
        self.nodes.reserve(items.len() + 1);
        let first = self.value_len() as i32 + 1;
        let indexes = self.indexes(items.len(), |indexes| indexes.extend((first..).take(items.len())));
        let list = self.push(WitNode::ListValue(indexes));
        self.nodes.extend(items.map(ManuallyDrop::new));
        list
    }

    /// A variant's case, by its position in the WIT counted from 0, with its payload if it has one.
    pub fn variant(&mut self, case: u32, payload: Option<&dyn Encode>) -> NodeIndex {
        self.with_payload(|encoder| {
            let payload = payload.and_then(|payload| payload.encode_payload(encoder));
            WitNode::VariantValue(VariantCase { case, payload: payload.map(|node| node.0).into() })
        })
    }

    /// An enum's case, by its position in the WIT counted from 0.
    pub fn enumeration(&mut self, case: u32) -> NodeIndex {
        self.push(WitNode::EnumValue(case))
    }

    /// Flags, of which there are `count`. The first flag in the WIT is the lowest bit of `bits`.
    pub fn flags(&mut self, bits: u32, count: u32) -> NodeIndex {
        self.make_room(0, count as usize);
        let first = end_of(&mut self.bytes).cast();
        self.bytes.extend((0..count).map(|flag| (bits >> flag & 1) as u8));
        // SAFETY: as in `bytes_of`, and the bytes are zeros and ones, which are booleans.
        let flags = unsafe { List::borrowed(first, count as usize) };
        self.push(WitNode::FlagsValue(flags))
    }

    pub(super) fn text(&mut self, text: &str) -> NodeIndex {
        let text = Text(self.bytes_of(text.as_bytes()));
        self.push(WitNode::PrimString(text))
    }

    /// An option.
    pub(super) fn option(&mut self, value: Option<&dyn Encode>) -> NodeIndex {
        self.with_payload(|encoder| WitNode::OptionValue(value.map(|value| value.encode(encoder).0).into()))
    }

    /// A result.
    pub(super) fn result(&mut self, value: Result<&dyn Encode, &dyn Encode>) -> NodeIndex {
        self.with_payload(|encoder| {
            let mut payload = |value: &dyn Encode| value.encode_payload(encoder).map(|node| node.0);
            WitNode::ResultValue(match value {
                Ok(value) => Either::Ok(payload(value).into()),
                Err(error) => Either::Err(payload(error).into()),
            })
        })
    }

    #[inline(always)]
    pub(super) fn push(&mut self, node: WitNode) -> NodeIndex {
        // A list of more than i32::MAX nodes does not fit into the memory of a component.
        let index = NodeIndex(self.value_len() as i32);
        self.nodes.push(ManuallyDrop::new(node));
        index
    }

    fn parent<'a>(
        &mut self,
        children: impl ExactSizeIterator<Item = &'a dyn Encode>,
        node: fn(List<i32>) -> WitNode,
    ) -> NodeIndex {
        let place = self.indexes.len();
        let list = self.indexes(children.len(), |indexes| indexes.resize(place + children.len(), 0));
        // Its children come after it, for the root must be the first.
        let index = self.push(node(list));
        for (place, child) in (place..).zip(children) {
            let child = child.encode(self).0;
            if let Some(place) = self.indexes.get_mut(place) {
                *place = child;
            }
        }
        index
    }

    /// The `count` indexes that `add` adds.
    fn indexes(&mut self, count: usize, add: impl FnOnce(&mut Vec<i32>)) -> List<i32> {
        self.make_room(count, 0);
        let first = end_of(&mut self.indexes);
        add(&mut self.indexes);
        // SAFETY: the list goes into a node, which is never dropped, and `grow` corrects the list
        // when its items are moved.
        unsafe { List::borrowed(first, count) }
    }

    fn bytes_of(&mut self, bytes: &[u8]) -> List<u8> {
        self.make_room(0, bytes.len());
        let first = end_of(&mut self.bytes);
        self.bytes.extend_from_slice(bytes);
        // SAFETY: as in `indexes`.
        unsafe { List::borrowed(first, bytes.len()) }
    }

    /// Makes room for so many more indexes and bytes, so that adding them does not move those that
    /// are there, to which lists point.
    fn make_room(&mut self, indexes: usize, bytes: usize) {
        let free_indexes = self.indexes.capacity() - self.indexes.len();
        let free_bytes = self.bytes.capacity() - self.bytes.len();
        if indexes > free_indexes || bytes > free_bytes {
            self.grow(indexes, bytes);
        }
    }

    /// Makes room by moving the indexes and bytes, and corrects all lists that point to them.
    #[cold]
    fn grow(&mut self, indexes: usize, bytes: usize) {
        let old = (begin_of(&mut self.indexes), begin_of(&mut self.bytes));
        self.indexes.reserve(indexes);
        self.bytes.reserve(bytes);
        let new = (begin_of(&mut self.indexes), begin_of(&mut self.bytes));
        for node in &mut self.nodes {
            match &mut **node {
                WitNode::RecordValue(list) | WitNode::TupleValue(list) | WitNode::ListValue(list) => {
                    list.relocate(old.0, new.0)
                }
                WitNode::FlagsValue(flags) => flags.relocate(old.1.cast(), new.1.cast()),
                WitNode::PrimString(text) => text.0.relocate(old.1, new.1),
                WitNode::Handle(handle) => handle.uri.0.relocate(old.1, new.1),
                _ => {}
            }
        }
    }

    /// A node that needs the index of its payload, which is encoded after it.
    fn with_payload(&mut self, payload: impl FnOnce(&mut Self) -> WitNode) -> NodeIndex {
        let index = self.push(WitNode::PrimBool(false));
        let node = payload(self);
        self.put(index, node);
        index
    }

    fn put(&mut self, index: NodeIndex, node: WitNode) {
        if let Some(place) = self.nodes.get_mut(self.begin + index.0 as usize) {
            *place = ManuallyDrop::new(node);
        }
    }
}

/// Where the next item will be added.
fn end_of<T>(items: &mut Vec<T>) -> NonNull<T> {
    let len = items.len();
    // SAFETY: this is within the memory of the vector, or just past its end.
    unsafe { begin_of(items).add(len) }
}

fn begin_of<T>(items: &mut Vec<T>) -> NonNull<T> {
    // SAFETY: the pointer of a vector is never null, also when it has no memory.
    unsafe { NonNull::new_unchecked(items.as_mut_ptr()) }
}
