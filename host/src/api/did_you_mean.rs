//! Finds the name that was probably meant by one that does not exist.

/// The candidate whose `key` differs least from `wanted`. `None` if all of them differ in more than
/// a third of its characters: then none of them was meant.
pub(crate) fn closest(
    wanted: &str,
    candidates: impl Iterator<Item = String>,
    key: impl Fn(&str) -> String,
) -> Option<String> {
    let limit = wanted.chars().count().div_ceil(3);
    candidates
        .map(|candidate| (distance(wanted, &key(&candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters have to be inserted, removed or replaced to make one text of the other (the
/// Levenshtein distance).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("get", "get"), 0);
    }

    #[test]
    fn only_near_ones() {
        let find = |wanted| {
            let names = ["add", "get-value"].map(str::to_owned);
            closest(wanted, names.into_iter(), str::to_owned)
        };
        assert_eq!(find("ad").as_deref(), Some("add"));
        assert_eq!(find("get-valeu").as_deref(), Some("get-value"));
        assert_eq!(find("remove"), None);
    }
}
