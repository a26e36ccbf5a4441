//! The memory of a call: parameters, reply and result.
//!
//! It is freed all together when the next call begins, for the result is read when the call is
//! over.

use core::alloc::Layout;
use core::mem::MaybeUninit;
use core::ptr;

/// A place in memory.
#[derive(Clone, Copy)]
pub(crate) struct At(pub(crate) *mut u8);

impl At {
    pub(crate) fn plus(self, bytes: usize) -> At {
        At(self.0.wrapping_add(bytes))
    }
}

/// Reads the `size` bytes there as a number: 1, 2, 4 or 8.
pub(crate) fn read(at: At, size: usize) -> u64 {
    // SAFETY: whoever has an `At` got it from the canonical ABI or from `allocate`, and goes by the
    // layout of its type.
    unsafe {
        match size {
            1 => u64::from(at.0.read()),
            2 => u64::from(at.0.cast::<u16>().read()),
            4 => u64::from(at.0.cast::<u32>().read()),
            _ => at.0.cast::<u64>().read(),
        }
    }
}

/// Writes the `size` lower bytes of a number.
pub(crate) fn write(at: At, value: u64, size: usize) {
    // SAFETY: as above.
    unsafe {
        match size {
            1 => at.0.write(value as u8),
            2 => at.0.cast::<u16>().write(value as u16),
            4 => at.0.cast::<u32>().write(value as u32),
            _ => at.0.cast::<u64>().write(value),
        }
    }
}

pub(crate) fn read_u32(at: At) -> u32 {
    read(at, 4) as u32
}

/// Pointer and length of a list.
pub(crate) fn read_list(at: At) -> (At, usize) {
    (At(read_u32(at) as *mut u8), read_u32(at.plus(4)) as usize)
}

/// The bytes of the string there.
pub(crate) fn text(at: At) -> &'static [u8] {
    let (text, len) = read_list(at);
    // SAFETY: a string lies there, which lives as long as the call.
    unsafe { core::slice::from_raw_parts(text.0, len) }
}

/// The strictest of the canonical ABI.
const ALIGN: usize = 8;

/// Most calls need no more than this.
const ROOM: usize = 2048;
static mut FIRST: [u64; ROOM / ALIGN] = [0; ROOM / ALIGN];

/// What is free of the piece of memory that is being used up. A component is one thread.
static mut FREE: At = At(ptr::null_mut());
static mut LEFT: usize = 0;
/// The last piece besides the first.
static mut LAST: *mut Piece = ptr::null_mut();
/// Whether the call that all this is for is over.
static mut OVER: bool = true;

/// What such a piece begins with.
struct Piece {
    before: *mut Piece,
    size: usize,
}

/// Memory that is there until the call [is over](end_call).
#[inline(never)]
pub(crate) fn allocate(size: usize) -> At {
    let size = size.max(1).saturating_add(ALIGN - 1) & !(ALIGN - 1);
    // SAFETY: a component is one thread.
    unsafe {
        if size > LEFT {
            make_room(size);
        }
        let at = FREE;
        FREE = at.plus(size);
        LEFT -= size;
        at
    }
}

#[cold]
#[inline(never)]
fn make_room(needed: usize) {
    // SAFETY: what is freed was allocated so, and nobody uses it after the call. A component is one
    // thread.
    unsafe {
        if OVER {
            while !LAST.is_null() {
                let Piece { before, size } = LAST.read();
                alloc::alloc::dealloc(LAST.cast(), Layout::from_size_align_unchecked(size, ALIGN));
                LAST = before;
            }
            OVER = false;
            FREE = At((&raw mut FIRST).cast());
            LEFT = ROOM;
        }
        if needed <= LEFT {
            return;
        }
        let Ok(layout) = Layout::from_size_align(needed.saturating_add(size_of::<Piece>()).max(8 * ROOM), ALIGN) else {
            exhausted()
        };
        let piece = alloc::alloc::alloc(layout).cast::<Piece>();
        if piece.is_null() {
            exhausted();
        }
        piece.write(Piece { before: LAST, size: layout.size() });
        LAST = piece;
        FREE = At(piece.add(1).cast());
        LEFT = layout.size() - size_of::<Piece>();
    }
}

/// Room for so many values.
pub(crate) fn allocate_array<T>(len: usize) -> &'static mut [MaybeUninit<T>] {
    const { assert!(align_of::<T>() <= ALIGN) }
    let at = allocate(len.saturating_mul(size_of::<T>()));
    // SAFETY: so much was allocated, and nobody else has it. What is static here lives as long as
    // the call, as do its users.
    unsafe { core::slice::from_raw_parts_mut(at.0.cast(), len) }
}

/// What was allocated is read by nobody but the caller from now on, and gone when anything is
/// allocated again.
pub(crate) fn end_call() {
    // SAFETY: a component is one thread.
    unsafe {
        OVER = true;
        LEFT = 0;
    }
}

/// How the component model has memory allocated for what it hands over.
///
/// # Safety
///
/// `old` is null or has so many bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_len: usize, align: usize, len: usize) -> *mut u8 {
    if len == 0 {
        return ptr::without_provenance_mut(align);
    }
    let new = allocate(len).0;
    // SAFETY: both have so many bytes. The old ones are freed with the call.
    unsafe { ptr::copy_nonoverlapping(old, new, old_len.min(len)) };
    new
}

/// Ends the component: there is no memory, or what it was given is not what the ABI has.
pub(crate) fn exhausted() -> ! {
    core::arch::wasm32::unreachable()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
