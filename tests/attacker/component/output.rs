use crate::Attacker;
use crate::exports::test::attacker::output::Guest;
use std::io::{Write, stdout};

impl Guest for Attacker {
    fn print(bytes: Vec<u8>, times: u32) {
        let mut out = stdout();
        // An error is ignored, as it makes no difference whether anybody reads the output.
        let _ = (0..times).try_for_each(|_| out.write_all(&bytes)).and_then(|()| out.flush());
    }

    fn print_mib(mib: u32) {
        let _ = (0..u64::from(mib) * 16).try_for_each(|_| stdout().write_all(&[b'x'; 1 << 16]));
    }
}
