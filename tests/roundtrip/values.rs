//! Random values of a type. The ends of its range are more likely than other values.

use crate::types::{Kind, Type, Types};
use fastrand::Rng;
use golem_rpc_host::Val;
use std::iter::repeat_with;

pub struct Values<'a> {
    pub types: &'a Types,
    pub rng: Rng,
}

impl Values<'_> {
    pub fn of(&mut self, index: usize) -> Val {
        self.value(&Type::Named(index), 0)
    }

    /// A random value. `depth` is the number of lists that it is inside of: the more there are, the
    /// shorter lists become.
    fn value(&mut self, ty: &Type, depth: usize) -> Val {
        let types = self.types;
        match ty {
            Type::Plain(name) => self.plain(name),
            Type::List(item) => {
                let length = self.length(item, depth);
                Val::List(repeat_with(|| self.value(item, depth + 1)).take(length).collect())
            }
            Type::Option(item) => Val::Option(self.rng.bool().then(|| self.boxed(item, depth))),
            Type::Result(ok, err) => {
                let is_ok = self.rng.bool();
                let side = if is_ok { ok } else { err };
                let value = side.as_ref().map(|ty| self.boxed(ty, depth));
                Val::Result(if is_ok { Ok(value) } else { Err(value) })
            }
            Type::Tuple(items) => Val::Tuple(items.iter().map(|ty| self.value(ty, depth)).collect()),
            Type::Named(index) => self.named(&types.defs[*index].kind, depth),
        }
    }

    fn named(&mut self, kind: &Kind, depth: usize) -> Val {
        match kind {
            Kind::Alias(ty) => self.value(ty, depth),
            Kind::Record(fields) => {
                Val::Record(fields.iter().map(|(name, ty)| (name.clone(), self.value(ty, depth))).collect())
            }
            Kind::Variant(cases) => {
                let (name, ty) = &cases[self.place(cases.len())];
                Val::Variant(name.clone(), ty.as_ref().map(|ty| self.boxed(ty, depth)))
            }
            Kind::Enum(cases) => Val::Enum(cases[self.place(cases.len())].clone()),
            Kind::Flags(flags) => {
                let set = self.bits(32);
                let chosen = flags.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                Val::Flags(chosen.map(|(_, name)| name.clone()).collect())
            }
        }
    }

    fn boxed(&mut self, ty: &Type, depth: usize) -> Box<Val> {
        Box::new(self.value(ty, depth))
    }

    /// One of `count` cases. The last one is more likely than the others, since errors in counting
    /// show there.
    fn place(&mut self, count: usize) -> usize {
        if self.rng.u8(0..4) == 0 { count - 1 } else { self.rng.usize(..count) }
    }

    fn length(&mut self, item: &Type, depth: usize) -> usize {
        match (item, self.rng.u8(0..8)) {
            (Type::Plain(_), 0) if depth == 0 => self.rng.usize(..2000),
            _ => self.rng.usize(0..=4_usize.saturating_sub(depth)),
        }
    }

    fn plain(&mut self, name: &str) -> Val {
        match name {
            "bool" => Val::Bool(self.rng.bool()),
            "u8" => Val::U8(self.bits(8) as u8),
            "u16" => Val::U16(self.bits(16) as u16),
            "u32" => Val::U32(self.bits(32) as u32),
            "u64" => Val::U64(self.bits(64)),
            "s8" => Val::S8(self.bits(8) as i8),
            "s16" => Val::S16(self.bits(16) as i16),
            "s32" => Val::S32(self.bits(32) as i32),
            "s64" => Val::S64(self.bits(64) as i64),
            "f32" => Val::Float32(self.f32()),
            "f64" => Val::Float64(self.f64()),
            "char" => Val::Char(self.char()),
            "string" => {
                let length = self.rng.usize(..12);
                Val::String(repeat_with(|| self.char()).take(length).collect())
            }
            name => unreachable!("{name} is no plain type"),
        }
    }

    /// A random number of `width` bits: often zero, all bits, or the smallest or the largest signed
    /// number.
    fn bits(&mut self, width: u32) -> u64 {
        let all = u64::MAX >> (64 - width);
        let sign = 1 << (width - 1);
        match self.rng.u8(0..8) {
            0 => 0,
            1 => all,
            2 => sign,
            3 => all ^ sign,
            _ => self.rng.u64(..) & all,
        }
    }

    fn f32(&mut self) -> f32 {
        const EDGES: [f32; 6] = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MIN_POSITIVE / 2.0];
        self.rng.choice(EDGES).filter(|_| self.rng.bool()).unwrap_or_else(|| f32::from_bits(self.rng.u32(..)))
    }

    fn f64(&mut self) -> f64 {
        const EDGES: [f64; 6] = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MIN_POSITIVE / 2.0];
        self.rng.choice(EDGES).filter(|_| self.rng.bool()).unwrap_or_else(|| f64::from_bits(self.rng.u64(..)))
    }

    fn char(&mut self) -> char {
        const EDGES: [char; 8] = ['\0', '\n', '"', '\u{7F}', '\u{80}', '\u{D7FF}', '\u{E000}', char::MAX];
        match self.rng.u8(0..4) {
            0 => self.rng.choice(EDGES).unwrap_or_default(),
            1 => self.rng.char(..),
            _ => self.rng.alphanumeric(),
        }
    }
}
