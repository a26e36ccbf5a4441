//! Writes the texts of errors. Each `write!` is a hundred bytes in every component that shows the
//! error, and so are several inlined `write_str`s. These functions are small, and never inlined.

use std::fmt::{Formatter, Result, Write};

#[inline(never)]
pub(crate) fn write_text(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_str(text)
}

/// In decimal.
#[inline(never)]
pub(crate) fn write_number(f: &mut Formatter<'_>, number: usize) -> Result {
    if number > 9 {
        write_number(f, number / 10)?;
    }
    f.write_char(char::from(b'0' + (number % 10) as u8))
}
