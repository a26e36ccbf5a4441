//! Every built-in type there and back, and what hostile replies lead to.

use super::decode_error::kind_of;
use super::{Decode, DecodeError, Encode, Encoded, Encoder, NodeIndex, decode_reply};
use crate::bindings::wit_value::{Either, Maybe, ResourceHandle, VariantCase, WitNode, WitValue};
use std::fmt::Debug;

/// As a target would reply with `value`: in a tuple.
fn reply(value: &dyn Encode) -> WitValue {
    let mut encoder = Encoder::default();
    encoder.tuple(&[value]);
    WitValue { nodes: encoder.into_nodes() }
}

fn there_and_back<T: Encode + Decode + PartialEq + Debug>(value: T) {
    assert_eq!(decode_reply(reply(&value), None).as_ref(), Ok(&value));
}

fn error_of<T: Decode + Debug>(nodes: Vec<WitNode>) -> String {
    decode_reply::<T>(WitValue { nodes: nodes.into() }, None).unwrap_err().to_string()
}

#[derive(Debug, PartialEq)]
struct Order {
    id: u64,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq)]
struct Line {
    price: f64,
    kind: Kind,
}

#[derive(Debug, PartialEq)]
enum Kind {
    Free,
    Named(String),
}

impl Encode for Order {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.record(&[&self.id, &self.lines])
    }
}

impl Decode for Order {
    fn decode(decoder: &mut super::Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let [id, lines] = decoder.record(node)?;
        Ok(Self { id: decoder.field(id, "id")?, lines: decoder.field(lines, "lines")? })
    }
}

impl Encode for Line {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.record(&[&self.price, &self.kind])
    }
}

impl Decode for Line {
    fn decode(decoder: &mut super::Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let [price, kind] = decoder.record(node)?;
        Ok(Self { price: decoder.field(price, "price")?, kind: decoder.field(kind, "kind")? })
    }
}

impl Encode for Kind {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        match self {
            Self::Free => encoder.variant(0, None),
            Self::Named(name) => encoder.variant(1, Some(name)),
        }
    }
}

impl Decode for Kind {
    fn decode(decoder: &mut super::Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        match decoder.variant(node)? {
            (0, payload) => decoder.case(payload, "free").map(|()| Self::Free),
            (1, payload) => decoder.case(payload, "named").map(Self::Named),
            (case, _) => Err(DecodeError::unknown_case(case, 2)),
        }
    }
}

fn order() -> Order {
    let line = |price, name: &str| Line { price, kind: Kind::Named(name.to_owned()) };
    Order { id: 9, lines: vec![line(1.5, "a"), Line { price: -0.0, kind: Kind::Free }, line(f64::MAX, "ünï")] }
}

#[test]
fn all_types_go_there_and_back() {
    there_and_back(true);
    there_and_back('\u{10FFFF}');
    there_and_back((u8::MAX, u16::MAX, u32::MAX, u64::MAX));
    there_and_back((i8::MIN, i16::MIN, i32::MIN, i64::MIN));
    there_and_back((f32::MIN_POSITIVE, f64::NEG_INFINITY));
    there_and_back(String::new());
    there_and_back("text with \0 and ünï".to_owned());
    there_and_back(vec![vec![1u8], vec![], vec![2, 3]]);
    there_and_back(vec![Some(Some(1u32)), Some(None), None]);
    there_and_back(vec![Ok::<_, String>(1i64), Err("no".to_owned())]);
    there_and_back(Ok::<(), ()>(()));
    there_and_back(Err::<u8, ()>(()));
    there_and_back(Some(()));
    there_and_back(((1u8,), (true, 'c'), vec![(1u16, String::from("x"), None::<bool>)]));
    there_and_back(order());
}

#[test]
fn the_root_is_the_first_node_and_children_follow_in_order() {
    assert_eq!(
        format!("{:?}", reply(&(7u8, Some("x")))),
        r#"WitValue { nodes: [TupleValue([1]), TupleValue([2, 3]), PrimU8(7), OptionValue(Some(4)), PrimString("x")] }"#
    );
}

#[test]
fn a_function_without_result_replies_with_nothing() {
    assert_eq!(decode_reply(WitValue { nodes: vec![WitNode::TupleValue(vec![].into())].into() }, None), Ok(()));
    assert_eq!(error_of::<u64>(vec![WitNode::TupleValue(vec![].into())]), "expected a value, found none");
    assert_eq!(
        error_of::<()>(vec![WitNode::TupleValue(vec![1].into()), WitNode::PrimU8(1)]),
        "expected no value, found one"
    );
}

#[test]
fn flags_keep_their_places() {
    let mut encoder = Encoder::default();
    encoder.flags(0b101, 4);
    let mut nodes = encoder.into_nodes();
    let mut decoder = super::Decoder::new(&mut nodes, None);
    assert_eq!(decoder.flags(NodeIndex(0), 4), Ok(0b101));
    assert_eq!(
        error_of::<bool>(vec![WitNode::TupleValue(vec![1].into()), WitNode::FlagsValue(vec![].into())]),
        "expected bool, found flags-value"
    );
}

