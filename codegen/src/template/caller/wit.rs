//! The WIT of a new caller.

use super::function::CallerFunction;
use crate::template::fan_out::Answer;
use crate::template::identity::Identity;
use crate::wit_text::{WitText, ident};

/// The text of the WIT.
pub(crate) fn text(identity: &Identity<'_>, functions: &[CallerFunction<'_>]) -> String {
    let (namespace, name) = (ident(identity.namespace), ident(identity.name));
    let mut wit = WitText::new(&format!("package {namespace}:{name};\n\n"));
    wit.block("interface api", |wit| {
        for (index, function) in functions.iter().enumerate() {
            if index > 0 {
                wit.line("");
            }
            wit.docs(Some(&function.docs()));
            wit.line(&signature(function));
        }
    });
    wit.line("");
    wit.block(&format!("world {name}"), |wit| wit.line("export api;"));
    wit.finish()
}

fn signature(function: &CallerFunction<'_>) -> String {
    let name = ident(&function.name);
    let Some(call) = &function.fan_out else { return format!("{name}: func() -> result<_, string>;") };
    let params = call.params.iter().map(|param| format!(", {}: {}", ident(&param.name), param.ty));
    let result = match &call.answer {
        Answer::Value { wit, .. } => format!("list<{wit}>"),
        Answer::Shown => "list<string>".to_owned(),
        Answer::Nothing => "_".to_owned(),
    };
    let workers = function.workers();
    format!("{name}: func({workers}: list<string>{}) -> result<{result}, string>;", params.collect::<String>())
}
