//! From memory to the nodes of a `wit-value`.

use crate::connection::Connection;
use crate::gathered::Gathered;
use crate::memory::{At, allocate_array, read, read_list, read_u32};
use crate::objects::Remote;
use crate::types::{Function, Kind, Resource, Tag, Target, Type, aligned};
use crate::wire::{Node, Value};

/// Makes the values of one call's parameters.
pub(crate) struct Encoder<'c> {
    nodes: Gathered<Node>,
    /// Where the value begins that is being made: nodes are counted from there.
    begin: usize,
    /// The worker that is called: resources must be its.
    connection: &'c Connection,
    /// A resource that is not.
    pub(crate) foreign: Option<&'static Remote>,
    pub(crate) given: Given,
}

/// Handles of resources that the target has once the call was made.
pub(crate) struct Given(Gathered<(&'static Resource, u32)>);

impl Given {
    /// The call was made: the resources go, and nobody tells the target.
    pub(crate) fn forget(&mut self) {
        for (resource, handle) in self.0.as_mut() {
            // SAFETY: the handle was passed to the stub, which drops it once.
            unsafe {
                Remote::borrowed((resource.rep)(*handle)).give();
                (resource.drop)(*handle);
            }
        }
    }
}

impl<'c> Encoder<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        let given = Given(Gathered::new());
        Self { nodes: Gathered::new(), begin: 0, connection, foreign: None, given }
    }

    /// The values of the parameters that lie there. They live until the call is over, as do the
    /// parameters.
    pub(crate) fn params(&mut self, function: &Function, at: At) -> &'static [Value] {
        let Kind::Fields(_, fields) = &function.params.kind else { return &[] };
        let skipped = usize::from(function.target != Target::Method);
        let values = allocate_array::<Value>(fields.len() - skipped);
        let mut offset = 0;
        let mut count = 0;
        for (position, field) in fields.iter().enumerate() {
            offset = aligned(offset, field.align);
            if position >= skipped {
                self.begin = self.nodes.len();
                self.encode(field, at.plus(offset));
                let len = self.nodes.len() - self.begin;
                if let Some(value) = values.get_mut(count) {
                    value.write(Value { nodes: core::ptr::null_mut(), len });
                }
                count += 1;
            }
            offset += field.size;
        }
        // SAFETY: all of them were written, and a `MaybeUninit` lies in memory as its content does.
        let values = unsafe { &mut *(core::ptr::from_mut(values) as *mut [Value]) };
        let mut nodes = self.nodes.as_mut().as_mut_ptr();
        for value in values.iter_mut() {
            value.nodes = nodes;
            nodes = nodes.wrapping_add(value.len);
        }
        values
    }

    /// Appends the nodes of the value there; gives the number of its own.
    fn encode(&mut self, ty: &Type, at: At) -> u32 {
        let place = self.nodes.len();
        if let Kind::Scalar(tag) = ty.kind {
            self.nodes.push(scalar(tag, ty, at));
        } else {
            // Its parts come after it, for the root must be the first.
            self.nodes.push(Node::new(Tag::TAKEN, [0; 4]));
            let node = self.node(ty, at);
            if let Some(reserved) = self.nodes.as_mut().get_mut(place) {
                *reserved = node;
            }
        }
        (place - self.begin) as u32
    }

    fn node(&mut self, ty: &Type, at: At) -> Node {
        match &ty.kind {
            Kind::Scalar(tag) => scalar(*tag, ty, at),
            Kind::Enum(_) => Node::new(Tag::ENUM, [read(at, ty.size) as u32, 0, 0, 0]),
            Kind::String => {
                let (text, len) = read_list(at);
                Node::new(Tag::STRING, [text.0 as u32, len as u32, 0, 0])
            }
            Kind::List(item) => {
                let (items, len) = read_list(at);
                self.nodes.reserve(len);
                self.parent(Tag::LIST, (0..len).map(|position| (*item, items.plus(position * item.size))))
            }
            Kind::Fields(tag, fields) => {
                let mut end = 0;
                let place = |field: &&'static Type| {
                    let offset = aligned(end, field.align);
                    end = offset + field.size;
                    (*field, at.plus(offset))
                };
                self.parent(*tag, fields.iter().map(place))
            }
            Kind::Choice(choice) => {
                let case = read(at, choice.case_size) as u32;
                let payload = choice.cases.get(case as usize).copied().flatten();
                let payload = payload.map(|ty| self.encode(ty, at.plus(choice.payload)));
                let (some, node) = (u32::from(payload.is_some()), payload.unwrap_or(0));
                match choice.tag {
                    Tag::OPTION => Node::new(Tag::OPTION, [some, node, 0, 0]),
                    tag => Node::new(tag, [case, some, node, 0]),
                }
            }
            Kind::Flags(count) => self.flags(*count, at),
            Kind::Own(resource) => {
                let handle = read_u32(at);
                self.given.0.push((resource, handle));
                // SAFETY: the handle was passed to the stub.
                self.handle(unsafe { (resource.rep)(handle) })
            }
            Kind::Borrow => self.handle(read_u32(at)),
        }
    }

    fn parent(&mut self, tag: Tag, children: impl ExactSizeIterator<Item = (&'static Type, At)>) -> Node {
        let nodes = allocate_array::<u32>(children.len());
        let len = nodes.len() as u32;
        let address = nodes.as_ptr() as u32;
        for (node, (ty, at)) in nodes.iter_mut().zip(children) {
            node.write(self.encode(ty, at));
        }
        Node::new(tag, [address, len, 0, 0])
    }

    /// A byte for each flag.
    fn flags(&self, count: usize, at: At) -> Node {
        let flags = allocate_array::<bool>(count);
        for (position, flag) in flags.iter_mut().enumerate() {
            flag.write(read(at.plus(position / 8), 1) >> (position % 8) & 1 == 1);
        }
        Node::new(Tag::FLAGS, [flags.as_ptr() as u32, count as u32, 0, 0])
    }

    fn handle(&mut self, object: u32) -> Node {
        // SAFETY: it stands for a resource that the stub exports.
        let remote = unsafe { Remote::borrowed(object) };
        if !remote.connection.is_worker_of(self.connection) {
            self.foreign = Some(remote);
        }
        remote.node()
    }
}

fn scalar(tag: Tag, ty: &Type, at: At) -> Node {
    let bits = read(at, ty.size);
    Node::new(tag, [bits as u32, (bits >> 32) as u32, 0, 0])
}