#[test]
fn errors_name_the_path_to_the_offending_node() {
    let mut value = reply(&order());
    let price = value.nodes.iter_mut().find(|node| matches!(node, WitNode::PrimFloat64(price) if *price == f64::MAX));
    *price.unwrap() = WitNode::PrimString("free".to_owned().into());
    let error = decode_reply::<Order>(value, None).unwrap_err();
    assert_eq!(error.to_string(), "lines[2].price: expected f64, found prim-string");

    let mut value = reply(&order());
    for node in &mut *value.nodes {
        if let WitNode::VariantValue(variant) = node {
            variant.case = 5;
        }
    }
    let error = decode_reply::<Order>(value, None).unwrap_err();
    assert_eq!(error.to_string(), "lines[0].kind: expected one of 2 cases, found case number 5");
}

#[test]
fn hostile_values_are_errors() {
    let tuple = |child| WitNode::TupleValue(vec![child].into());
    assert_eq!(error_of::<u8>(vec![]), "there is no node 0");
    assert_eq!(error_of::<u8>(vec![tuple(5)]), "there is no node 5");
    assert_eq!(error_of::<u8>(vec![tuple(i32::MIN)]), "there is no node -2147483648");
    assert_eq!(error_of::<(u8,)>(vec![tuple(0)]), "node 0 is used twice");
    assert_eq!(error_of::<u8>(vec![WitNode::PrimU8(1)]), "expected a tuple of results, found prim-u8");
    assert_eq!(error_of::<u8>(vec![WitNode::TupleValue(vec![1, 1].into())]), "expected 1 parts, found 2");
    assert_eq!(error_of::<(u8, u8)>(vec![tuple(1), tuple(2), WitNode::PrimU8(1)]), "expected 2 parts, found 1");
    assert_eq!(
        error_of::<Vec<u8>>(vec![tuple(1), WitNode::ListValue(vec![2, 2].into()), WitNode::PrimU8(1)]),
        "[1]: node 2 is used twice"
    );
    assert_eq!(
        error_of::<Result<u8, ()>>(vec![tuple(1), WitNode::ResultValue(Either::Ok(Maybe::None))]),
        "ok: expected a value, found none"
    );
    assert_eq!(
        error_of::<Vec<Vec<Vec<u8>>>>(vec![tuple(1), WitNode::ListValue(vec![1; 1000].into())]),
        "[0]: node 1 is used twice"
    );
}

/// How often `run` allocates or grows what it has.
fn allocations(run: impl FnOnce()) -> u64 {
    allocation_counter::measure(run).count_total
}

#[test]
fn a_list_of_bytes_is_moved_at_once() {
    let bytes = vec![7u8; if cfg!(miri) { 1 << 10 } else { 1 << 20 }];
    // The encoder with its four lists: values, nodes, indexes, and where the one node is that has
    // any.
    let encoding = allocations(|| drop(Encoded::new(&[&bytes])));
    assert!(encoding <= 5, "{encoding} allocations");
    let reply = reply(&bytes);
    let mut decoded = Vec::new();
    assert_eq!(allocations(|| decoded = decode_reply::<Vec<u8>>(reply, None).unwrap()), 1);
    assert_eq!(decoded, bytes);
}

#[test]
fn lists_and_texts_are_allocated_once() {
    let lines = (0..100).map(|n| Line { price: f64::from(n), kind: Kind::Named(n.to_string()) });
    let order = Order { id: 7, lines: lines.collect() };
    // The encoder of an earlier call is used again.
    drop(Encoded::new(&[&order]));
    assert_eq!(allocations(|| drop(Encoded::new(&[&order]))), 0);
    let reply = reply(&order);
    let mut decoded = None;
    // Texts are moved: only the list of lines is new.
    assert_eq!(allocations(|| decoded = Some(decode_reply::<Order>(reply, None).unwrap())), 1);
    assert_eq!(decoded.unwrap(), order);
}

