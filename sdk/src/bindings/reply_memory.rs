//! Memory for the lists of which a reply consists: one block, which is used again for each reply.
//!
//! The host asks the component for memory for each list that it passes in. To allocate and free
//! that costs more than to decode what is in the list, and the lists are not needed once the reply
//! is decoded. So they are put into one block one after another. Texts, which are moved into the
//! decoded value, and long lists are allocated as usual.

use std::alloc::{Layout, alloc, realloc};
use std::cell::{Cell, UnsafeCell};
use std::ptr::{self, NonNull};

/// The largest alignment of anything that the host passes in.
type Word = u64;
/// The size of the block, in bytes.
const BLOCK_SIZE: usize = 16 * 1024;
/// The length of the longest list that is put into the block, in bytes.
const LONGEST: usize = 512;

thread_local! {
    static BLOCK: UnsafeCell<[Word; BLOCK_SIZE / size_of::<Word>()]> =
        const { UnsafeCell::new([0; BLOCK_SIZE / size_of::<Word>()]) };
    /// How many bytes of the block the host may still take, from its end. Zero, except while a
    /// reply is passed in.
    static FREE: Cell<usize> = const { Cell::new(0) };
    static LENT: Cell<bool> = const { Cell::new(false) };
}

/// The use of the block by a reply. Only one reply can use it at a time: one that comes while
/// another is decoded is allocated as usual.
#[derive(Debug)]
pub(crate) struct Loan {
    of_block: bool,
}

impl Loan {
    /// Lends the block to `receive`, which calls the host for a reply. No part of the reply may be
    /// used after the loan is dropped.
    pub(crate) fn during<T>(receive: impl FnOnce() -> T) -> (T, Self) {
        let loan = Self { of_block: !LENT.replace(true) };
        FREE.set(if loan.of_block { BLOCK_SIZE } else { 0 });
        let reply = receive();
        FREE.set(0);
        (reply, loan)
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if self.of_block {
            LENT.set(false);
        }
    }
}

/// Whether the address is in the block, so that it must not be freed.
pub(super) fn is_in_block<T>(address: NonNull<T>) -> bool {
    let begin = BLOCK.with(UnsafeCell::get).addr();
    address.addr().get().wrapping_sub(begin) < BLOCK_SIZE
}

/// Takes so many bytes of the block, if it is lent and they are left.
fn take(size: usize) -> Option<*mut u8> {
    let free = FREE.get();
    if size > LONGEST || size > free {
        return None;
    }
    let free = (free - size) & !(size_of::<Word>() - 1);
    FREE.set(free);
    Some(BLOCK.with(UnsafeCell::get).cast::<u8>().wrapping_add(free))
}

/// The host calls this for memory to pass something in. Without it, the host would call the
/// `cabi_realloc` that bindings of exports bring. Because of this export, two versions of this
/// crate can't be linked into one component.
///
/// # Safety
///
/// `align` is a power of two. If `old_size` is not zero, `old` points to so many bytes, which this
/// function has allocated with the same `align`.
#[cfg_attr(target_family = "wasm", unsafe(export_name = "cabi_import_realloc"))]
unsafe extern "C" fn reallocate(old: *mut u8, old_size: usize, align: usize, size: usize) -> *mut u8 {
    if size == 0 {
        return ptr::without_provenance_mut(align);
    }
    if align > size_of::<u8>()
        && let Some(place) = take(size)
    {
        return place;
    }
    // SAFETY: no size that is used here is zero. By the canonical ABI only texts are reallocated,
    // and those are never in the block.
    let place = unsafe {
        match old_size {
            0 => alloc(Layout::from_size_align_unchecked(size, align)),
            _ => realloc(old, Layout::from_size_align_unchecked(old_size, align), size),
        }
    };
    if place.is_null() {
        // The host can't be told of a failure, and a panic with a message would be more code than
        // all of this.
        std::process::abort();
    }
    place
}

#[cfg(test)]
pub(super) mod tests {
    use super::{BLOCK_SIZE, LONGEST, Loan, Word, is_in_block, reallocate};
    use std::alloc::{Layout, dealloc};
    use std::ptr::{self, NonNull};

    /// As the host asks for it.
    pub(in crate::bindings) fn place_for(size: usize, align: usize) -> NonNull<u8> {
        // SAFETY: nothing is grown.
        NonNull::new(unsafe { reallocate(ptr::null_mut(), 0, align, size) }).unwrap()
    }

    /// Writes all of it, and frees it unless it is in the block.
    fn use_up(place: NonNull<u8>, size: usize, align: usize) {
        // SAFETY: so many bytes are there, and outside of the block they were allocated with this
        // layout.
        unsafe {
            place.write_bytes(1, size);
            if !is_in_block(place) {
                dealloc(place.as_ptr(), Layout::from_size_align(size, align).unwrap());
            }
        }
    }

    #[test]
    fn short_lists_of_a_reply_lie_in_the_block() {
        let (places, loan) = Loan::during(|| [(24, 8), (12, 4), (1, 4)].map(|(size, align)| place_for(size, align)));
        for place in places {
            assert!(is_in_block(place) && place.cast::<Word>().is_aligned());
            use_up(place, 1, 8);
        }
        assert!(places.is_sorted_by(|a, b| a.addr().get() >= b.addr().get() + 8), "none lies in another");
        drop(loan);
        let (again, _loan) = Loan::during(|| place_for(24, 8));
        assert_eq!(again, places[0]);
    }

    #[test]
    fn all_else_is_allocated() {
        let ((text, long), _loan) = Loan::during(|| (place_for(5, 1), place_for(LONGEST + 1, 8)));
        let (second, _second) = Loan::during(|| place_for(8, 8));
        let outside = place_for(8, 8);
        for (place, size, align) in [(text, 5, 1), (long, LONGEST + 1, 8), (second, 8, 8), (outside, 8, 8)] {
            assert!(!is_in_block(place));
            use_up(place, size, align);
        }
    }

    #[test]
    fn a_reply_larger_than_the_block_goes_on_outside() {
        let lists = BLOCK_SIZE / LONGEST;
        let (places, _loan) = Loan::during(|| (0..lists + 1).map(|_| place_for(LONGEST, 8)).collect::<Vec<_>>());
        assert_eq!(places.iter().filter(|place| is_in_block(**place)).count(), lists);
        places.into_iter().for_each(|place| use_up(place, LONGEST, 8));
    }

    #[test]
    fn a_text_may_grow() {
        let place = place_for(2, 1);
        // SAFETY: it has two bytes, then four.
        let grown = unsafe {
            place.copy_from_nonoverlapping(NonNull::from(b"ab").cast(), 2);
            let grown = reallocate(place.as_ptr(), 2, 1, 4);
            assert_eq!(std::slice::from_raw_parts(grown, 2), b"ab");
            NonNull::new(grown).unwrap()
        };
        use_up(grown, 4, 1);
        assert_eq!(place_for(0, 8).addr().get(), 8);
    }
}
