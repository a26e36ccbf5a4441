//! [`Encode`] and [`Decode`] for the built-in types of WIT.

use super::decode::{Decode, Decoder};
use super::decode_error::{DecodeError, Problem};
use super::encode::{Encode, Encoder};
use super::node_index::NodeIndex;
use crate::bindings::rpc::Uri;
use crate::bindings::wit_value::{Either, WitNode};
use std::ptr;

macro_rules! primitives {
    ($($ty:ty: $wit:literal = $case:ident;)*) => {$(
        impl Encode for $ty {
            fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
                encoder.push(WitNode::$case(*self))
            }

            fn encode_list(items: &[Self], encoder: &mut Encoder) -> NodeIndex {
                encoder.leaves(items.iter().map(|item| WitNode::$case(*item)))
            }
        }

        impl Decode for $ty {
            #[inline(always)]
            fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
                decoder.take(node, $wit, |node| if let WitNode::$case(value) = node { Some(*value) } else { None })
            }

            fn decode_list(decoder: &mut Decoder, node: NodeIndex) -> Result<Vec<Self>, DecodeError> {
                decoder.leaves(node, $wit, |node| if let WitNode::$case(value) = node { Some(*value) } else { None })
            }
        }
    )*};
}

primitives! {
    bool: "bool" = PrimBool;
    u8: "u8" = PrimU8;
    u16: "u16" = PrimU16;
    u32: "u32" = PrimU32;
    u64: "u64" = PrimU64;
    i8: "s8" = PrimS8;
    i16: "s16" = PrimS16;
    i32: "s32" = PrimS32;
    i64: "s64" = PrimS64;
    f32: "f32" = PrimFloat32;
    f64: "f64" = PrimFloat64;
    char: "char" = PrimChar;
}

impl Encode for str {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.text(self)
    }
}

impl Encode for String {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.text(self)
    }
}

impl Decode for String {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let text = decoder.take(node, "string", |node| match node {
            // SAFETY: `take` overwrites the node without dropping it.
            WitNode::PrimString(text) => Some(unsafe { ptr::read(text) }),
            _ => None,
        })?;
        Ok(text.into())
    }
}

/// No value, which is written `_` in WIT or left out.
impl Encode for () {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.tuple(&[])
    }

    fn encode_payload(&self, _: &mut Encoder) -> Option<NodeIndex> {
        None
    }
}

impl Decode for () {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        decoder.tuple::<0>(node).map(drop)
    }

    fn decode_payload(_: &mut Decoder, node: Option<NodeIndex>) -> Result<Self, DecodeError> {
        match node {
            None => Ok(()),
            Some(_) => Err(Problem::Payload.into()),
        }
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        T::encode(self, encoder)
    }

    fn encode_payload(&self, encoder: &mut Encoder) -> Option<NodeIndex> {
        T::encode_payload(self, encoder)
    }
}

impl<T: Encode> Encode for [T] {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        T::encode_list(self, encoder)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        T::encode_list(self, encoder)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        T::decode_list(decoder, node)
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.option(self.as_ref().map(|value| value as &dyn Encode))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let value = decoder.take(node, "option", |node| match node {
            WitNode::OptionValue(value) => Some(value.into_option()),
            _ => None,
        })?;
        value.map(|value| T::decode(decoder, NodeIndex(value))).transpose()
    }
}

impl<T: Encode, E: Encode> Encode for Result<T, E> {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.result(match self {
            Ok(value) => Ok(value),
            Err(error) => Err(error),
        })
    }
}

impl<T: Decode, E: Decode> Decode for Result<T, E> {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let result = decoder.take(node, "result", |node| match node {
            WitNode::ResultValue(result) => Some(*result),
            _ => None,
        })?;
        match result {
            Either::Ok(value) => decoder.case(value.into_option().map(NodeIndex), "ok").map(Ok),
            Either::Err(error) => decoder.case(error.into_option().map(NodeIndex), "err").map(Err),
        }
    }
}

/// The address of a worker, which calls may carry like any other record.
impl Encode for Uri {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.record(&[&self.value])
    }
}

impl Decode for Uri {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let [value] = decoder.record(node)?;
        Ok(Uri { value: decoder.field(value, "value")? })
    }
}

macro_rules! tuples {
    ($(($($item:ident $position:literal),*))*) => {$(
        impl<$($item: Encode),*> Encode for ($($item,)*) {
            fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
                #[allow(non_snake_case)]
                let ($($item,)*) = self;
                encoder.tuple(&[$($item),*])
            }
        }

        impl<$($item: Decode),*> Decode for ($($item,)*) {
            fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
                #[allow(non_snake_case)]
                let [$($item),*] = decoder.tuple(node)?;
                Ok(($(decoder.field($item, $position)?,)*))
            }
        }
    )*};
}

tuples! {
    (A "0")
    (A "0", B "1")
    (A "0", B "1", C "2")
    (A "0", B "1", C "2", D "3")
    (A "0", B "1", C "2", D "3", E "4")
    (A "0", B "1", C "2", D "3", E "4", F "5")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10", L "11")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10", L "11", M "12")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10", L "11", M "12", N "13")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10", L "11", M "12", N "13", O "14")
    (A "0", B "1", C "2", D "3", E "4", F "5", G "6", H "7", I "8", J "9", K "10", L "11", M "12", N "13", O "14",
     P "15")
}
