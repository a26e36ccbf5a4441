//! `golem:rpc`'s `wit-value`, laid out in memory as the canonical ABI of the component model has
//! it.
//!
//! The types that `wit-bindgen` generates have to be copied node by node on the way out and in,
//! with three allocations for each value. These are handed to the host as they are.

use super::reply_memory::is_in_block;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

/// A value: a tree in a list. Node 0 is the root, and nodes name their children by their positions
/// in the list.
#[derive(Debug, Clone, PartialEq)]
#[repr(C)]
pub(crate) struct WitValue {
    /// All nodes.
    pub(crate) nodes: List<WitNode>,
}

/// A [`WitValue`] whose nodes belong to somebody else, as the host takes it in a list of
/// parameters.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct BorrowedValue {
    nodes: *const WitNode,
    len: usize,
}

impl BorrowedValue {
    /// A value of `len` nodes, which must not be used before [`place`](Self::place) says where they
    /// are.
    pub(crate) const fn of_len(len: usize) -> Self {
        Self { nodes: std::ptr::null(), len }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Says where its nodes are.
    ///
    /// # Safety
    ///
    /// As long as the value is used they must be there, and nobody may change them.
    pub(crate) const unsafe fn place(&mut self, nodes: *const WitNode) {
        self.nodes = nodes;
    }

    /// A copy that owns its nodes.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn copy(&self) -> WitValue {
        // SAFETY: so many nodes are there, as `place` was promised.
        let nodes = unsafe { std::slice::from_raw_parts(self.nodes, self.len) };
        WitValue { nodes: nodes.to_vec().into() }
    }
}

/// The position of a node in its value.
pub(crate) type NodeIndex = i32;

/// One node of a [`WitValue`], with the cases of `golem:rpc`'s `wit-node` in their order.
#[derive(Debug, Clone, PartialEq)]
#[repr(C, u8)]
pub(crate) enum WitNode {
    RecordValue(List<NodeIndex>),
    VariantValue(VariantCase),
    EnumValue(u32),
    FlagsValue(List<bool>),
    TupleValue(List<NodeIndex>),
    ListValue(List<NodeIndex>),
    OptionValue(Maybe<NodeIndex>),
    ResultValue(Either<Maybe<NodeIndex>, Maybe<NodeIndex>>),
    PrimU8(u8),
    PrimU16(u16),
    PrimU32(u32),
    PrimU64(u64),
    PrimS8(i8),
    PrimS16(i16),
    PrimS32(i32),
    PrimS64(i64),
    PrimFloat32(f32),
    PrimFloat64(f64),
    PrimChar(char),
    PrimBool(bool),
    PrimString(Text),
    Handle(ResourceHandle),
    /// Not a case of `wit-node`: what decoding leaves where it took a node. It is never sent.
    Taken,
    /// Like `Taken`, but with a list that is still being read.
    Lent(List<NodeIndex>),
}

/// A variant's case, by its position in the WIT, and its payload if it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct VariantCase {
    pub(crate) case: u32,
    pub(crate) payload: Maybe<NodeIndex>,
}

/// A resource: the URI of the worker that has it, and its number there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct ResourceHandle {
    pub(crate) uri: Text,
    pub(crate) id: u64,
}

/// An [`Option`] with the layout of the canonical ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, u8)]
pub(crate) enum Maybe<T> {
    None,
    Some(T),
}

impl<T> From<Option<T>> for Maybe<T> {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::None, Self::Some)
    }
}

impl<T> Maybe<T> {
    /// As an [`Option`].
    pub(crate) fn into_option(self) -> Option<T> {
        match self {
            Self::None => None,
            Self::Some(value) => Some(value),
        }
    }
}

/// A [`Result`] with the layout of the canonical ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, u8)]
pub(crate) enum Either<T, E> {
    Ok(T),
    Err(E),
}

/// A [`Vec`] with the layout of the canonical ABI: pointer and length. The capacity is the length.
#[repr(C)]
pub(crate) struct List<T> {
    items: NonNull<T>,
    len: usize,
    owned: PhantomData<T>,
}

impl<T> List<T> {
    /// A list of items that somebody else owns.
    ///
    /// # Safety
    ///
    /// The list must not be dropped, and not be read after its items are gone.
    pub(crate) unsafe fn borrowed(items: NonNull<T>, len: usize) -> Self {
        Self { items, len, owned: PhantomData }
    }

    /// Corrects a [`borrowed`](Self::borrowed) list after its items were moved, together with all
    /// that begins at `old`, to `new`.
    pub(crate) fn relocate(&mut self, old: NonNull<T>, new: NonNull<T>) {
        let offset = self.items.addr().get().wrapping_sub(old.addr().get());
        self.items = NonNull::new(new.as_ptr().wrapping_byte_add(offset)).unwrap_or(new);
    }

