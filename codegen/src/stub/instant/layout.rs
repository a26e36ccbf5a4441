//! The layout of values in memory, as the component model's canonical ABI has it.

/// Where a value lies, and how it is passed. The numbers stay at their greatest instead of
/// overflowing, as a type of a few lines may be larger than any memory: [`Layout::fits`] says
/// whether it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// In bytes.
    pub(super) size: u32,
    /// In bytes.
    pub(super) align: u32,
    /// As how many core values it is passed, where these are few enough.
    pub(super) flats: u32,
}

impl Layout {
    /// What is handed over in one piece, such as a number.
    pub(super) const fn single(size: u32) -> Layout {
        Layout { size, align: size, flats: 1 }
    }

    /// A string or a list: an address and a length.
    pub(super) const LIST: Layout = Layout { size: 8, align: 4, flats: 2 };

    /// What one field after the other is.
    pub(super) fn fields(fields: impl IntoIterator<Item = Layout>) -> Layout {
        let mut all = Layout { size: 0, align: 1, flats: 0 };
        for field in fields {
            all.size = aligned(all.size, field.align).saturating_add(field.size);
            all.align = all.align.max(field.align);
            all.flats = all.flats.saturating_add(field.flats);
        }
        Layout { size: aligned(all.size, all.align), ..all }
    }

    /// What has one of so many cases, with these payloads. Gives the place of the payload, too.
    pub(super) fn cases(count: usize, payloads: impl IntoIterator<Item = Layout>) -> (Layout, u32) {
        let case = case_size(count);
        let mut largest = Layout { size: 0, align: 1, flats: 0 };
        for payload in payloads {
            largest.size = largest.size.max(payload.size);
            largest.align = largest.align.max(payload.align);
            largest.flats = largest.flats.max(payload.flats);
        }
        let (place, align) = (aligned(case, largest.align), largest.align.max(case));
        let size = aligned(place.saturating_add(largest.size), align);
        (Layout { size, align, flats: largest.flats.saturating_add(1) }, place)
    }

    /// What is one of so many cases without a payload.
    pub(super) fn enumeration(cases: usize) -> Layout {
        Layout::single(case_size(cases))
    }

    /// So many flags.
    pub(super) fn flags(count: usize) -> Layout {
        match count {
            0..=8 => Layout::single(1),
            9..=16 => Layout::single(2),
            _ => {
                let words = u32::try_from(count.div_ceil(32)).unwrap_or(u32::MAX);
                Layout { size: words.saturating_mul(4), align: 4, flats: words }
            }
        }
    }

    /// Whether a value can be in memory at all.
    pub(super) fn fits(self) -> bool {
        self.size <= i32::MAX as u32
    }
}

/// Bytes of the number of one of so many cases.
pub(super) fn case_size(cases: usize) -> u32 {
    match cases {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

/// The next multiple of `align`, a power of two, unless that is too large.
pub(super) fn aligned(offset: u32, align: u32) -> u32 {
    offset.saturating_add(align - 1) & !(align - 1)
}

#[cfg(test)]
mod tests {
    use super::Layout;

    const U8: Layout = Layout::single(1);
    const U16: Layout = Layout::single(2);
    const U64: Layout = Layout::single(8);

    fn numbers(layout: Layout) -> (u32, u32, u32) {
        (layout.size, layout.align, layout.flats)
    }

    /// The expected ones are computed by hand from the canonical ABI's text, as in golem-rpc-stub.
    #[test]
    fn layouts_are_those_of_the_canonical_abi() {
        let record = Layout::fields([U8, U64, U16]);
        assert_eq!(numbers(record), (24, 8, 3));
        assert_eq!(numbers(Layout::fields([U8, record])), (32, 8, 4));
        assert_eq!(Layout::cases(2, [U64]), (Layout { size: 16, align: 8, flats: 2 }, 8));
        assert_eq!(Layout::cases(2, [Layout::LIST, U8]), (Layout { size: 12, align: 4, flats: 3 }, 4));
        assert_eq!(Layout::cases(3, [U16, record]), (Layout { size: 32, align: 8, flats: 4 }, 8));
        assert_eq!(Layout::cases(2, []), (Layout { size: 1, align: 1, flats: 1 }, 1));
        assert_eq!(Layout::cases(257, [U8]), (Layout { size: 4, align: 2, flats: 2 }, 2));
        let sizes = [1, 256, 257, 65_536, 65_537].map(|cases| Layout::enumeration(cases).size);
        assert_eq!(sizes, [1, 1, 2, 2, 4]);
        let flags = [1, 8, 9, 16, 17, 32, 33, 64].map(|count| numbers(Layout::flags(count)));
        let expected = [(1, 1, 1), (1, 1, 1), (2, 2, 1), (2, 2, 1), (4, 4, 1), (4, 4, 1), (8, 4, 2), (8, 4, 2)];
        assert_eq!(flags, expected);
    }

    #[test]
    fn what_is_larger_than_any_memory_is_told() {
        let mut ty = U64;
        for _ in 0..100 {
            ty = Layout::fields([ty, ty]);
        }
        assert!(!ty.fits() && !Layout::cases(2, [ty]).0.fits() && record_of(28).fits() && !record_of(29).fits());
    }

    fn record_of(doublings: usize) -> Layout {
        (0..doublings).fold(Layout::single(4), |ty, _| Layout::fields([ty, ty]))
    }
}
