//! The URIs of workers, of which one may be written in several ways.

/// Whether both name one durable worker. In the component's UUID capitals, hyphens and braces make no difference, and in the worker's name
/// it makes none which characters are percent-encoded. An ephemeral worker's URI names another one each time.
pub(crate) fn is_same_worker(one: &[u8], other: &[u8]) -> bool {
    one.contains(&b'/') && letters(one).eq(letters(other))
}

/// What a URI says, however it is written.
fn letters(uri: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = uri.iter().copied();
    let mut in_name = false;
    core::iter::from_fn(move || {
        loop {
            let letter = rest.next()?;
            match letter {
                b'%' if in_name => return Some(hex_digit(rest.next()?) << 4 | hex_digit(rest.next()?)),
                _ if in_name => return Some(letter),
                b'-' | b'{' | b'}' => {}
                _ => {
                    in_name = letter == b'/';
                    return Some(letter.to_ascii_lowercase());
                }
            }
        }
    })
}

/// Of what is no digit, anything: the host does not take such a URI.
fn hex_digit(letter: u8) -> u8 {
    (letter & 15) + 9 * (letter >> 6)
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
        let uri = format!("urn:worker:{ID}/Cart-1 a{{");
        for id in [ID.to_string(), ID.to_uppercase(), ID.replace('-', ""), format!("{{{ID}}}")] {
            for name in ["Cart-1 a{", "Cart%2D1%20a%7B", "%43art-1%20a%7b", "%43%61%72%74%2d%31%20%61%7B"] {
                assert!(is_same(&uri, &format!("urn:worker:{id}/{name}")), "{id} {name}");
            }
            for name in ["cart-1 a{", "Cart1 a{", "Cart-1 a", "Cart-1 a{{", "Cart-1 a%7", ""] {
                assert!(!is_same(&uri, &format!("urn:worker:{id}/{name}")), "{id} {name}");
            }
        }
        assert!(!is_same(&uri, &uri.replace("7b3f", "7b3e")));
    }

    #[test]
    fn an_ephemeral_worker_is_another_one_each_time() {
        let uri = format!("urn:worker:{ID}");
        assert!(!is_same(&uri, &uri));
    }
}
