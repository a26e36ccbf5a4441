//! Core values, as which parameters and results are passed where there are few of them, and the
//! memory that values lie in otherwise.

/// A core value, by its bits.
pub trait Flat {
    /// The bits of the value, the upper ones zero.
    fn bits(self) -> u64;

    /// The value of these bits.
    fn from_bits(bits: u64) -> Self;
}

macro_rules! flat {
    ($($ty:ty: $value:ident -> $bits:expr, $from:ident -> $back:expr;)*) => {$(
        impl Flat for $ty {
            fn bits(self) -> u64 {
                let $value = self;
                $bits
            }

            fn from_bits($from: u64) -> Self {
                $back
            }
        }
    )*};
}

flat! {
    (): _value -> 0, _bits -> ();
    i32: value -> u64::from(value as u32), bits -> bits as i32;
    i64: value -> value as u64, bits -> bits as i64;
    f32: value -> u64::from(value.to_bits()), bits -> f32::from_bits(bits as u32);
    f64: value -> value.to_bits(), bits -> f64::from_bits(bits);
}

#[cfg(target_family = "wasm")]
pub(crate) use on_wasm::{load, store};

#[cfg(target_family = "wasm")]
mod on_wasm {
    use crate::memory::{At, read, write};
    use crate::types::{Kind, Type, aligned};
    use core::slice;

    /// Puts a value that was passed as core values into memory.
    pub(crate) fn store(ty: &Type, flats: &mut slice::Iter<'_, u64>, to: At) {
        match &ty.kind {
            Kind::Fields(_, fields) => {
                let mut offset = 0;
                for field in *fields {
                    offset = aligned(offset, field.align);
                    if let Kind::Scalar(_) = field.kind {
                        store_next(flats, field.size, to.plus(offset));
                    } else {
                        store(field, flats, to.plus(offset));
                    }
                    offset += field.size;
                }
            }
            Kind::Choice(choice) => {
                // All cases share the core values of the largest.
                let (own, others) = flats.as_slice().split_at_checked(ty.flats).unwrap_or_default();
                *flats = others.iter();
                let mut own = own.iter();
                let case = store_next(&mut own, choice.case_size, to);
                if let Some(Some(ty)) = choice.cases.get(case as usize) {
                    store(ty, &mut own, to.plus(choice.payload));
                }
            }
            // Of several core values, each is of four bytes.
            _ if ty.flats > 1 => (0..ty.flats).for_each(|flat| _ = store_next(flats, 4, to.plus(4 * flat))),
            _ => _ = store_next(flats, ty.size, to),
        }
    }

    fn store_next(flats: &mut slice::Iter<'_, u64>, size: usize, to: At) -> u64 {
        let bits = flats.next().copied().unwrap_or_default();
        write(to, bits, size);
        bits
    }

    /// A value of one core value.
    pub(crate) fn load(ty: &Type, from: At) -> u64 {
        match &ty.kind {
            Kind::Fields(_, [field]) => load(field, from),
            Kind::Choice(choice) => read(from, choice.case_size),
            _ => read(from, ty.size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Flat;

    #[test]
    fn values_survive_as_bits() {
        for value in [0, 1, -1, i32::MIN, i32::MAX] {
            assert_eq!(i32::from_bits(value.bits()), value);
            assert!(value.bits() <= u64::from(u32::MAX));
        }
        assert_eq!(i64::from_bits(i64::MIN.bits()), i64::MIN);
        assert_eq!(f32::from_bits(1.5f32.to_bits()), 1.5);
        assert_eq!(<f32 as Flat>::from_bits((-1.5f32).bits()), -1.5);
        assert_eq!(<f64 as Flat>::from_bits((-0.1f64).bits()), -0.1);
    }
}
