//! Serialises component values, for fields of type `Vec<Val>`. [`Val`] itself has no such form.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use wasmtime::component::Val;

/// A value, as [`Val`] has it. Resources, futures and streams live in an instance, and can't be
/// kept.
#[derive(Serialize, Deserialize)]
enum StoredVal {
    Bool(bool),
    S8(i8),
    U8(u8),
    S16(i16),
    U16(u16),
    S32(i32),
    U32(u32),
    S64(i64),
    U64(u64),
    Float32(f32),
    Float64(f64),
    Char(char),
    String(String),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Record(Vec<(String, Self)>),
    Tuple(Vec<Self>),
    Variant(String, Option<Box<Self>>),
    Enum(String),
    Option(Option<Box<Self>>),
    Result(Result<Option<Box<Self>>, Option<Box<Self>>>),
    Flags(Vec<String>),
    FixedLengthList(Vec<Self>),
}

pub(crate) fn serialize<S: Serializer>(vals: &[Val], serializer: S) -> Result<S::Ok, S::Error> {
    let stored = all(vals, StoredVal::of).ok_or_else(|| ser::Error::custom("a resource can't be kept"))?;
    stored.serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Val>, D::Error> {
    Vec::<StoredVal>::deserialize(deserializer).map(vals).map_err(de::Error::custom)
}

fn all<T, U>(items: &[T], of: impl Fn(&T) -> Option<U>) -> Option<Vec<U>> {
    items.iter().map(of).collect()
}

impl StoredVal {
    /// `None` if the value can't be kept.
    fn of(val: &Val) -> Option<Self> {
        let payload = |payload: &Option<Box<Val>>| match payload {
            None => Some(None),
            Some(val) => Self::of(val).map(|val| Some(Box::new(val))),
        };
        Some(match val {
            Val::Bool(value) => Self::Bool(*value),
            Val::S8(value) => Self::S8(*value),
            Val::U8(value) => Self::U8(*value),
            Val::S16(value) => Self::S16(*value),
            Val::U16(value) => Self::U16(*value),
            Val::S32(value) => Self::S32(*value),
            Val::U32(value) => Self::U32(*value),
            Val::S64(value) => Self::S64(*value),
            Val::U64(value) => Self::U64(*value),
            Val::Float32(value) => Self::Float32(*value),
            Val::Float64(value) => Self::Float64(*value),
            Val::Char(value) => Self::Char(*value),
            Val::String(text) => Self::String(text.clone()),
            Val::List(vals) => Self::List(all(vals, Self::of)?),
            Val::Map(pairs) => Self::Map(all(pairs, |(key, val)| Some((Self::of(key)?, Self::of(val)?)))?),
            Val::Record(fields) => Self::Record(all(fields, |(name, val)| Some((name.clone(), Self::of(val)?)))?),
            Val::Tuple(vals) => Self::Tuple(all(vals, Self::of)?),
            Val::Variant(case, val) => Self::Variant(case.clone(), payload(val)?),
            Val::Enum(case) => Self::Enum(case.clone()),
            Val::Option(val) => Self::Option(payload(val)?),
            Val::Result(Ok(val)) => Self::Result(Ok(payload(val)?)),
            Val::Result(Err(val)) => Self::Result(Err(payload(val)?)),
            Val::Flags(names) => Self::Flags(names.clone()),
            Val::FixedLengthList(vals) => Self::FixedLengthList(all(vals, Self::of)?),
            Val::Resource(_) | Val::Future(_) | Val::Stream(_) | Val::ErrorContext(_) => return None,
        })
    }

    fn into_val(self) -> Val {
        match self {
            Self::Bool(value) => Val::Bool(value),
            Self::S8(value) => Val::S8(value),
            Self::U8(value) => Val::U8(value),
            Self::S16(value) => Val::S16(value),
            Self::U16(value) => Val::U16(value),
            Self::S32(value) => Val::S32(value),
            Self::U32(value) => Val::U32(value),
            Self::S64(value) => Val::S64(value),
            Self::U64(value) => Val::U64(value),
            Self::Float32(value) => Val::Float32(value),
            Self::Float64(value) => Val::Float64(value),
            Self::Char(value) => Val::Char(value),
            Self::String(text) => Val::String(text),
            Self::List(stored) => Val::List(vals(stored)),
            Self::Map(pairs) => {
                Val::Map(pairs.into_iter().map(|(key, val)| (key.into_val(), val.into_val())).collect())
            }
            Self::Record(fields) => Val::Record(fields.into_iter().map(|(name, val)| (name, val.into_val())).collect()),
            Self::Tuple(stored) => Val::Tuple(vals(stored)),
            Self::Variant(case, val) => Val::Variant(case, payload(val)),
            Self::Enum(case) => Val::Enum(case),
            Self::Option(val) => Val::Option(payload(val)),
            Self::Result(Ok(val)) => Val::Result(Ok(payload(val))),
            Self::Result(Err(val)) => Val::Result(Err(payload(val))),
            Self::Flags(names) => Val::Flags(names),
            Self::FixedLengthList(stored) => Val::FixedLengthList(vals(stored)),
        }
    }
}

fn vals(stored: Vec<StoredVal>) -> Vec<Val> {
    stored.into_iter().map(StoredVal::into_val).collect()
}

fn payload(stored: Option<Box<StoredVal>>) -> Option<Box<Val>> {
    stored.map(|val| Box::new(val.into_val()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Kept(#[serde(with = "super")] Vec<Val>);

    #[test]
    fn every_value_comes_back_as_it_was() {
        let one = || Box::new(Val::U8(1));
        let vals = vec![
            Val::Bool(true),
            Val::S8(-1),
            Val::U16(2),
            Val::S64(i64::MIN),
            Val::U64(u64::MAX),
            Val::Float32(f32::NEG_INFINITY),
            Val::Float64(-0.0),
            Val::Char('\u{10ffff}'),
            Val::String("a\0é".into()),
            Val::List(vec![Val::S16(1), Val::S16(-2)]),
            Val::Map(vec![(Val::String("k".into()), Val::U32(1))]),
            Val::Record(vec![("a-field".into(), Val::S32(5))]),
            Val::Tuple(vec![]),
            Val::Variant("some-case".into(), Some(one())),
            Val::Variant("other".into(), None),
            Val::Enum("case".into()),
            Val::Option(Some(one())),
            Val::Option(None),
            Val::Result(Ok(None)),
            Val::Result(Err(Some(one()))),
            Val::Flags(vec!["a".into(), "b".into()]),
            Val::FixedLengthList(vec![Val::U8(1)]),
        ];
        let bytes = postcard::to_allocvec(&Kept(vals.clone())).unwrap();
        assert_eq!(postcard::from_bytes::<Kept>(&bytes).unwrap().0, vals);
        let nan = postcard::to_allocvec(&Kept(vec![Val::Float32(f32::NAN)])).unwrap();
        let Kept(nan) = postcard::from_bytes(&nan).unwrap();
        assert!(matches!(nan[..], [Val::Float32(value)] if value.is_nan()), "{nan:?}");
    }
}
