use crate::Attacker;
use crate::counter::add_one;
use crate::exports::test::attacker::crowds::{Guest, Way};
use crate::golem::rpc::types::{RpcError, WasmRpc, WitNode, WitValue};
use crate::remote::{call_all, ephemeral, function, itself, node, number, text, worker};
use wasip2::clocks::monotonic_clock;
use wasip2::io::poll::poll;

impl Guest for Attacker {
    fn around(index: u32, n: u32, way: Way) -> Result<String, String> {
        let next = if n == 0 { 0 } else { (index + 1) % n };
        let client = worker(&format!("circle-{next}"));
        let parameters = [number(next), number(n), node(WitNode::EnumValue(way as u32))];
        let around = function("crowds", "around");
        match way {
            Way::Call => told(client.invoke_and_await(&around, &parameters)),
            Way::Tell => client.invoke(&around, &parameters).map(|()| "told".to_owned()).map_err(shown),
            Way::Poll | Way::PollWithTimer => polled(&client, &around, &parameters, way == Way::PollWithTimer),
        }
    }

    fn chain(n: u32) -> Result<u32, String> {
        if n == 0 {
            return Ok(0);
        }
        let next = worker(&format!("chain-{}", n - 1));
        let answer = next.invoke_and_await(&function("crowds", "chain"), &[number(n - 1)]).map_err(shown)?;
        match &answer.nodes[..] {
            [_, WitNode::ResultValue(Ok(_)), WitNode::PrimU32(depth)] => Ok(depth + 1),
            [_, WitNode::ResultValue(Err(_)), WitNode::PrimString(error)] => Err(error.clone()),
            other => Err(format!("{other:?}")),
        }
    }

    fn chain_tell(n: u32) {
        add_one();
        if let Some(next) = n.checked_sub(1) {
            // An error is all right here: it means that the host has refused the call.
            let _ = worker(&format!("chain-{next}")).invoke(&function("crowds", "chain-tell"), &[number(next)]);
        }
    }

    fn nest_ephemeral() {
        let answer = ephemeral().invoke_and_await(&function("crowds", "nest-ephemeral"), &[]);
        assert!(answer.is_ok(), "{answer:?}");
    }

    fn mesh(n: u32, rounds: u32) -> u32 {
        (0..rounds).map(|_| failed((0..n).map(|index| worker(&format!("mesh-{index}"))))).sum()
    }

    fn storm(n: u32) -> u32 {
        failed((0..n).map(|_| ephemeral()))
    }

    fn flood(name: String, n: u32, bytes: u32) -> u32 {
        let parameters = [text(&"x".repeat(bytes as usize))];
        refused(n, |_| worker(&name).invoke(&function("counter", "take"), &parameters))
    }

    fn flood_self(n: u32) -> u32 {
        let client = itself();
        refused(n, |_| client.invoke(&function("counter", "count"), &[]))
    }

    fn populate(prefix: String, n: u32) -> u32 {
        refused(n, |index| worker(&format!("{prefix}{index}")).invoke(&function("counter", "count"), &[]))
    }
}

fn polled(client: &WasmRpc, function: &str, parameters: &[WitValue], with_timer: bool) -> Result<String, String> {
    let future = client.async_invoke_and_await(function, parameters);
    let pollable = future.subscribe();
    if with_timer {
        let timer = monotonic_clock::subscribe_duration(u64::MAX);
        poll(&[&pollable, &timer]);
    } else {
        pollable.block();
    }
    future.get().map_or_else(|| Err("not ready".to_owned()), told)
}

fn failed(clients: impl Iterator<Item = WasmRpc>) -> u32 {
    let calls: Vec<_> = clients.map(|client| (client, function("counter", "count"))).collect();
    call_all(&calls).iter().filter(|answer| answer.is_err()).count() as u32
}

fn refused(n: u32, tell: impl Fn(u32) -> Result<(), RpcError>) -> u32 {
    (0..n).filter(|index| tell(*index).is_err()).count() as u32
}

fn told(answer: Result<WitValue, RpcError>) -> Result<String, String> {
    answer.map(|value| format!("{:?}", value.nodes)).map_err(shown)
}

fn shown(error: RpcError) -> String {
    format!("{error:?}")
}
