//! The heap: freed blocks wait in lists, one for each size, to be used again.
//!
//! Sizes are rounded up to one of four steps between two powers of two, so that a block fits what
//! comes later, and is at most a quarter too large. A general allocator would be larger than the
//! rest of a stub.

const STEPS: u32 = 4;
/// What all blocks are aligned to.
const ALIGN: usize = 8;
/// Up to here there is a list for each multiple of the alignment.
const SMALL: usize = 2 * STEPS as usize * ALIGN;
const LISTS: usize = 2 * STEPS as usize * usize::BITS as usize;

/// The list for blocks of at least `size` bytes, and how many bytes those have.
fn list_for(size: usize) -> Option<(usize, usize)> {
    let last = size.max(1) - 1;
    if last < SMALL {
        let step = last >> ALIGN.ilog2();
        return Some((ALIGN.ilog2() as usize * 2 * STEPS as usize + step, (step + 1) * ALIGN));
    }
    let shift = usize::BITS - last.leading_zeros() - STEPS.ilog2() - 1;
    let step = last >> shift;
    let size = (step + 1).checked_shl(shift).filter(|size| *size > last)?;
    Some((shift as usize * 2 * STEPS as usize + step, size))
}

#[cfg(target_family = "wasm")]
mod on_wasm {
    use super::{ALIGN, LISTS, list_for};
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};
    use core::ptr;

    struct Heap;

    #[global_allocator]
    static HEAP: Heap = Heap;

    /// A block that nobody uses.
    struct Free {
        next: *mut Free,
    }

    // A component is one thread.
    static mut FREE: [*mut Free; LISTS] = [ptr::null_mut(); LISTS];
    /// Memory that was never used, up to the end of all.
    static mut FRESH: usize = 0;

    const PAGE: usize = 64 * 1024;

    // SAFETY: a block is used by one at a time, for it leaves its list when it is handed out; it
    // has as many bytes as its list says, which is found by the size that both `alloc` and
    // `dealloc` are given; and it is aligned as all are.
    unsafe impl GlobalAlloc for Heap {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let Some((list, size)) = list_for(layout.size()).filter(|_| layout.align() <= ALIGN) else {
                return ptr::null_mut();
            };
            // SAFETY: there is such a list, and its blocks are free.
            unsafe {
                let free = (&raw mut FREE).cast::<*mut Free>().add(list);
                let block = *free;
                if block.is_null() {
                    return fresh(size);
                }
                *free = (*block).next;
                block.cast()
            }
        }

        // Not inlined, for it is called in many places, and a stub is to be small.
        #[inline(never)]
        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            let Some((list, _)) = list_for(layout.size()) else { return };
            // SAFETY: there is such a list, and the block is not used any more.
            unsafe {
                let free = (&raw mut FREE).cast::<*mut Free>().add(list);
                let block = block.cast::<Free>();
                *block = Free { next: *free };
                *free = block;
            }
        }
    }

    /// A block of memory that was never used, or null when there is no more.
    fn fresh(size: usize) -> *mut u8 {
        // SAFETY: a component is one thread.
        unsafe {
            let end = memory_size(0) * PAGE;
            if FRESH == 0 {
                FRESH = end;
            }
            let missing = size.saturating_sub(end - FRESH);
            if missing > 0 && memory_grow(0, missing.div_ceil(PAGE)) == usize::MAX {
                return ptr::null_mut();
            }
            let block = FRESH;
            FRESH += size;
            block as *mut u8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALIGN, LISTS, list_for};

    #[test]
    fn blocks_are_large_enough_and_not_much_larger() {
        for size in (0..5000).chain([1 << 20, (1 << 20) + 1, 123_456_789, 1 << 40, usize::MAX / 2]) {
            let (list, block) = list_for(size).unwrap();
            assert!(list < LISTS);
            assert!(block >= size.max(1) && block % ALIGN == 0, "{block} bytes for {size}");
            assert!(block <= (size + size / 4).max(size + ALIGN), "{block} bytes for {size}");
        }
    }

    #[test]
    fn blocks_of_one_list_have_one_size() {
        let mut sizes = std::collections::BTreeMap::new();
        for size in 0..100_000 {
            let (list, block) = list_for(size).unwrap();
            assert_eq!(*sizes.entry(list).or_insert(block), block);
        }
    }

    #[test]
    fn there_are_blocks_of_no_more_than_all_memory() {
        assert_eq!(list_for(usize::MAX), None);
    }
}
