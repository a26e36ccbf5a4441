use crate::worker;
use client::{Api, Inner, Shape};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("variants"));
    let shapes = [
        Shape::Point,
        Shape::Circle(-1.5),
        Shape::Named("ünï".to_owned()),
        Shape::Nested(Inner::B),
        Shape::Many(vec![Inner::A(1), Inner::B]),
        Shape::Many(vec![]),
        Shape::Pair((7, "seven".to_owned())),
        Shape::Maybe(Some(None)),
        Shape::Outcome(Err("no".to_owned())),
        Shape::Outcome(Ok(3)),
    ];
    for shape in &shapes {
        assert_eq!(&block_on(api.echo(shape)).unwrap(), shape);
    }
    assert_eq!(block_on(api.all(&shapes)).unwrap(), shapes);
    assert_eq!(api.blocking_optional(Some(Inner::A(9))).unwrap(), Some(Inner::A(9)));
    assert_eq!(block_on(api.next(Inner::A(0))).unwrap(), Inner::B);
    assert_eq!(block_on(api.next(Inner::A(7))).unwrap(), Inner::A(6));
    assert_eq!(api.blocking_next(Inner::B).unwrap(), Inner::A(255));
}
