//! Virtual time, in which native tests run: nothing waits for real. When all futures wait, time
//! jumps to when the first of them can go on.

pub use crate::bindings::native::virtual_time::now;
