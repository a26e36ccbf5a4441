use std::{
    future::Future as _,
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use wasmtime::{
    Engine,
    component::{
        Component, Val,
        types::{ComponentItem, Type},
    },
};

use super::decode::{Passed, decode};
use super::encode::encode;
use super::*;
use crate::bindings::{WitNode, WitValue};
use crate::limits::{LimitHit, Limits};
use crate::time::OwnTime;

/// The types of a record's fields, by the text form of component types.
fn types(definitions: &str, names: &[&str]) -> Vec<Type> {
    let exports: String = names.iter().map(|name| format!(r#"(export "{name}" (type ${name}))"#)).collect();
    let bytes = wat::parse_str(format!("(component {definitions} {exports})")).unwrap();
    let engine = Engine::default();
    let component = Component::from_binary(&engine, &bytes).unwrap();
    let exported = component.component_type();
    names
        .iter()
        .map(|name| match exported.get_export(&engine, name).unwrap().ty {
            ComponentItem::Type(ty) => ty,
            other => panic!("{name}: {other:?}"),
        })
        .collect()
}

fn one_type(definition: &str) -> Type {
    types(&format!("(type $t {definition})"), &["t"]).remove(0)
}

fn handles() -> ResourceHandles {
    ResourceHandles::new("urn:worker:x/y".into())
}

fn decode_nodes(nodes: Vec<WitNode>, ty: &Type) -> Result<Val, DecodeError> {
    decode_within(&Limits::default(), nodes, ty)
}

fn decode_within(limits: &Limits, nodes: Vec<WitNode>, ty: &Type) -> Result<Val, DecodeError> {
    let own_time = OwnTime::default();
    let mut allowance = Allowance::new(limits, &own_time);
    decode(&WitValue { nodes }, ty, &handles(), &mut Passed::default(), &mut allowance)
}

fn round_trip(value: Val, ty: &Type) -> Vec<WitNode> {
    let encoded = encode(&value, ty, &mut handles()).unwrap();
    let nodes = encoded.nodes.clone();
    assert_eq!(decode_nodes(encoded.nodes, ty), Ok(value));
    nodes
}

fn some(value: Val) -> Option<Box<Val>> {
    Some(Box::new(value))
}

#[test]
fn every_primitive() {
    let check = |value, ty| assert_eq!(round_trip(value, &ty).len(), 1);
    check(Val::Bool(true), Type::Bool);
    check(Val::U8(u8::MAX), Type::U8);
    check(Val::U16(u16::MAX), Type::U16);
    check(Val::U32(u32::MAX), Type::U32);
    check(Val::U64(u64::MAX), Type::U64);
    check(Val::S8(i8::MIN), Type::S8);
    check(Val::S16(i16::MIN), Type::S16);
    check(Val::S32(i32::MIN), Type::S32);
    check(Val::S64(i64::MIN), Type::S64);
    check(Val::Float32(-0.5), Type::Float32);
    check(Val::Float64(f64::NAN), Type::Float64);
    check(Val::Char('ü'), Type::Char);
    check(Val::String("seven".into()), Type::String);
}

#[test]
fn records_name_their_fields() {
    let ty = one_type(r#"(record (field "a" u8) (field "b" string))"#);
    let value = Val::Record(vec![("a".into(), Val::U8(1)), ("b".into(), Val::String("two".into()))]);
    let nodes = round_trip(value, &ty);
    assert!(matches!(&nodes[0], WitNode::RecordValue(fields) if fields == &[1, 2]));
}

#[test]
fn lists_and_tuples() {
    let ty = one_type("(list u8)");
    round_trip(Val::List(vec![]), &ty);
    round_trip(Val::List(vec![Val::U8(1), Val::U8(2)]), &ty);
    let ty = one_type("(tuple u8 char)");
    round_trip(Val::Tuple(vec![Val::U8(1), Val::Char('x')]), &ty);
}

#[test]
fn variants_and_enums_go_by_index() {
    let ty = one_type(r#"(variant (case "none") (case "some" u8))"#);
    let nodes = round_trip(Val::Variant("some".into(), some(Val::U8(3))), &ty);
    assert!(matches!(nodes[0], WitNode::VariantValue((1, Some(1)))));
    let nodes = round_trip(Val::Variant("none".into(), None), &ty);
    assert!(matches!(nodes[0], WitNode::VariantValue((0, None))));

    let ty = one_type(r#"(enum "red" "green")"#);
    let nodes = round_trip(Val::Enum("green".into()), &ty);
    assert!(matches!(nodes[0], WitNode::EnumValue(1)));
}

#[test]
fn flags_options_results() {
    let ty = one_type(r#"(flags "r" "w" "x")"#);
    let nodes = round_trip(Val::Flags(vec!["r".into(), "x".into()]), &ty);
    assert!(matches!(&nodes[0], WitNode::FlagsValue(flags) if flags == &[true, false, true]));

    let ty = one_type("(option u8)");
    round_trip(Val::Option(None), &ty);
    round_trip(Val::Option(some(Val::U8(1))), &ty);

    let ty = one_type("(result u8 (error string))");
    round_trip(Val::Result(Ok(some(Val::U8(1)))), &ty);
    round_trip(Val::Result(Err(some(Val::String("no".into())))), &ty);
    let ty = one_type("(result)");
    round_trip(Val::Result(Ok(None)), &ty);
    round_trip(Val::Result(Err(None)), &ty);
}

fn malformed(nodes: Vec<WitNode>, ty: &Type) -> String {
    match decode_nodes(nodes, ty) {
        Err(DecodeError::Malformed(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn mismatch(nodes: Vec<WitNode>, ty: &Type) -> String {
    match decode_nodes(nodes, ty) {
        Err(DecodeError::Mismatch(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bad_indexes() {
    let ty = one_type("(list u8)");
    assert!(malformed(vec![], &ty).contains("no node 0"));
    assert!(malformed(vec![WitNode::ListValue(vec![-1])], &ty).contains("no node -1"));
    assert!(malformed(vec![WitNode::ListValue(vec![i32::MAX])], &ty).contains("no node"));
    let ty = one_type(r#"(enum "a")"#);
    assert!(malformed(vec![WitNode::EnumValue(1)], &ty).contains("no case 1"));
    let ty = one_type(r#"(variant (case "a"))"#);
    assert!(malformed(vec![WitNode::VariantValue((u32::MAX, None))], &ty).contains("no case"));
}

#[test]
fn cycles() {
    let ty = types("(type $u (list u8)) (type $t (list $u))", &["u", "t"]).remove(1);
    let reason = malformed(vec![WitNode::ListValue(vec![0])], &ty);
    assert!(reason.contains("node 0 contains itself"), "{reason}");
    let nodes = vec![WitNode::ListValue(vec![1]), WitNode::ListValue(vec![0])];
    let ty = types("(type $u (list u8)) (type $v (list $u)) (type $t (list $v))", &["u", "v", "t"]).remove(2);
    assert!(malformed(nodes, &ty).contains("contains itself"));
}

/// What a few nodes stand for, as lists within each other; `leaf` is the innermost one's element.
fn tower(leaf: WitNode, ty: &str, levels: usize, width: usize) -> Result<Val, DecodeError> {
    let mut definitions = format!("(type $t0 (list {ty}))");
    let mut names = vec!["t0".to_owned()];
    for level in 1..levels {
        definitions += &format!("(type $t{level} (list $t{}))", level - 1);
        names.push(format!("t{level}"));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let ty = types(&definitions, &names).pop().unwrap();
    let mut nodes: Vec<WitNode> = (1..=levels as i32).map(|child| WitNode::ListValue(vec![child; width])).collect();
    nodes.push(leaf);
    decode_nodes(nodes, &ty)
}

/// Eight lists in each other, each with 100 times the same element, stand for 10^16 values.
#[test]
fn bombs() {
    let refused = Err(DecodeError::Limit(LimitHit::RequestSize(256 << 20)));
    assert_eq!(tower(WitNode::PrimU8(7), "u8", 8, 100), refused);
    assert_eq!(tower(WitNode::PrimString("y".repeat(1 << 20)), "string", 1, 100_000), refused);
    // Each is a pair of twice the next one: 2^40 values.
    assert_eq!(tower(WitNode::PrimU8(7), "u8", 40, 2), refused);
}

/// Each value has a copy of its names, which the nodes do not have, and the copies count.
#[test]
fn names_are_paid_for() {
    let field = "f".repeat(1_000);
    let ty = types(
        &format!("(type $r (record (field {field:?} u8))) (export $u \"u\" (type $r)) (type $t (list $u))"),
        &["t"],
    )
    .remove(0);
    let nodes = vec![WitNode::ListValue(vec![1; 1_000]), WitNode::RecordValue(vec![2]), WitNode::PrimU8(1)];
    let limited = |bytes| Limits { request_size: Some(bytes), ..Limits::default() };
    assert_eq!(
        decode_within(&limited(1 << 20), nodes.clone(), &ty).err(),
        Some(DecodeError::Limit(LimitHit::RequestSize(1 << 20)))
    );
    assert!(decode_within(&limited(2 << 20), nodes, &ty).is_ok());
}

/// A call from outside is measured by its component values, one between workers while these are
/// made. Both come to the same.
#[test]
fn what_is_paid_is_what_is_measured() {
    let definition = r#"(type $r (record (field "one" string) (field "two" u8))) (export $re "r" (type $r))
        (type $v (variant (case "r" $re) (case "n"))) (export $ve "v" (type $v))
        (type $f (flags "a" "b")) (export $fe "f" (type $f)) (type $o (option $ve)) (type $t (tuple $o $fe $re))"#;
    let ty = types(definition, &["t"]).remove(0);
    let record = Val::Record(vec![("one".into(), Val::String("text".into())), ("two".into(), Val::U8(2))]);
    let variant = Val::Variant("r".into(), some(record.clone()));
    let flags = Val::Flags(vec!["a".into(), "b".into()]);
    let value = Val::Tuple(vec![Val::Option(some(variant)), flags, record]);
    let nodes = encode(&value, &ty, &mut handles()).unwrap().nodes;
    let size = measure_val::size(&value);
    let limited = |bytes| Limits { request_size: Some(bytes), ..Limits::default() };
    assert_eq!(decode_within(&limited(size), nodes.clone(), &ty), Ok(value));
    assert!(decode_within(&limited(size - 1), nodes, &ty).is_err());
}

#[test]
fn decoding_is_under_the_limit_of_time() {
    let ty = one_type("(list u8)");
    let nodes = vec![WitNode::ListValue(vec![1; 1_000_000]), WitNode::PrimU8(7)];
    let limits = Limits { time: Some(Duration::from_millis(1)), request_size: Some(usize::MAX), ..Limits::default() };
    let own_time = OwnTime::default();
    let decoded = own_time.limit(Duration::MAX, async {
        thread::sleep(Duration::from_millis(20));
        let mut allowance = Allowance::new(&limits, &own_time);
        decode(&WitValue { nodes }, &ty, &handles(), &mut Passed::default(), &mut allowance)
    });
    let decoded = pin!(decoded).poll(&mut Context::from_waker(Waker::noop()));
    let hit = LimitHit::Time(Duration::from_millis(1));
    assert_eq!(decoded, Poll::Ready(Some(Err(DecodeError::Limit(hit)))));
}

#[test]
fn shared_nodes_are_fine() {
    let ty = one_type("(list u8)");
    let nodes = vec![WitNode::ListValue(vec![1, 1]), WitNode::PrimU8(7)];
    assert_eq!(decode_nodes(nodes, &ty), Ok(Val::List(vec![Val::U8(7), Val::U8(7)])));
}

#[test]
fn wrong_types_say_where() {
    assert_eq!(mismatch(vec![WitNode::PrimU8(1)], &Type::U64), "expected u64, got prim-u8");
    let ty = one_type(r#"(record (field "a" u8) (field "b" string))"#);
    let nodes = vec![WitNode::RecordValue(vec![1, 1]), WitNode::PrimU8(1)];
    assert_eq!(mismatch(nodes, &ty), "field `b`: expected string, got prim-u8");
    let nodes = vec![WitNode::RecordValue(vec![1]), WitNode::PrimU8(1)];
    assert_eq!(mismatch(nodes, &ty), "expected 2 field(s), got 1");
    let ty = one_type(r#"(flags "a" "b")"#);
    assert!(mismatch(vec![WitNode::FlagsValue(vec![true])], &ty).contains("2 flag(s), got 1"));
    let ty = one_type("(result)");
    let nodes = vec![WitNode::ResultValue(Ok(Some(0)))];
    assert!(mismatch(nodes, &ty).contains("no payload"));
}

#[test]
fn a_handle_is_given_once_or_lent() {
    let told = |result: Result<(), DecodeError>| result.map_err(|error| error.to_string());
    let mut passed = Passed::default();
    assert_eq!([passed.give(1), passed.lend(2), passed.lend(2)], [Ok(()), Ok(()), Ok(())]);
    assert_eq!(told(passed.give(1)), Err("malformed wit-value: handle 1 is given away twice".into()));
    for handle in [1, 2] {
        let both = Err(format!("malformed wit-value: handle {handle} is given away and lent in one call"));
        assert_eq!(told(if handle == 1 { passed.lend(1) } else { passed.give(2) }), both);
    }
}
