//! The Rust of a new caller.

use super::function::CallerFunction;
use crate::rust::names::{ident, value_name};
use crate::template::bindings;
use crate::template::fan_out::{Answer, FanOut};
use crate::template::identity::Identity;
use crate::template::variables::variable;

/// The text of `src/lib.rs`.
///
/// The functions that the component exports only turn an error into a text, since their WIT has no
/// other type for it. Each of them has a function beside it that makes the calls, so that these can
/// be written with `?`.
pub(crate) fn text(identity: &Identity<'_>, functions: &[CallerFunction<'_>]) -> String {
    let targets: Vec<_> = functions.iter().map(|function| function.target).collect();
    let calls: Vec<_> = functions.iter().filter_map(|function| function.fan_out.as_ref()).collect();
    let has_answers = calls.iter().any(|call| !matches!(call.answer, Answer::Nothing));
    let (error, sdk) = match (calls.is_empty(), has_answers) {
        (true, _) => ("", ""),
        (false, false) => ("use std::error::Error;\n\n", "use golem_rpc_sdk::WorkerUri;\n"),
        (false, true) => ("use std::error::Error;\n\n", "use golem_rpc_sdk::{WorkerUri, block_on, join_all};\n"),
    };
    let (guest, module) = (bindings::guest(identity, "api"), bindings::module(identity));
    let exported: Vec<_> = functions.iter().map(exported).collect();
    format!(
        "//! Calls workers of {targets}.\n\n{error}use {guest};\n{sdk}\n{module}\n\nstruct Component;\n\n\
         impl Guest for Component {{\n{exported}}}\n\n{calls}bindings::export!(Component with_types_in bindings);\n",
        targets = targets.join(" and "),
        exported = exported.join("\n"),
        calls = functions.iter().map(calling).collect::<String>()
    )
}

/// The function that the component exports.
fn exported(function: &CallerFunction<'_>) -> String {
    let (name, result) = (rust_name(function), result(function));
    let Some(call) = &function.fan_out else {
        return format!("    fn {name}() -> Result<{result}, String> {{\n        Ok(())\n    }}\n");
    };
    let workers = function.workers();
    let args: String = call.params.iter().map(|param| format!(", {}", param.ident())).collect();
    format!(
        "    fn {name}({workers}: Vec<String>{params}) -> Result<{result}, String> {{\n        \
         {name}(&{workers}{args}).map_err(|error| error.to_string())\n    }}\n",
        params = declared(call)
    )
}

/// The function that makes the calls.
fn calling(function: &CallerFunction<'_>) -> String {
    let Some(call) = &function.fan_out else { return String::new() };
    let (name, result) = (rust_name(function), result(function));
    let (workers, uris, uri) = (function.workers(), function.local("uris"), function.local("uri"));
    let (id, variable) = (function.local("variable"), variable(function.target));
    format!(
        "/// {docs}\n///\n/// `{variable}` says which component they are of.\n\
         fn {name}({workers}: &[String]{params}) -> Result<{result}, Box<dyn Error>> {{\n    \
         let {id} = \"{variable}\";\n    \
         let {uri} = |worker: &String| WorkerUri::durable_from_env({id}, worker);\n    \
         let {uris} = {workers}.iter().map({uri}).collect::<Result<Vec<_>, _>>()?;\n{body}}}\n\n",
        docs = function.docs(),
        params = declared(call),
        body = body(function, call, &uris)
    )
}

/// The statements that follow when the URIs of the workers are in the variable `uris`.
fn body(function: &CallerFunction<'_>, call: &FanOut, uris: &str) -> String {
    let FanOut { client, constructor, method, .. } = call;
    let (clients, worker) = (function.local("clients"), function.local("worker"));
    let args = call.params.iter().map(|param| format!("{}{}", if param.is_borrowed { "&" } else { "" }, param.ident()));
    let args = args.collect::<Vec<_>>().join(", ");
    let collected = match call.answer {
        Answer::Nothing => {
            return format!(
                "    for {worker} in &{uris} {{\n        \
                 {client}::{constructor}({worker}).{method}({args})?;\n    }}\n    Ok(())\n"
            );
        }
        Answer::Shown => "values.into_iter().map(|value| Ok(format!(\"{:?}\", value?))).collect()",
        Answer::Value { .. } => "Ok(values.into_iter().collect::<Result<_, _>>()?)",
    };
    format!(
        "    let {clients}: Vec<_> = {uris}.iter().map({client}::{constructor}).collect();\n    \
         let values = block_on(join_all({clients}.iter().map(|{worker}| {worker}.{method}({args}))));\n    \
         {collected}\n"
    )
}

fn rust_name(function: &CallerFunction<'_>) -> String {
    ident(&value_name(&function.name)).to_string()
}

/// The type of what the function gives when all calls have succeeded.
fn result(function: &CallerFunction<'_>) -> String {
    match function.fan_out.as_ref().map(|call| &call.answer) {
        Some(Answer::Value { rust, .. }) => format!("Vec<{rust}>"),
        Some(Answer::Shown) => "Vec<String>".to_owned(),
        Some(Answer::Nothing) | None => "()".to_owned(),
    }
}

/// The declarations of the parameters that follow the list of workers.
fn declared(call: &FanOut) -> String {
    call.params.iter().map(|param| format!(", {}: {}", param.ident(), param.rust)).collect()
}
