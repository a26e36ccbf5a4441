//! A workspace of ten components with fifteen links is linked, built, run and unlinked from the
//! command line.

mod ten;

use ten::Ten;

/// Who calls whom, and in which mode: composed with a compiled stub or with an instant one, or
/// direct. The first and the second component call each other, the third and the ninth call
/// themselves, and the third and the eighth are called in several modes.
const LINKS: [(usize, &[usize], &str); 5] = [
    (0, &[1, 2, 3, 4], "composed"),
    (1, &[0, 5], "composed"),
    (2, &[2, 6, 7], "direct"),
    (3, &[7, 8], "direct"),
    (8, &[2, 7, 8], "instant"),
];

/// The fifteenth link.
const LAST: (usize, usize) = (9, 0);

#[test]
fn ten_components_with_fifteen_links() {
    let mut ten = Ten::new();
    for (caller, targets, mode) in LINKS {
        ten.link(caller, targets, mode);
    }
    ten.build();
    assert_eq!(ten.sums(), [15, 9, 21, 21, 5, 6, 7, 8, 29, 10]);
    let before = ten.tree();

    ten.link(LAST.0, &[LAST.1], "direct");
    assert_eq!(ten.links(), 15);
    ten.build();
    assert_eq!(ten.sums(), [15, 9, 21, 21, 5, 6, 7, 8, 29, 11]);
    ten.nothing_to_do_takes_no_time();

    ten.unlink(LAST.0, LAST.1);
    ten.build();
    assert_eq!(ten.sums(), [15, 9, 21, 21, 5, 6, 7, 8, 29, 10]);
    assert_eq!(ten.tree(), before, "unlinking takes away what linking added");

    for (caller, targets, _) in LINKS {
        targets.iter().for_each(|target| ten.unlink(caller, *target));
    }
    assert_eq!(ten.tree_without_lock(), ten.unlinked);
}
