//! [`Type`]: what a value is, as a table.
//!
//! The tables are laid out as C would do it: the generator also writes them itself, without a
//! compiler, into the memory of a module that this crate was compiled to (`stub/instant/tables.rs`
//! of golem-rpc-codegen).

/// What a function of the target is.
#[derive(Debug)]
#[repr(C)]
pub struct Function {
    /// Its name on the wire: `demo:component1/api.{get}`.
    pub name: &'static str,
    /// What its first parameter says.
    pub target: Target,
    /// All parameters of the stub's function, as a tuple.
    pub params: Type,
    /// What it gives.
    pub result: Option<&'static Type>,
}

/// What the first parameter of a stub's function says about the worker to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Target {
    /// It is the client of an interface, which is connected. The target does not get it.
    Client,
    /// It is a resource of the worker, whose method is called.
    Method,
    /// It is the record for the worker. The target does not get it.
    Location,
}

/// A resource that the stub exports for one of the target's: the component model's functions for
/// it.
#[derive(Debug)]
#[repr(C)]
pub struct Resource {
    /// `[resource-new]`
    pub new: unsafe extern "C" fn(u32) -> u32,
    /// `[resource-rep]`
    pub rep: unsafe extern "C" fn(u32) -> u32,
    /// `[resource-drop]`
    pub drop: unsafe extern "C" fn(u32),
    /// The function on the wire that drops the target's: `demo:shop/orders.{cart.drop}`.
    pub target_drop: &'static str,
}

/// A type of the WIT, with its layout in memory as the canonical ABI has it.
#[derive(Debug)]
#[allow(dead_code, reason = "natively nobody calls")]
#[repr(C)]
pub struct Type {
    pub(crate) size: usize,
    pub(crate) align: usize,
    /// As how many core values it is passed.
    pub(crate) flats: usize,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
#[allow(dead_code, reason = "natively nobody calls")]
#[repr(u32)]
pub(crate) enum Kind {
    /// A number or the like: its node holds it as the memory does.
    Scalar(Tag),
    String,
    List(&'static Type),
    /// A record or tuple.
    Fields(Tag, &'static [&'static Type]),
    Choice(Choice),
    /// So many cases.
    Enum(u32),
    /// So many flags.
    Flags(usize),
    Own(&'static Resource),
    Borrow,
}

/// A variant, option or result: a case, and its payload if it has one.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "natively nobody calls")]
#[repr(C)]
pub(crate) struct Choice {
    pub(crate) tag: Tag,
    /// Bytes of the case's number.
    pub(crate) case_size: usize,
    /// Where the payload lies.
    pub(crate) payload: usize,
    pub(crate) cases: &'static [Option<&'static Type>],
}

/// The case of a `wit-node`, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Tag(pub(crate) u8);

#[allow(dead_code, reason = "natively nobody calls")]
impl Tag {
    pub(crate) const RECORD: Tag = Tag(0);
    pub(crate) const VARIANT: Tag = Tag(1);
    pub(crate) const ENUM: Tag = Tag(2);
    pub(crate) const FLAGS: Tag = Tag(3);
    pub(crate) const TUPLE: Tag = Tag(4);
    pub(crate) const LIST: Tag = Tag(5);
    pub(crate) const OPTION: Tag = Tag(6);
    pub(crate) const RESULT: Tag = Tag(7);
    pub(crate) const STRING: Tag = Tag(20);
    pub(crate) const HANDLE: Tag = Tag(21);
    /// None of `wit-node`'s: what is left where a node was taken from.
    pub(crate) const TAKEN: Tag = Tag(22);
}

const fn scalar(tag: u8, size: usize) -> Type {
    Type { size, align: size, flats: 1, kind: Kind::Scalar(Tag(tag)) }
}

/// `u8`
pub static U8: Type = scalar(8, 1);
/// `u16`
pub static U16: Type = scalar(9, 2);
/// `u32`
pub static U32: Type = scalar(10, 4);
/// `u64`
pub static U64: Type = scalar(11, 8);
/// `s8`
pub static S8: Type = scalar(12, 1);
/// `s16`
pub static S16: Type = scalar(13, 2);
/// `s32`
pub static S32: Type = scalar(14, 4);
/// `s64`
pub static S64: Type = scalar(15, 8);
/// `f32`
pub static F32: Type = scalar(16, 4);
/// `f64`
pub static F64: Type = scalar(17, 8);
/// `char`
pub static CHAR: Type = scalar(18, 4);
/// `bool`
pub static BOOL: Type = scalar(19, 1);
/// `string`, and a worker's URI up to `golem:rpc@0.1.3`
pub static STRING: Type = Type { size: 8, align: 4, flats: 2, kind: Kind::String };
/// The record for a worker from `golem:rpc@0.2.0` on: both halves of the component's id, and the
/// worker's name.
pub static WORKER: Type = Type::record(&[&U64, &U64, &STRING]);
/// What is lent: a resource, or the client of an interface.
pub static LENT: Type = Type { size: 4, align: 4, flats: 1, kind: Kind::Borrow };

impl Type {
    /// `list<item>`
    pub const fn list(item: &'static Type) -> Type {
        Type { size: 8, align: 4, flats: 2, kind: Kind::List(item) }
    }

    /// A record of these fields.
    pub const fn record(fields: &'static [&'static Type]) -> Type {
        Self::fields(Tag::RECORD, fields)
    }

