//! The five values.

use client::{Flat, Level1, Level2, Level3, Level4, Level5, Level6, Level7, Level8, Line, Order};

pub const PRIMITIVE: u64 = 1 << 40;

pub fn flat() -> Flat {
    Flat {
        id: 7,
        name: "a name of usual length".to_owned(),
        count: 3,
        balance: -1200,
        ratio: 0.25,
        active: true,
        grade: 'ü',
        note: "a note".to_owned(),
    }
}

pub fn order() -> Order {
    let line = |index: u32| Line {
        article: format!("article {index}"),
        count: index % 5,
        cents: u64::from(index) * 199,
    };
    Order { customer: "customer".to_owned(), lines: (0..100).map(line).collect() }
}

pub fn nested() -> Level8 {
    let inner = Level4::Inner(Level3::Inner(Level2::Inner(Level1::Leaf(42))));
    Level8::Inner(Level7::Inner(Level6::Inner(Level5::Inner(inner))))
}

pub fn bytes() -> Vec<u8> {
    (0..1 << 20).map(|index: u32| index as u8).collect()
}
