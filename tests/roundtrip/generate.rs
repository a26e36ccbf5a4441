//! Random types. The first of them are those that must not be missing.

use crate::types::{Def, Function, Kind, PLAIN, Type, Types};
use fastrand::Rng;
use std::iter::repeat_with;

/// The number of types in a package.
const TYPES: usize = 60;
/// The number of functions with several parameters. There is also one function for each type.
const SEVERAL: usize = 8;
/// The most types that one may be made of. Types grow, since they are made of earlier ones.
const LARGEST: usize = 40;
const DEEPEST: usize = 4;

/// Makes a package of random types.
pub fn types(rng: &mut Rng) -> Types {
    let mut generator = Generator { rng, types: Types::default() };
    generator.required();
    while generator.types.defs.len() < TYPES {
        generator.any();
    }
    generator.functions();
    generator.types
}

struct Generator<'a> {
    rng: &'a mut Rng,
    types: Types,
}

impl Generator<'_> {
    /// Adds every plain type, bytes, cases without a value, and numbers of cases and flags at which
    /// their integer type changes.
    fn required(&mut self) {
        for plain in PLAIN {
            self.declare("plain", Kind::Alias(Type::Plain(plain)));
        }
        self.declare("bytes", Kind::Alias(Type::List(Box::new(Type::Plain("u8")))));
        for (ok, err) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut side = |there: bool| there.then(|| Box::new(self.ty(1)));
            let result = Type::Result(side(ok), side(err));
            self.declare("result", Kind::Alias(result));
        }
        for count in [1, 8, 9, 16, 17, 32] {
            self.declare("flags", Kind::Flags(many("f", count)));
        }
        for count in [1, 256, 257] {
            self.declare("enum", Kind::Enum(many("e", count)));
        }
        let mut payload = || self.rng.bool().then(|| Type::Plain(PLAIN[self.rng.usize(..PLAIN.len())]));
        let wide = many("v", 257).into_iter().map(|name| (name, payload())).collect();
        self.declare("variant", Kind::Variant(wide));
        // wit-bindgen copies lists of records of numbers without converting each item.
        let numbers = ["u8", "f64", "s16", "u64", "u8"].map(Type::Plain);
        let fields = self.names(numbers.len()).into_iter().zip(numbers).collect();
        self.declare("record", Kind::Record(fields));
        let last = self.types.defs.len() - 1;
        self.declare("list", Kind::Alias(Type::List(Box::new(Type::Named(last)))));
    }

    fn any(&mut self) {
        let count = self.rng.usize(1..=6);
        let (name, kind) = match self.rng.u8(0..9) {
            0..3 => ("record", self.record(count)),
            3..5 => ("variant", self.variant(count)),
            5 => ("enum", Kind::Enum(self.names(count))),
            6 => ("flags", Kind::Flags(self.names(count))),
            _ => ("alias", Kind::Alias(self.ty(0))),
        };
        // A type that is too large is left out, and another one is made.
        if self.types.size_of_kind(&kind) <= LARGEST {
            self.declare(name, kind);
        }
    }

    fn record(&mut self, count: usize) -> Kind {
        let names = self.names(count);
        Kind::Record(names.into_iter().map(|name| (name, self.ty(1))).collect())
    }

    fn variant(&mut self, count: usize) -> Kind {
        let names = self.names(count);
        Kind::Variant(names.into_iter().map(|name| (name, (self.rng.u8(0..4) > 0).then(|| self.ty(1)))).collect())
    }

    fn ty(&mut self, depth: usize) -> Type {
        let plainest = if depth >= DEEPEST { 7 } else { 11 };
        match self.rng.u8(0..plainest) {
            0..3 => Type::Plain(PLAIN[self.rng.usize(..PLAIN.len())]),
            3..7 => Type::Named(self.rng.usize(..self.types.defs.len())),
            7 => Type::List(Box::new(self.ty(depth + 1))),
            8 => Type::Option(Box::new(self.ty(depth + 1))),
            9 => Type::Result(self.side(depth), self.side(depth)),
            _ => {
                let count = self.rng.usize(1..=4);
                Type::Tuple(repeat_with(|| self.ty(depth + 1)).take(count).collect())
            }
        }
    }

    fn side(&mut self, depth: usize) -> Option<Box<Type>> {
        (self.rng.u8(0..4) > 0).then(|| Box::new(self.ty(depth + 1)))
    }

    fn declare(&mut self, name: &str, kind: Kind) {
        let name = format!("{name}{}", self.types.defs.len());
        self.types.defs.push(Def { name, kind });
    }

    fn functions(&mut self) {
        for index in 0..self.types.defs.len() {
            let params = vec![("value".to_owned(), index)];
            self.types.functions.push(Function { name: format!("echo{index}"), params });
        }
        for number in 0..SEVERAL {
            let count = self.rng.usize(2..=12);
            let names = self.names(count);
            let params = names.into_iter().map(|name| (name, self.rng.usize(..self.types.defs.len()))).collect();
            self.types.functions.push(Function { name: format!("several{number}"), params });
        }
    }

    /// Different names, some of which have a meaning in Rust, in WIT or in generated code.
    fn names(&mut self, count: usize) -> Vec<String> {
        let mut names = NAMES.map(str::to_owned);
        self.rng.shuffle(&mut names);
        names[..count].to_vec()
    }
}

fn many(letter: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{letter}{n}")).collect()
}

const NAMES: [&str; 36] = [
    "a", "b1", "x-y", "http-url", "type", "fn", "match", "ref", "async", "crate", "some", "none", "ok", "err", "value",
    "node", "decoder", "encoder", "bits", "case", "payload", "string", "list", "u8", "record", "result", "option",
    "vec", "new", "clone", "default", "location", "remote", "stub", "uri", "pollable",
];
