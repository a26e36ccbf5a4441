//! How large and how deep component values are.

use wasmtime::component::Val;

/// How many bytes of memory a value takes. The decoder counts in the same way, so that a limit
/// means the same for calls from outside and for calls between workers.
pub(crate) fn size(value: &Val) -> usize {
    let owned = match value {
        Val::String(text) => text.len(),
        Val::Record(fields) => fields.iter().map(|(field, _)| name(field)).sum(),
        Val::Variant(case, _) | Val::Enum(case) => name(case),
        Val::Flags(set) => set.iter().map(|flag| name(flag)).sum(),
        _ => 0,
    };
    let mut sum = size_of::<Val>() + owned;
    for_each_child(value, &mut |child| sum += size(child));
    sum
}

/// How many values are on the longest way down from this one, itself included.
pub(crate) fn depth(value: &Val) -> usize {
    let mut below = 0;
    for_each_child(value, &mut |child| below = below.max(depth(child)));
    1 + below
}

/// How many bytes a name takes. Each value has a copy of the names of its fields and cases.
fn name(name: &str) -> usize {
    size_of::<String>() + name.len()
}

fn for_each_child<'a>(value: &'a Val, visit: &mut dyn FnMut(&'a Val)) {
    match value {
        Val::List(values) | Val::Tuple(values) | Val::FixedLengthList(values) => values.iter().for_each(visit),
        Val::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).for_each(visit),
        Val::Record(fields) => fields.iter().for_each(|(_, value)| visit(value)),
        Val::Variant(_, payload) | Val::Option(payload) | Val::Result(Ok(payload) | Err(payload)) => {
            payload.as_deref().into_iter().for_each(visit);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_is_in_them() {
        let plain = size(&Val::U8(1));
        assert_eq!(size(&Val::String("abc".into())), plain + 3);
        assert_eq!(size(&Val::List(vec![Val::U8(1), Val::U8(2)])), 3 * plain);
        let record = Val::Record(vec![("field".into(), Val::Option(Some(Box::new(Val::U8(1)))))]);
        assert_eq!(size(&record), 3 * plain + size_of::<String>() + 5);
        assert_eq!((depth(&Val::U8(1)), depth(&record)), (1, 3));
        assert_eq!(depth(&Val::Tuple(vec![Val::U8(1), Val::List(vec![])])), 2);
    }
}
