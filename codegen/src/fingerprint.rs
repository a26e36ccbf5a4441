//! Tells whether a text has changed.

/// The fingerprint of a text: 16 hexadecimal digits of 64-bit FNV-1a. It shows that a file was
/// edited by hand. It is no protection against somebody who wants to make a changed file look
/// unchanged.
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn it_is_the_same_everywhere_and_another_for_other_texts() {
        assert_eq!(fingerprint(""), "cbf29ce484222325");
        assert_eq!(fingerprint("foobar"), "85944171f73967e8");
        assert_ne!(fingerprint("a"), fingerprint("b"));
    }
}
