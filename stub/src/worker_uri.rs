//! The URIs of workers, of which one may be written in several ways.

use core::slice::Iter;

/// Whether both name one durable worker: in its component's UUID capitals, hyphens and braces make
/// no difference. An ephemeral worker's URI names another one each time.
pub(crate) fn is_same_worker(one: &[u8], other: &[u8]) -> bool {
    let (mut one, mut other) = (one.iter(), other.iter());
    loop {
        let letter = next_letter(&mut one);
        if letter != next_letter(&mut other) || letter == END {
            return false;
        }
        if letter == b'/' {
            // Not `==` of slices, which needs a C library.
            return one.eq(other);
        }
    }
}

const END: u8 = 0;

/// The next letter before the name, in small. Not inlined, for it is called twice.
#[inline(never)]
fn next_letter(uri: &mut Iter<'_, u8>) -> u8 {
    // What is not a capital has the bit of small letters, or is in no URI.
    uri.find(|letter| !matches!(**letter, b'-' | b'{' | b'}')).map_or(END, |letter| letter | 0x20)
}

/// How many bytes a URI has before the name.
pub(crate) const BEFORE_NAME: usize = b"urn:worker:00000000-0000-0000-0000-000000000000/".len();

/// A URI up to its name, by the halves of the component's id.
pub(crate) fn before_name(high_bits: u64, low_bits: u64) -> [u8; BEFORE_NAME] {
    let mut id = u128::from(high_bits) << 64 | u128::from(low_bits);
    let mut uri = *b"urn:worker:00000000-0000-0000-0000-000000000000/";
    for letter in uri.iter_mut().rev().filter(|letter| **letter == b'0') {
        let digit = (id & 0xf) as u8;
        *letter = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        id >>= 4;
    }
    uri
}

/// The halves of the component's id in a URI that begins as [`before_name`] makes it, and has no
/// name.
pub(crate) fn halves(uri: &[u8]) -> (u64, u64) {
    let mut id = 0;
    for letter in uri.iter().skip(b"urn:worker:".len()) {
        let digit = match letter {
            b'0'..=b'9' => letter - b'0',
            b'a'..=b'f' => letter - b'a' + 10,
            _ => continue,
        };
        id = id << 4 | u128::from(digit);
    }
    ((id >> 64) as u64, id as u64)
}

#[cfg(test)]
mod tests {
    use super::{BEFORE_NAME, before_name, halves, is_same_worker};

    const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";

    fn is_same(one: &str, other: &str) -> bool {
        let same = is_same_worker(one.as_bytes(), other.as_bytes());
        assert_eq!(same, is_same_worker(other.as_bytes(), one.as_bytes()));
        same
    }

    #[test]
    fn one_worker_is_the_same_however_it_is_written() {
        let uri = format!("urn:worker:{ID}/Cart-1");
        for id in [ID.to_string(), ID.to_uppercase(), ID.replace('-', ""), format!("{{{ID}}}")] {
            assert!(is_same(&uri, &format!("urn:worker:{id}/Cart-1")), "{id}");
            for name in ["cart-1", "Cart1", "Cart-", "Cart-11", ""] {
                assert!(!is_same(&uri, &format!("urn:worker:{id}/{name}")), "{id} {name}");
            }
        }
        assert!(!is_same(&uri, &uri.replace("7b3f", "7b3e")));
    }

    #[test]
    fn a_uri_is_made_of_a_components_id_and_gives_it_back() {
        for (high, low) in [(0x7b3f_7a5e_3bd0_4c1b, 0x9e0a_2f4d_bb8f_3c55), (0, 0), (u64::MAX, 1), (1, u64::MAX)] {
            let before = before_name(high, low);
            assert_eq!(halves(&before[..BEFORE_NAME - 1]), (high, low));
        }
        let before = before_name(0x7b3f_7a5e_3bd0_4c1b, 0x9e0a_2f4d_bb8f_3c55);
        assert_eq!(core::str::from_utf8(&before), Ok(&*format!("urn:worker:{ID}/")));
    }

    /// The halves of the id that come after a URI may be any bytes.
    #[test]
    fn what_comes_after_the_name_makes_no_difference() {
        let uri = |name: &str, byte: u8| [&before_name(1, 2), name.as_bytes(), &[byte; 16]].concat();
        for byte in [0, b'/', b'-', b'A', 0xff] {
            assert!(is_same_worker(&uri("w-1", byte), &uri("w-1", byte)));
            assert!(!is_same_worker(&uri("w-1", byte), &uri("W-1", byte)));
            assert!(!is_same_worker(&uri("w", byte), &uri("", byte)));
        }
    }

    #[test]
    fn an_ephemeral_worker_is_another_one_each_time() {
        let uri = format!("urn:worker:{ID}");
        assert!(!is_same(&uri, &uri));
        assert!(!is_same(&uri, &format!("{uri}/w")));
    }
}
