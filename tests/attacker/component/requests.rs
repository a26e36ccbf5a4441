use crate::Attacker;
use crate::exports::test::attacker::requests::{Guest, Kind};
use crate::golem::rpc::types::{Uri, WasmRpc, WitNode, WitValue};
use crate::remote::node;

impl Guest for Attacker {
    fn send(uri: String, function: String, kind: Kind, n: u32) -> Result<String, String> {
        let client = WasmRpc::new(&Uri { value: uri });
        let answer = client.invoke_and_await(&name(function, kind, n), &parameters(kind, n));
        answer.map(|value| format!("{} nodes", value.nodes.len())).map_err(|error| format!("{error:?}"))
    }

    fn tell(uri: String, function: String, kind: Kind, n: u32) -> Result<(), String> {
        let client = WasmRpc::new(&Uri { value: uri });
        client.invoke(&name(function, kind, n), &parameters(kind, n)).map_err(|error| format!("{error:?}"))
    }
}

fn name(function: String, kind: Kind, n: u32) -> String {
    match kind {
        Kind::BracesAsName => "a.{".repeat(n as usize),
        Kind::LongName => "x".repeat(n as usize),
        _ => function,
    }
}

fn parameters(kind: Kind, n: u32) -> Vec<WitValue> {
    let count = n as usize;
    match kind {
        Kind::Text => vec![node(WitNode::PrimString("x".repeat(count)))],
        Kind::UnusedNodes => value(vec![WitNode::PrimU8(0); count]),
        Kind::NoNodes => value(Vec::new()),
        Kind::ManyParameters => vec![node(WitNode::PrimU8(0)); count],
        Kind::Cycle => value(vec![WitNode::ListValue(vec![0])]),
        Kind::SharedNumber => value(vec![WitNode::ListValue(vec![1; count]), WitNode::PrimU8(7)]),
        Kind::SharedText => {
            value(vec![WitNode::ListValue(vec![1; count]), WitNode::PrimString("y".repeat(1 << 20))])
        }
        Kind::DoublingLists => {
            nested(n, WitNode::PrimString("z".to_owned()), |next| WitNode::ListValue(vec![next, next]))
        }
        Kind::DoublingTuples => nested(n, WitNode::PrimU8(1), |next| WitNode::TupleValue(vec![next, next])),
        Kind::BadIndices => value(vec![WitNode::ListValue(vec![-1, i32::MIN, i32::MAX, n as i32])]),
        Kind::DeepOptions => nested(n, WitNode::PrimU8(1), |next| WitNode::OptionValue(Some(next))),
        Kind::DeepLists => nested(n, WitNode::PrimU8(1), |next| WitNode::ListValue(vec![next])),
        Kind::BracesAsName | Kind::LongName => Vec::new(),
    }
}

fn value(nodes: Vec<WitNode>) -> Vec<WitValue> {
    vec![WitValue { nodes }]
}

/// A value of `n` nodes, each of which refers to the next one, and the node `last`.
fn nested(n: u32, last: WitNode, refer: impl Fn(i32) -> WitNode) -> Vec<WitValue> {
    let mut nodes: Vec<WitNode> = (1..=n as i32).map(refer).collect();
    nodes.push(last);
    value(nodes)
}
