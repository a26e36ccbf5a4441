use crate::Attacker;
use crate::exports::test::attacker::memory::Guest;
use std::hint::black_box;

impl Guest for Attacker {
    fn grab(mib: u32) -> u32 {
        let taken = vec![1u8; (mib as usize) << 20];
        let length = taken.len();
        std::mem::forget(taken);
        length as u32
    }

    fn recurse() -> u64 {
        deeper(0, &mut [0; 64])
    }

    fn large_text(kib: u32) -> String {
        "x".repeat((kib as usize) << 10)
    }

    fn large_list(kib: u32) -> Vec<u8> {
        vec![7; (kib as usize) << 10]
    }

    fn many_texts(n: u32) -> Vec<String> {
        vec![String::new(); n as usize]
    }

    fn random(bytes: u64) -> u32 {
        wasip2::random::random::get_random_bytes(bytes).len() as u32
    }

    fn nested(_value: Option<Option<Option<Option<Result<Vec<Option<String>>, String>>>>>) -> u32 {
        1
    }
}

fn deeper(depth: u64, above: &mut [u64; 64]) -> u64 {
    above[(depth % 64) as usize] += depth;
    let mut own = black_box(*above);
    if depth == u64::MAX { 0 } else { deeper(depth + 1, &mut own) + above[3] }
}
