use crate::worker;
use client::{Api, Line, Order, Point, Scalars};
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    let api = Api::new(&worker("values"));
    api.blocking_nothing().unwrap();
    api.trigger_nothing().unwrap();

    let lowest = Scalars {
        a: u8::MIN,
        b: u16::MIN,
        c: u32::MIN,
        d: u64::MIN,
        e: i8::MIN,
        f: i16::MIN,
        g: i32::MIN,
        h: i64::MIN,
        i: f32::MIN_POSITIVE,
        j: f64::NEG_INFINITY,
        k: '\0',
        l: false,
    };
    let highest = Scalars {
        a: u8::MAX,
        b: u16::MAX,
        c: u32::MAX,
        d: u64::MAX,
        e: i8::MAX,
        f: i16::MAX,
        g: i32::MAX,
        h: i64::MAX,
        i: f32::INFINITY,
        j: f64::MAX,
        k: char::MAX,
        l: true,
    };
    for scalars in [lowest, highest] {
        assert_eq!(block_on(api.scalar(scalars)), Ok(scalars));
    }

    for text in ["", "plain", "ünï ✓ \0 \u{10FFFF}"] {
        assert_eq!(block_on(api.text(text)).unwrap(), text);
        assert_eq!(api.blocking_text(text).unwrap(), text);
    }

    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(block_on(api.bytes(&bytes)).unwrap(), bytes);
    assert_eq!(block_on(api.bytes(&[])).unwrap(), []);

    let nested = vec![vec![Some("a".to_owned()), None], vec![], vec![Some(String::new())]];
    assert_eq!(block_on(api.nested(&nested)).unwrap(), nested);

    let options = [None, Some(None), Some(Some(7))];
    assert_eq!(block_on(join_all(options.map(|value| api.maybe(value)))), options.map(Ok));

    assert_eq!(block_on(api.outcome(Ok(&order()))).unwrap(), Ok(order()));
    assert_eq!(block_on(api.outcome(Err("no"))).unwrap(), Err("no".to_owned()));
    assert_eq!(block_on(api.no_ok(Ok(()))).unwrap(), Ok(()));
    assert_eq!(block_on(api.no_ok(Err(3))).unwrap(), Err(3));
    assert_eq!(block_on(api.no_err(Ok(3))).unwrap(), Ok(3));
    assert_eq!(block_on(api.no_err(Err(()))).unwrap(), Err(()));
    assert_eq!(block_on(api.no_both(Err(()))).unwrap(), Err(()));

    assert_eq!(block_on(api.complete(&order())).unwrap(), order());
    let points = [Point { x: 1, y: 2 }, Point { x: -3, y: i32::MIN }];
    assert_eq!(block_on(api.several(7, "seven", &points)).unwrap(), points);
}

fn order() -> Order {
    Order {
        id: u64::MAX,
        customer: "ünï".to_owned(),
        lines: vec![
            Line { price: 1.5, place: Point { x: 1, y: -1 }, tags: vec!["a".to_owned(), String::new()] },
            Line { price: -0.0, place: Point { x: i32::MAX, y: 0 }, tags: vec![] },
        ],
        note: Some("leave at the door".to_owned()),
    }
}
