//! The source code of the two components.

use crate::types::{Function, Type, Types};

/// The target. Its functions return what they get.
pub fn target(types: &Types) -> String {
    let functions = types.functions.iter().map(|function| {
        let names = names(function);
        let value = if names.len() == 1 { "p0".to_owned() } else { format!("({})", names.join(", ")) };
        format!("    {} {{ {value} }}\n", signature(types, function, "echo"))
    });
    let functions: String = functions.collect();
    format!(
        r#"wit_bindgen::generate!({{ world: "roundtrip", path: "wit" }});

use exports::test::roundtrip::echo::{{self, Guest}};

struct Target;

impl Guest for Target {{
{functions}}}

export!(Target);
"#
    )
}

/// The caller. Its functions return what the target returns, after they have called it both as a
/// component that is linked in and as a remote worker.
pub fn caller(types: &Types) -> String {
    let functions: String = types.functions.iter().map(|function| forward(types, function)).collect();
    format!(
        r#"use bindings::exports::test::roundtrip::echo::{{self as exported, Guest}};
use bindings::test::roundtrip::echo as linked;
use client::{{Echo, RpcError, WorkerUri}};
use golem_rpc_sdk::block_on;
use std::sync::atomic::{{AtomicU32, Ordering}};

mod bindings {{
    wit_bindgen::generate!({{
        world: "caller",
        path: "wit",
        with: {{ "test:roundtrip/types@1.0.0": client::types }},
        generate_all,
    }});
}}

struct Caller;

impl Guest for Caller {{
{functions}}}

fn remote() -> Echo {{
    Echo::new(&WorkerUri::durable_from_env("TARGET_COMPONENT_ID", "target").expect("the target is named"))
}}

fn answered<T>(answer: Result<T, RpcError>) -> T {{
    answer.unwrap_or_else(|error| panic!("{{error}}"))
}}

/// Every second call blocks.
fn blocks() -> bool {{
    static CALLS: AtomicU32 = AtomicU32::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed) % 2 == 1
}}

bindings::export!(Caller with_types_in bindings);
"#
    )
}

/// The world of the caller.
pub const CALLER_WIT: &str = "package test:caller;

world caller {
  import test:roundtrip/echo@1.0.0;
  export test:roundtrip/echo@1.0.0;
}
";

fn forward(types: &Types, function: &Function) -> String {
    let (name, names) = (&function.name, names(function));
    let lent = |index: usize| if types.has_list(&Type::Named(index)) { "&" } else { "" };
    let args = function.params.iter().zip(&names).map(|((_, index), name)| format!("{}{name}", lent(*index)));
    let args = args.collect::<Vec<_>>().join(", ");
    let pattern = if names.len() == 1 { names.join("") } else { format!("({})", names.join(", ")) };
    let signature = signature(types, function, "exported");
    format!(
        "    {signature} {{
        let {pattern} = linked::{name}({args});
        answered(if blocks() {{ remote().blocking_{name}({args}) }} else {{ block_on(remote().{name}({args})) }})
    }}
"
    )
}

fn signature(types: &Types, function: &Function, module: &str) -> String {
    let rust = |index: usize| {
        let name = &types.defs[index].name;
        format!("{module}::{}{}", name[..1].to_uppercase(), &name[1..])
    };
    let all: Vec<_> = function.params.iter().map(|(_, index)| rust(*index)).collect();
    let params: Vec<_> = names(function).iter().zip(&all).map(|(name, ty)| format!("{name}: {ty}")).collect();
    let result = if let [ty] = &all[..] { ty.clone() } else { format!("({})", all.join(", ")) };
    format!("fn {}({}) -> {result}", function.name, params.join(", "))
}

fn names(function: &Function) -> Vec<String> {
    (0..function.params.len()).map(|n| format!("p{n}")).collect()
}