    /// A tuple of these items.
    pub const fn tuple(items: &'static [&'static Type]) -> Type {
        Self::fields(Tag::TUPLE, items)
    }

    /// A variant of these cases.
    pub const fn variant(cases: &'static [Option<&'static Type>]) -> Type {
        Self::choice(Tag::VARIANT, cases)
    }

    /// An option of these cases: none, and that of its value.
    pub const fn option(cases: &'static [Option<&'static Type>; 2]) -> Type {
        Self::choice(Tag::OPTION, cases)
    }

    /// A result of these cases: ok, and err.
    pub const fn result(cases: &'static [Option<&'static Type>; 2]) -> Type {
        Self::choice(Tag::RESULT, cases)
    }

    /// An enum of so many cases.
    pub const fn enumeration(cases: u32) -> Type {
        let size = case_size(cases as usize);
        Type { size, align: size, flats: 1, kind: Kind::Enum(cases) }
    }

    /// So many flags.
    pub const fn flags(count: usize) -> Type {
        let (size, align) = match count {
            0..=8 => (1, 1),
            9..=16 => (2, 2),
            _ => (count.div_ceil(32) * 4, 4),
        };
        Type { size, align, flats: size.div_ceil(4), kind: Kind::Flags(count) }
    }

    /// A resource that changes hands.
    pub const fn own(resource: &'static Resource) -> Type {
        Type { size: 4, align: 4, flats: 1, kind: Kind::Own(resource) }
    }

    #[allow(clippy::indexing_slicing, reason = "computed when the stub is compiled")]
    const fn fields(tag: Tag, fields: &'static [&'static Type]) -> Type {
        let (mut size, mut align, mut flats) = (0, 1, 0);
        // `for` is not for constants, here and below.
        let mut index = 0;
        while index < fields.len() {
            let field = fields[index];
            size = aligned(size, field.align) + field.size;
            align = max(align, field.align);
            flats += field.flats;
            index += 1;
        }
        Type { size: aligned(size, align), align, flats, kind: Kind::Fields(tag, fields) }
    }

    #[allow(clippy::indexing_slicing, reason = "as above")]
    const fn choice(tag: Tag, cases: &'static [Option<&'static Type>]) -> Type {
        let case_size = case_size(cases.len());
        let (mut size, mut align, mut flats) = (0, 1, 0);
        let mut index = 0;
        while index < cases.len() {
            if let Some(payload) = cases[index] {
                size = max(size, payload.size);
                align = max(align, payload.align);
                flats = max(flats, payload.flats);
            }
            index += 1;
        }
        let payload = aligned(case_size, align);
        let align = max(case_size, align);
        let choice = Choice { tag, case_size, payload, cases };
        Type { size: aligned(payload + size, align), align, flats: 1 + flats, kind: Kind::Choice(choice) }
    }
}

/// Bytes of the number of one of so many cases.
const fn case_size(cases: usize) -> usize {
    match cases {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

/// Where the last of a tuple's fields ends.
#[allow(dead_code, reason = "natively nobody calls")]
pub(crate) fn end_of_fields(ty: &Type) -> usize {
    let Kind::Fields(_, fields) = &ty.kind else { return ty.size };
    fields.iter().fold(0, |end, field| aligned(end, field.align) + field.size)
}

/// The next multiple of `align`, a power of two.
pub(crate) const fn aligned(offset: usize, align: usize) -> usize {
    (offset + align - 1) & !(align - 1)
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::{LENT, STRING, Type, U8, U16, U32, U64};

    fn layout(ty: &Type) -> (usize, usize, usize) {
        (ty.size, ty.align, ty.flats)
    }

    /// The expected ones are computed by hand from the canonical ABI's text.
    #[test]
    fn layouts_are_those_of_the_canonical_abi() {
        static RECORD: Type = Type::record(&[&U8, &U64, &U16]);
        static NESTED: Type = Type::tuple(&[&U8, &RECORD]);
        static OPTION: Type = Type::option(&[None, Some(&U64)]);
        static RESULT: Type = Type::result(&[Some(&STRING), Some(&U8)]);
        static VARIANT: Type = Type::variant(&[None, Some(&U16), Some(&RECORD)]);
        assert_eq!(layout(&RECORD), (24, 8, 3));
        assert_eq!(layout(&NESTED), (32, 8, 4));
        assert_eq!(layout(&OPTION), (16, 8, 2));
        assert_eq!(layout(&RESULT), (12, 4, 3));
        assert_eq!(layout(&VARIANT), (32, 8, 4));
        assert_eq!(layout(&Type::list(&U8)), (8, 4, 2));
        static LENT_WITH: Type = Type::tuple(&[&LENT, &U32]);
        static SMALL: Type = Type::option(&[None, Some(&U8)]);
        assert_eq!(layout(&LENT_WITH), (8, 4, 2));
        assert_eq!(layout(&SMALL), (2, 1, 2));
    }

    #[test]
    fn the_last_field_ends_before_the_padding() {
        static TUPLE: Type = Type::tuple(&[&U64, &STRING, &U8]);
        assert_eq!((super::end_of_fields(&TUPLE), TUPLE.size), (17, 24));
        static SMALL: Type = Type::tuple(&[&U8, &U16]);
        assert_eq!(super::end_of_fields(&SMALL), 4);
    }

    #[test]
    fn numbers_of_cases_and_flags_are_as_wide_as_they_must_be() {
        let sizes = [1, 256, 257, 65_536, 65_537].map(|cases| Type::enumeration(cases).size);
        assert_eq!(sizes, [1, 1, 2, 2, 4]);
        let flags = [1, 8, 9, 16, 17, 32, 33, 64].map(|count| layout(&Type::flags(count)));
        let expected = [(1, 1, 1), (1, 1, 1), (2, 2, 1), (2, 2, 1), (4, 4, 1), (4, 4, 1), (8, 4, 2), (8, 4, 2)];
        assert_eq!(flags, expected);
    }
}
