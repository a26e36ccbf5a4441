wit_bindgen::generate!({ world: "several-files", path: "wit", generate_all });

use exports::test::several_files::api::{Guest, Pair};
use exports::test::shared::calculator;
use test::shared::operations::Operation;

struct Target;

impl Guest for Target {
    fn flip(of: Pair) -> Pair {
        Pair { left: of.right, right: of.left }
    }
    fn inverse(of: Operation) -> Option<Operation> {
        match of {
            Operation::Add => Some(Operation::Subtract),
            Operation::Subtract => Some(Operation::Add),
            Operation::Multiply => None,
        }
    }
}

impl calculator::Guest for Target {
    fn calculate(operation: Operation, left: i64, right: i64) -> i64 {
        match operation {
            Operation::Add => left + right,
            Operation::Subtract => left - right,
            Operation::Multiply => left * right,
        }
    }
}

export!(Target);
