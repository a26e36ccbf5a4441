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

#[cfg(test)]
mod tests {
    use super::is_same_worker;

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
    fn an_ephemeral_worker_is_another_one_each_time() {
        let uri = format!("urn:worker:{ID}");
        assert!(!is_same(&uri, &uri));
        assert!(!is_same(&uri, &format!("{uri}/w")));
    }
}
