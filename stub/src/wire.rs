//! The values of `golem:rpc/types`, as the host has them. They are the same in all versions.

use crate::types::Tag;
use core::cell::Cell;

/// A node of a `wit-value`: the number of its case, and what that holds.
///
/// | case | words of its payload |
/// |---|---|
/// | record, tuple, list, string, flags | address, length |
/// | variant | case, whether there is a payload, its node |
/// | option | whether there is a value, its node |
/// | result | whether it is an error, whether there is a payload, its node |
/// | enum | case |
/// | handle | address and length of the URI; lower and upper half of the id |
#[repr(C, align(8))]
pub(crate) struct Node {
    pub(crate) tag: Cell<Tag>,
    padding: [u8; 7],
    pub(crate) words: Words,
}

/// What a node holds.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Words(pub(crate) [u32; 4]);

const _: () = assert!(size_of::<Node>() == 24 && align_of::<Node>() == 8 && core::mem::offset_of!(Node, words) == 8);

impl Node {
    pub(crate) fn new(tag: Tag, words: [u32; 4]) -> Node {
        Node { tag: Cell::new(tag), padding: [0; 7], words: Words(words) }
    }
}

impl Words {
    /// The text, or the flags.
    pub(crate) fn bytes(&self) -> &'static [u8] {
        let [address, len, ..] = self.0;
        // SAFETY: so many lie there until the call is over: the host has put them there.
        unsafe { core::slice::from_raw_parts(address as *const u8, len as usize) }
    }

    /// The numbers of the parts' nodes.
    pub(crate) fn indexes(&self) -> &'static [u32] {
        let [address, len, ..] = self.0;
        // SAFETY: as above.
        unsafe { core::slice::from_raw_parts(address as *const u32, len as usize) }
    }
}

/// A `wit-value`.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Value {
    pub(crate) nodes: *mut Node,
    pub(crate) len: usize,
}
