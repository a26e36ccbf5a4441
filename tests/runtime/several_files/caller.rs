use crate::worker;
use client::api::{Api, Pair};
use client::calculator::Calculator;
use client::operations::Operation;
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("files"));
    let pair = Pair { left: "l".to_owned(), right: "r".to_owned() };
    let flipped = block_on(api.flip(&pair)).unwrap();
    assert_eq!((flipped.left.as_str(), flipped.right.as_str()), ("r", "l"));
    assert_eq!(block_on(api.inverse(Operation::Add)).unwrap(), Some(Operation::Subtract));
    assert_eq!(block_on(api.inverse(Operation::Multiply)).unwrap(), None);
    let calculator = Calculator::new(&worker("files"));
    assert_eq!(block_on(calculator.calculate(Operation::Multiply, 6, -7)).unwrap(), -42);
}