/// A value of which the reply holds next to nothing.
#[derive(Debug)]
struct Large(#[expect(dead_code, reason = "it takes its place")] [Kind; 400]);

impl Decode for Large {
    fn decode(decoder: &mut super::Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let (0, payload) = decoder.variant(node)? else { return Err(DecodeError::unknown_case(1, 1)) };
        decoder.case(payload, "large").map(|()| Self([const { Kind::Free }; 400]))
    }
}

/// The most memory that decoding a `T` takes at a time, of a list that says it has `items` and one
/// node for the first `there` of them.
fn memory_for<T: Decode + Debug>(items: usize, there: usize, node: &WitNode) -> u64 {
    let list = (2..).take(items).collect::<Vec<_>>();
    let mut nodes = vec![WitNode::TupleValue(vec![1].into()), WitNode::ListValue(list.into())];
    nodes.extend(std::iter::repeat_n(node.clone(), there));
    let reply = WitValue { nodes: nodes.into() };
    let mut decoded = None;
    let memory = allocation_counter::measure(|| decoded = Some(decode_reply::<Vec<T>>(reply, None)));
    assert_eq!(decoded.unwrap().map(|list| list.len()).ok(), (items == there).then_some(items));
    memory.bytes_max
}

#[test]
fn a_small_reply_takes_little_memory_whatever_it_claims_to_hold() {
    const ITEMS: usize = 100_000;
    let unit = WitNode::TupleValue(vec![].into());
    let large = WitNode::VariantValue(VariantCase { case: 0, payload: Maybe::None });
    for there in [0, 1, 10] {
        let most = |size: usize| (3 * there * size + 1024) as u64;
        assert!(memory_for::<u64>(ITEMS, there, &WitNode::PrimU64(1)) <= most(8));
        assert!(memory_for::<char>(ITEMS, there, &WitNode::PrimChar('a')) <= most(4));
        assert!(memory_for::<()>(ITEMS, there, &unit) <= most(0));
        assert!(memory_for::<String>(ITEMS, there, &WitNode::PrimString("a".to_owned().into())) <= most(24));
        assert!(memory_for::<Large>(ITEMS, there, &large) <= most(size_of::<Large>()));
        // All are there, but the first is no such thing.
        assert!(memory_for::<Large>(there, there, &large) <= most(size_of::<Large>()));
    }
    let wrong = WitNode::PrimBool(true);
    let mut nodes = vec![WitNode::TupleValue(vec![1].into()), WitNode::ListValue((2..1002).collect::<Vec<_>>().into())];
    nodes.extend(std::iter::repeat_n(wrong, 1000));
    let reply = WitValue { nodes: nodes.into() };
    let memory = allocation_counter::measure(|| assert!(decode_reply::<Vec<Large>>(reply, None).is_err()));
    assert!(memory.bytes_max <= 1024, "nothing before the first item: {memory:?}");
    // What is there takes no more than it needs, and not twice.
    let whole = memory_for::<Option<u64>>(ITEMS, ITEMS, &WitNode::OptionValue(Maybe::None));
    assert!(whole <= 2 * (ITEMS * size_of::<Option<u64>>()) as u64, "{whole}");
}

#[test]
fn an_item_more_than_there_are_nodes_is_told_by_its_place() {
    let list = |items: Vec<i32>| {
        vec![WitNode::TupleValue(vec![1].into()), WitNode::ListValue(items.into()), WitNode::PrimU8(1)]
    };
    assert_eq!(error_of::<Vec<u8>>(list(vec![2; 1000])), "[1]: node 2 is used twice");
    assert_eq!(error_of::<Vec<u8>>(list((2..1000).collect())), "[1]: there is no node 3");
    assert_eq!(error_of::<Vec<Option<u8>>>(list(vec![3; 1000])), "[0]: there is no node 3");
}

#[test]
fn the_cases_of_a_node_are_those_of_the_wit_in_their_order() {
    let nodes = [
        WitNode::RecordValue(vec![].into()),
        WitNode::VariantValue(VariantCase { case: 0, payload: Maybe::None }),
        WitNode::EnumValue(0),
        WitNode::FlagsValue(vec![].into()),
        WitNode::TupleValue(vec![].into()),
        WitNode::ListValue(vec![].into()),
        WitNode::OptionValue(Maybe::None),
        WitNode::ResultValue(Either::Ok(Maybe::None)),
        WitNode::PrimU8(0),
        WitNode::PrimU16(0),
        WitNode::PrimU32(0),
        WitNode::PrimU64(0),
        WitNode::PrimS8(0),
        WitNode::PrimS16(0),
        WitNode::PrimS32(0),
        WitNode::PrimS64(0),
        WitNode::PrimFloat32(0.0),
        WitNode::PrimFloat64(0.0),
        WitNode::PrimChar('a'),
        WitNode::PrimBool(false),
        WitNode::PrimString(String::new().into()),
        WitNode::Handle(ResourceHandle { uri: String::new().into(), id: 0 }),
    ];
    let wit = include_str!("../../wit/deps/golem-rpc/golem-rpc.wit");
    let (_, wit) = wit.split_once("variant wit-node {").unwrap();
    let (cases, _) = wit.split_once('}').unwrap();
    let cases: Vec<&str> = cases.lines().filter_map(|line| line.trim().split_once('(')).map(|(case, _)| case).collect();
    assert_eq!(nodes.each_ref().map(kind_of), *cases);
    let tags = nodes.each_ref().map(|node| {
        // SAFETY: the representation `C, u8` begins with the number of the case.
        unsafe { *std::ptr::from_ref(node).cast::<u8>() }
    });
    assert!(tags.into_iter().eq(0..22), "{tags:?}");
}
