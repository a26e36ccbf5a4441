//! From the nodes of a `wit-value` to memory.

use crate::connection::Connection;
use crate::failure::{Failure, fail};
use crate::memory::{At, allocate, write};
use crate::objects::Remote;
use crate::types::{Choice, Function, Kind, Tag, Type, aligned};
use crate::wire::{Node, Value, Words};
use alloc::rc::Rc;

/// Takes one reply apart. Each node is taken once, so that a value that names itself comes to an
/// end. What is not as the WIT promises ends the call.
struct Decoder<'c> {
    nodes: &'static [Node],
    /// Whose reply it is.
    function: &'static Function,
    /// Resources in the reply are called through it.
    connection: &'c Rc<Connection>,
}

/// Puts the result into memory. A reply is a tuple of the results: of one, or of none.
pub(crate) fn decode_reply(function: &'static Function, connection: &Rc<Connection>, reply: Value, to: At) {
    // SAFETY: the host gave the nodes for this call.
    let nodes = unsafe { core::slice::from_raw_parts(reply.nodes, reply.len) };
    let decoder = Decoder { nodes, function, connection };
    let results = decoder.take(0, Tag::TUPLE).indexes();
    match (function.result, results) {
        (None, []) => {}
        (Some(ty), [node]) => decoder.decode(ty, *node, to),
        (_, results) => decoder.fail("another number of results", results.len() as u32),
    }
}

impl Decoder<'_> {
    /// What the node holds.
    fn take(&self, node: u32, expected: Tag) -> &'static Words {
        let Some(place) = self.nodes.get(node as usize) else { self.fail("no such node", node) };
        match place.tag.replace(Tag::TAKEN) {
            tag if tag == expected => &place.words,
            Tag::TAKEN => self.fail("used twice:", node),
            found => fail(self.function, Failure::Kind { expected, found }),
        }
    }

    fn decode(&self, ty: &Type, node: u32, to: At) {
        match &ty.kind {
            Kind::Scalar(tag) => {
                let [lower, upper, ..] = self.take(node, *tag).0;
                write(to, u64::from(lower) | u64::from(upper) << 32, ty.size);
            }
            Kind::String => {
                let [address, len, ..] = self.take(node, Tag::STRING).0;
                write_list(to, address, len);
            }
            Kind::List(item) => {
                let nodes = self.take(node, Tag::LIST).indexes();
                // No memory for items that can't be there: each has nodes of its own.
                let least = if let Kind::Fields(_, fields) = item.kind { fields.len() } else { 1 };
                if nodes.len() as u64 * least as u64 > self.nodes.len() as u64 {
                    self.fail("no such node", nodes.len() as u32);
                }
                let items = allocate(nodes.len().saturating_mul(item.size));
                for (position, node) in nodes.iter().enumerate() {
                    self.decode(item, *node, items.plus(position * item.size));
                }
                write_list(to, items.0 as u32, nodes.len() as u32);
            }
            Kind::Fields(tag, fields) => {
                let nodes = self.take(node, *tag).indexes();
                if nodes.len() != fields.len() {
                    self.fail("another number of fields", nodes.len() as u32);
                }
                let mut offset = 0;
                for (field, node) in fields.iter().zip(nodes) {
                    offset = aligned(offset, field.align);
                    self.decode(field, *node, to.plus(offset));
                    offset += field.size;
                }
            }
            Kind::Choice(choice) => self.choice(choice, node, to),
            Kind::Enum(cases) => {
                let [case, ..] = self.take(node, Tag::ENUM).0;
                if case >= *cases {
                    self.fail("no such case", case);
                }
                write(to, u64::from(case), ty.size);
            }
            Kind::Flags(count) => self.flags(*count, ty.size, node, to),
            Kind::Own(resource) => {
                let handle = self.take(node, Tag::HANDLE);
                let remote = Remote::new(self.connection.clone(), handle, resource.target_drop);
                // SAFETY: the object is what the resource's destructor takes.
                let handle = unsafe { (resource.new)(remote.into_object()) };
                write(to, u64::from(handle), 4);
            }
            Kind::Borrow => self.fail("a lent resource:", node),
        }
    }

    fn choice(&self, choice: &Choice, node: u32, to: At) {
        let words = self.take(node, choice.tag).0;
        let (case, some, node) = match (choice.tag, words) {
            // Of what is a byte, the rest of the word is anything.
            (Tag::OPTION, [some, node, ..]) => (some & 0xff, some, node),
            (Tag::RESULT, [case, some, node, _]) => (case & 0xff, some, node),
            (_, [case, some, node, _]) => (case, some, node),
        };
        let payload = (some & 0xff == 1).then_some(node);
        write(to, u64::from(case), choice.case_size);
        match (choice.cases.get(case as usize), payload) {
            (Some(None), None) => {}
            (Some(Some(ty)), Some(node)) => self.decode(ty, node, to.plus(choice.payload)),
            (Some(_), _) => self.fail("a payload too many or too few in case", case),
            (None, _) => self.fail("no such case", case),
        }
    }

    fn flags(&self, count: usize, size: usize, node: u32, to: At) {
        let flags = self.take(node, Tag::FLAGS).bytes();
        if flags.len() != count {
            self.fail("another number of flags", flags.len() as u32);
        }
        let mut bytes =
            flags.chunks(8).map(|byte| byte.iter().rev().fold(0, |bits, flag| bits << 1 | u64::from(*flag)));
        for offset in 0..size {
            write(to.plus(offset), bytes.next().unwrap_or(0), 1);
        }
    }

    #[cold]
    fn fail(&self, what: &'static str, number: u32) -> ! {
        fail(self.function, Failure::Reply(what, number))
    }
}

fn write_list(to: At, address: u32, len: u32) {
    write(to, u64::from(address), 4);
    write(to.plus(4), u64::from(len), 4);
}
