//! A component that calls others: each of its functions asks many workers at once.

use std::collections::BTreeSet;

use super::bindings;
use super::fan_out::{Answer, FanOut, Target};
use super::files::{Files, component};
use super::identity::Identity;
use super::variables::variable;
use crate::error::Error;
use crate::rust::names::{free, ident, value_name};
use crate::wit_text::{self, WitText};

/// The files of a component that calls these.
pub(crate) fn caller(identity: &Identity<'_>, targets: &[Target<'_>]) -> Result<Files, Error> {
    let mut functions = Vec::new();
    let mut taken = BTreeSet::new();
    for target in targets {
        let fan_out = FanOut::of(target)?;
        let wanted = fan_out.as_ref().map_or_else(|| target.name.to_owned(), |call| format!("{}-all", call.function));
        let name = if taken.contains(&wanted) { format!("{}-{wanted}", target.name) } else { wanted };
        taken.insert(name.clone());
        functions.push(Ask { name, target: target.name, fan_out });
    }
    Ok(component(identity, wit(identity, &functions), source(identity, &functions)))
}

/// A function of the caller.
struct Ask<'a> {
    /// In WIT.
    name: String,
    target: &'a str,
    /// None if the target has no function that can be called without more ado.
    fan_out: Option<FanOut>,
}

/// What the caller's workers are called in its own functions.
const WORKERS: &str = "workers";

fn wit(identity: &Identity<'_>, functions: &[Ask<'_>]) -> String {
    let (namespace, name) = (wit_text::ident(identity.namespace), wit_text::ident(identity.name));
    let mut wit = WitText::new(&format!("package {namespace}:{name};\n\n"));
    wit.block("interface api", |wit| {
        for (index, function) in functions.iter().enumerate() {
            if index > 0 {
                wit.line("");
            }
            wit.docs(Some(&function.docs()));
            wit.line(&function.signature());
        }
    });
    wit.line("");
    wit.block(&format!("world {name}"), |wit| wit.line("export api;"));
    wit.finish()
}

fn source(identity: &Identity<'_>, functions: &[Ask<'_>]) -> String {
    let targets: Vec<_> = functions.iter().map(|function| function.target).collect();
    let calls: Vec<_> = functions.iter().filter_map(|function| function.fan_out.as_ref()).collect();
    let has_answers = calls.iter().any(|call| !matches!(call.answer, Answer::Nothing));
    let (error, sdk) = match (calls.is_empty(), has_answers) {
        (true, _) => ("", ""),
        (false, false) => ("use std::error::Error;\n\n", "use golem_rpc_sdk::WorkerUri;\n"),
        (false, true) => ("use std::error::Error;\n\n", "use golem_rpc_sdk::{WorkerUri, block_on, join_all};\n"),
    };
    let (guest, module) = (bindings::guest(identity, "api"), bindings::module(identity));
    let exported: Vec<_> = functions.iter().map(Ask::exported).collect();
    format!(
        "//! Calls workers of {targets}.\n\n{error}use {guest};\n{sdk}\n{module}\n\nstruct Component;\n\n\
         impl Guest for Component {{\n{exported}}}\n\n{calls}bindings::export!(Component with_types_in bindings);\n",
        targets = targets.join(" and "),
        exported = exported.join("\n"),
        calls = functions.iter().map(Ask::call).collect::<String>()
    )
}

impl Ask<'_> {
    fn docs(&self) -> String {
        match &self.fan_out {
            Some(call) => format!("`{}` of these workers of {}: all are called at once.", call.function, self.target),
            None => format!("Here it is to call workers of {}.", self.target),
        }
    }

    /// In WIT.
    fn signature(&self) -> String {
        let name = wit_text::ident(&self.name);
        let Some(call) = &self.fan_out else { return format!("{name}: func() -> result<_, string>;") };
        let params = call.params.iter().map(|param| format!(", {}: {}", wit_text::ident(&param.name), param.ty));
        let result = match &call.answer {
            Answer::Value { wit, .. } => format!("list<{wit}>"),
            Answer::Shown => "list<string>".to_owned(),
            Answer::Nothing => "_".to_owned(),
        };
        let workers = self.workers();
        format!("{name}: func({workers}: list<string>{}) -> result<{result}, string>;", params.collect::<String>())
    }

    /// What the list of names is called beside the parameters of the target's function.
    fn workers(&self) -> String {
        self.local(WORKERS)
    }

    fn local(&self, wanted: &str) -> String {
        let params = self.fan_out.iter().flat_map(|call| &call.params);
        let names: BTreeSet<_> = params.map(|param| value_name(&param.name)).collect();
        free(wanted, |name| names.contains(name))
    }

    fn rust_name(&self) -> String {
        ident(&value_name(&self.name)).to_string()
    }

    fn result(&self) -> String {
        match self.fan_out.as_ref().map(|call| &call.answer) {
            Some(Answer::Value { rust, .. }) => format!("Vec<{rust}>"),
            Some(Answer::Shown) => "Vec<String>".to_owned(),
            Some(Answer::Nothing) | None => "()".to_owned(),
        }
    }

    /// What the component exports.
    fn exported(&self) -> String {
        let (name, result) = (self.rust_name(), self.result());
        let Some(call) = &self.fan_out else {
            return format!("    fn {name}() -> Result<{result}, String> {{\n        Ok(())\n    }}\n");
        };
        let workers = self.workers();
        let args: String = call.params.iter().map(|param| format!(", {}", param.ident())).collect();
        format!(
            "    fn {name}({workers}: Vec<String>{params}) -> Result<{result}, String> {{\n        \
             {name}(&{workers}{args}).map_err(|error| error.to_string())\n    }}\n",
            params = call.declared()
        )
    }

    /// The function that makes the calls.
    fn call(&self) -> String {
        let Some(call) = &self.fan_out else { return String::new() };
        let (name, result) = (self.rust_name(), self.result());
        let (workers, uris, uri) = (self.workers(), self.local("uris"), self.local("uri"));
        let (id, variable) = (self.local("variable"), variable(self.target));
        format!(
            "/// {docs}\n///\n/// `{variable}` says which component they are of.\n\
             fn {name}({workers}: &[String]{params}) -> Result<{result}, Box<dyn Error>> {{\n    \
             let {id} = \"{variable}\";\n    \
             let {uri} = |worker: &String| WorkerUri::durable_from_env({id}, worker);\n    \
             let {uris} = {workers}.iter().map({uri}).collect::<Result<Vec<_>, _>>()?;\n{body}}}\n\n",
            docs = self.docs(),
            params = call.declared(),
            body = self.body(call, &uris)
        )
    }

    /// What follows when it is known where the workers are.
    fn body(&self, call: &FanOut, uris: &str) -> String {
        let FanOut { client, constructor, method, .. } = call;
        let (clients, worker) = (self.local("clients"), self.local("worker"));
        let args =
            call.params.iter().map(|param| format!("{}{}", if param.is_borrowed { "&" } else { "" }, param.ident()));
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
}

impl FanOut {
    /// The parameters as a function declares them behind its first one.
    fn declared(&self) -> String {
        self.params.iter().map(|param| format!(", {}: {}", param.ident(), param.rust)).collect()
    }
}
