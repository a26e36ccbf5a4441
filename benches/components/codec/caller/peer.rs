//! The builder and the extractor of the crate golem-wasm-rpc, used in the way of the code that
//! Golem's own tools generate.
//!
//! The crate has bindings of golem:rpc@0.2.2. This file has the same for golem:rpc@0.1.0, with the
//! values of the crate.

use crate::{repeat, values};
use client::{Flat, Level1, Level2, Level3, Level4, Level5, Level6, Level7, Level8, Line, Order, WorkerUri};
use golem::rpc::types::WasmRpc;
use golem_wasm_rpc::{NodeBuilder, Uri, WitNodePointer, WitValue, WitValueBuilderExtensions, WitValueExtractor};
use std::hint::black_box;
use std::mem::ManuallyDrop;

wit_bindgen::generate!({
    world: "peer",
    path: "wit",
    with: {
        "golem:rpc/types@0.1.0/wit-value": golem_wasm_rpc::WitValue,
        "golem:rpc/types@0.1.0/wit-node": golem_wasm_rpc::WitNode,
        "golem:rpc/types@0.1.0/uri": golem_wasm_rpc::Uri,
        "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
    },
    generate_all,
});

pub fn run(worker: &WorkerUri, shape: &str, reply: bool, times: u32) -> u64 {
    let peer = Peer { rpc: WasmRpc::new(&Uri { value: worker.to_string() }), reply, times };
    match shape {
        "primitive" => peer.run("primitive", &values::PRIMITIVE, |value| WitValue::builder().u64(*value), |node| {
            node.u64().expect("u64 not found")
        }),
        "flat" => peer.run("flat", &values::flat(), encode_flat, decode_flat),
        "order" => peer.run("order", &values::order(), encode_order, decode_order),
        "nested" => peer.run("nested", &values::nested(), encode_nested, decode_nested),
        "bytes" => peer.run(
            "bytes",
            &values::bytes(),
            |value| WitValue::builder().list_fn(value, |item, builder| builder.u8(*item)),
            |node| node.list_elements(|item| item.u8().expect("u8 not found")).expect("list not found"),
        ),
        unknown => panic!("there is no shape {unknown}"),
    }
}

struct Peer {
    rpc: WasmRpc,
    reply: bool,
    times: u32,
}

impl Peer {
    fn run<T: PartialEq>(
        &self,
        function: &str,
        value: &T,
        encode: impl Fn(&T) -> WitValue,
        decode: impl Fn(WitNodePointer<'_>) -> T,
    ) -> u64 {
        let function = format!("bench:codec/echo.{{echo-{function}}}");
        let get = || {
            let reply = self.rpc.invoke_and_await(&function, &[encode(value)]).expect("the target answers");
            decode(reply.tuple_element(0).expect("tuple not found"))
        };
        assert!(get() == *value);
        repeat(self.times, || {
            if self.reply {
                let _kept = ManuallyDrop::new(black_box(get()));
            } else {
                self.rpc.invoke(&function, &[encode(value)]).expect("the target is there");
            }
        })
    }
}

fn encode_flat(flat: &Flat) -> WitValue {
    WitValue::builder()
        .record()
        .item()
        .u64(flat.id)
        .item()
        .string(&flat.name)
        .item()
        .u32(flat.count)
        .item()
        .s64(flat.balance)
        .item()
        .f64(flat.ratio)
        .item()
        .bool(flat.active)
        .item()
        .char(flat.grade)
        .item()
        .string(&flat.note)
        .finish()
}

fn decode_flat(record: WitNodePointer<'_>) -> Flat {
    Flat {
        id: record.field(0).expect("field not found").u64().expect("u64 not found"),
        name: record.field(1).expect("field not found").string().expect("string not found").to_string(),
        count: record.field(2).expect("field not found").u32().expect("u32 not found"),
        balance: record.field(3).expect("field not found").s64().expect("s64 not found"),
        ratio: record.field(4).expect("field not found").f64().expect("f64 not found"),
        active: record.field(5).expect("field not found").bool().expect("bool not found"),
        grade: record.field(6).expect("field not found").char().expect("char not found"),
        note: record.field(7).expect("field not found").string().expect("string not found").to_string(),
    }
}

fn encode_order(order: &Order) -> WitValue {
    WitValue::builder()
        .record()
        .item()
        .string(&order.customer)
        .item()
        .list_fn(&order.lines, |line, builder| {
            builder.record().item().string(&line.article).item().u32(line.count).item().u64(line.cents).finish()
        })
        .finish()
}

fn decode_order(record: WitNodePointer<'_>) -> Order {
    Order {
        customer: record.field(0).expect("field not found").string().expect("string not found").to_string(),
        lines: record
            .field(1)
            .expect("field not found")
            .list_elements(|line| Line {
                article: line.field(0).expect("field not found").string().expect("string not found").to_string(),
                count: line.field(1).expect("field not found").u32().expect("u32 not found"),
                cents: line.field(2).expect("field not found").u64().expect("u64 not found"),
            })
            .expect("list not found"),
    }
}

fn encode_nested(value: &Level8) -> WitValue {
    let builder = WitValue::builder();
    match value {
        Level8::Empty => builder.variant_unit(0),
        Level8::Inner(value) => encode_level7(builder.variant(1), value).finish(),
    }
}

macro_rules! levels {
    ($($encode:ident, $decode:ident: $level:ident, $encode_inner:ident, $decode_inner:ident;)*) => {$(
        fn $encode<N: NodeBuilder>(builder: N, value: &$level) -> N::Result {
            match value {
                $level::Empty => builder.variant_unit(0),
                $level::Inner(value) => $encode_inner(builder.variant(1), value).finish(),
            }
        }

        fn $decode(node: WitNodePointer<'_>) -> $level {
            let (case, inner) = node.variant().expect("variant not found");
            match case {
                0 => $level::Empty,
                1 => $level::Inner($decode_inner(inner.expect("variant case not found"))),
                _ => unreachable!("invalid variant case index"),
            }
        }
    )*};
}

levels! {
    encode_level7, decode_level7: Level7, encode_level6, decode_level6;
    encode_level6, decode_level6: Level6, encode_level5, decode_level5;
    encode_level5, decode_level5: Level5, encode_level4, decode_level4;
    encode_level4, decode_level4: Level4, encode_level3, decode_level3;
    encode_level3, decode_level3: Level3, encode_level2, decode_level2;
    encode_level2, decode_level2: Level2, encode_level1, decode_level1;
}

fn decode_nested(node: WitNodePointer<'_>) -> Level8 {
    let (case, inner) = node.variant().expect("variant not found");
    match case {
        0 => Level8::Empty,
        1 => Level8::Inner(decode_level7(inner.expect("variant case not found"))),
        _ => unreachable!("invalid variant case index"),
    }
}

fn encode_level1<N: NodeBuilder>(builder: N, value: &Level1) -> N::Result {
    match value {
        Level1::Leaf(leaf) => builder.variant(0).u32(*leaf).finish(),
    }
}

fn decode_level1(node: WitNodePointer<'_>) -> Level1 {
    let (_, leaf) = node.variant().expect("variant not found");
    Level1::Leaf(leaf.expect("variant case not found").u32().expect("u32 not found"))
}
