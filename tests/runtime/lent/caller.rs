use crate::worker;
use client::{Api, Both, Color, Held, Loan, Plain, Thing};
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("lent");
    let api = Api::new(&uri);
    let thing = |n| Thing::blocking_new(&uri, n).unwrap();
    let (one, two) = (thing(1), thing(2));
    let plain = || Plain { n: 100, text: "text".to_owned() };
    let loan = || Loan {
        of: &two,
        pairs: vec![(&one, 3), (&two, 4)],
        maybe: Some(&one),
        outcome: Err("four".to_owned()),
        plain: plain(),
    };
    // The sum of what the target counts: 2 + 13 + 24 + 1 + 4 + 100 + 4.
    const LOAN: u32 = 148;
    let empty = || Loan {
        of: &one,
        pairs: Vec::new(),
        maybe: None,
        outcome: Ok(&two),
        plain: Plain { n: 0, text: String::new() },
    };
    const EMPTY: u32 = 3;

    assert_eq!(block_on(one.sum(&(&two, 5), None)).unwrap(), 26);
    assert_eq!(one.blocking_sum(&(&two, 5), Some(&loan())).unwrap(), 26 + LOAN);

    let pairs = [(&one, 1), (&two, 2)];
    assert_eq!(block_on(api.pairs(&pairs[0], &pairs[1], Some(&pairs[0]), &pairs)).unwrap(), 11 + 22 + 11 + 33);
    assert_eq!(api.blocking_pairs(&pairs[0], &pairs[0], None, &[]).unwrap(), 22);

    let (some, none) = (Some(&two), None);
    let with_number = (&loan(), 7);
    assert_eq!(
        block_on(api.options(&some, Some(&some), Some(&loan()), Some(with_number))).unwrap(),
        4 + LOAN + LOAN + 7
    );
    assert_eq!(api.blocking_options(&none, Some(&none), None, None).unwrap(), 0);

    let results = block_on(api.results(&Ok(&two), Ok(&loan()), Ok(&pairs[1]), Err(&empty())));
    assert_eq!(results.unwrap(), "2 148 22 3");
    let results = api.blocking_results(&Err("abc".to_owned()), Err(&plain()), Err("wrong"), Ok(()));
    assert_eq!(results.unwrap(), "3 text wrong fine");

    let things = [&one, &two];
    let outcomes = [Ok(&one), Err("five!".to_owned())];
    let loans = [loan(), empty()];
    let lists = block_on(api.lists(&things, Some(&things[1..]), &outcomes, (&things, &loans, &[1, 2])));
    assert_eq!(lists.unwrap(), 3 + 2 + 6 + 3 + LOAN + EMPTY + 3);
    assert_eq!(api.blocking_lists(&[], None, &[], (&[], &[], &[])).unwrap(), 0);

    let held = Held::Pair(pairs[1]);
    let tuples = block_on(api.tuples((&loan(), &plain(), &Color::Green, "d", &held), (&one, (&pairs[0], &none))));
    assert_eq!(tuples.unwrap(), "148 text Color::Green d 22 1 11 0");

    let helds = || vec![Held::Lent(&two), Held::Loan(empty()), Held::Plain(plain()), Held::Nothing];
    assert_eq!(block_on(api.helds(&held, &helds(), Some(&Held::Loan(loan())))).unwrap(), 22 + 105 + LOAN);
    assert_eq!(api.blocking_helds(&Held::Nothing, &[], None).unwrap(), 0);

    let both = |n, color| Both { kept: thing(n), loan: loan(), held: helds(), color };
    let (a, b) = (both(7, Color::Red), both(8, Color::Green));
    let given = block_on(api.boths(a, Some(b), vec![both(9, Color::Red)])).unwrap();
    assert_eq!(given.iter().map(|(_, sum)| *sum).collect::<Vec<_>>(), [LOAN + 105, LOAN + 106, LOAN + 105]);
    let kept: Vec<_> = given.iter().map(|(thing, _)| thing.blocking_sum(&(&one, 0), None).unwrap()).collect();
    assert_eq!(kept, [17, 18, 19]);
}