    /// The address of its items.
    pub(crate) fn first_item(&self) -> NonNull<T> {
        self.items
    }

    /// Whether its items are in the memory of replies, which is used again and never freed.
    pub(crate) fn is_in_reply_memory(&self) -> bool {
        is_in_block(self.items)
    }

    /// Frees the memory without dropping the items.
    pub(crate) fn forget_items(&mut self) {
        let list = mem::take(self);
        // SAFETY: a `ManuallyDrop<T>` is laid out as a `T`.
        drop(unsafe { mem::transmute::<List<T>, List<ManuallyDrop<T>>>(list) });
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: NonNull::dangling(), len: 0, owned: PhantomData }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        let items = Box::leak(items.into_boxed_slice());
        Self { len: items.len(), items: NonNull::from(items).cast(), owned: PhantomData }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many items are there, and nobody changes them while the list is borrowed.
        unsafe { std::slice::from_raw_parts(self.items.as_ptr(), self.len) }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: so many items are there, and nobody else has borrowed the list.
        unsafe { std::slice::from_raw_parts_mut(self.items.as_ptr(), self.len) }
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        let items = std::ptr::slice_from_raw_parts_mut(self.items.as_ptr(), self.len);
        // SAFETY: the items are a boxed slice, or were allocated like one for the host, or are in
        // the memory of replies, which is not freed. After this nobody uses the list. A
        // `ManuallyDrop<T>` is laid out as a `T`.
        unsafe {
            items.drop_in_place();
            if !is_in_block(self.items) {
                drop(Box::from_raw(items as *mut [ManuallyDrop<T>]));
            }
        }
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> Self {
        self.to_vec().into()
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A [`String`] with the layout of the canonical ABI.
#[derive(Clone, Default, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Text(pub(crate) List<u8>);

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes().into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        let bytes = ManuallyDrop::new(text.0);
        // SAFETY: the bytes are a boxed slice, or were allocated like one for the host; texts are
        // never in the memory of replies. Nobody else owns them, for the list is not dropped. They
        // are UTF-8: they were a `String`, or came from the host, where the canonical ABI ensures
        // it.
        unsafe { Self::from_raw_parts(bytes.items.as_ptr(), bytes.len, bytes.len) }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        String::from_utf8_lossy(&self.0).fmt(f)
    }
}

/// What the compiler can check of the layouts: sizes and alignments, as the canonical ABI computes
/// them for 32 bits.
#[cfg(target_pointer_width = "32")]
const _: () = {
    const fn is<T>(size: usize, align: usize) -> bool {
        size_of::<T>() == size && align_of::<T>() == align
    }
    assert!(is::<List<u8>>(8, 4));
    assert!(is::<Maybe<NodeIndex>>(8, 4));
    assert!(is::<VariantCase>(12, 4));
    assert!(is::<Either<Maybe<NodeIndex>, Maybe<NodeIndex>>>(12, 4));
    assert!(is::<ResourceHandle>(16, 8));
    assert!(is::<WitNode>(24, 8));
    assert!(is::<WitValue>(8, 4));
};

#[cfg(test)]
mod tests {
    use super::{List, Text, WitNode, WitValue};
    use crate::bindings::reply_memory::{Loan, tests::place_for};
    use std::marker::PhantomData;

    #[test]
    fn lists_own_their_items() {
        let texts = ["a".to_owned(), "b".to_owned()];
        let mut list = List::from(texts.to_vec());
        list.swap(0, 1);
        let copy = list.clone();
        assert_eq!(list, copy);
        assert_eq!(*list, ["b", "a"]);
        assert_eq!(format!("{copy:?}"), r#"["b", "a"]"#);
        assert!(List::<u64>::from(Vec::new()).is_empty());
        let mut roomy = Vec::with_capacity(100);
        roomy.push(1u8);
        assert_eq!(*List::from(roomy), [1]);
    }

    #[test]
    fn lists_in_the_memory_of_replies_are_not_freed() {
        let (items, _loan) =
            Loan::during(|| place_for(size_of::<[String; 2]>(), align_of::<String>()).cast::<String>());
        // SAFETY: there is room for two, which the list owns after this.
        let list = unsafe {
            items.write("a".to_owned());
            items.add(1).write("b".to_owned());
            List { items, len: 2, owned: PhantomData }
        };
        assert_eq!(*list, ["a", "b"]);
    }

    #[test]
    fn texts_stay_what_they_are() {
        for text in ["", "a", "ünï"] {
            assert_eq!(String::from(Text::from(text.to_owned())), text);
        }
    }

    #[test]
    fn values_are_freed_with_all_in_them() {
        let nodes = vec![
            WitNode::TupleValue(vec![1, 2].into()),
            WitNode::PrimString("text".to_owned().into()),
            WitNode::FlagsValue(vec![true, false].into()),
        ];
        let value = WitValue { nodes: nodes.into() };
        assert_eq!(value.clone(), value);
    }
}
