//! The least that any codec has to do: allocate as many bytes as the nodes and texts of a value
//! have, and copy bytes into them.

use crate::{repeat, values};
use std::hint::black_box;

/// The size of a `wit-node` in bytes.
const NODE: usize = 24;

pub fn run(shape: &str, reply: bool, times: u32) -> u64 {
    let bytes = vec![1u8; size(shape)];
    repeat(times, || {
        black_box(bytes.to_vec());
        if reply {
            black_box(bytes.to_vec());
        }
    })
}

fn size(shape: &str) -> usize {
    match shape {
        "primitive" => NODE,
        "flat" => {
            let flat = values::flat();
            9 * NODE + flat.name.len() + flat.note.len()
        }
        "order" => {
            let order = values::order();
            let texts: usize = order.lines.iter().map(|line| line.article.len()).sum();
            (3 + 4 * order.lines.len()) * NODE + order.customer.len() + texts
        }
        "nested" => 9 * NODE,
        "bytes" => (1 + values::bytes().len()) * NODE,
        unknown => panic!("there is no shape {unknown}"),
    }
}
