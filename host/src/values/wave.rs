//! WAVE, the text form of component values, and of their types for error messages.

use std::panic::resume_unwind;
use std::thread;

use wasmtime::component::{
    Val,
    types::{ComponentFunc, Type},
    wasm_wave::{
        self,
        parser::ParserError,
        untyped::UntypedValue,
        wasm::{DisplayType, WasmType as _, WasmTypeKind},
    },
};

/// A type as it is written in WIT.
pub(crate) fn type_text(ty: &Type) -> String {
    match ty {
        Type::Own(_) => "an owned resource".into(),
        Type::Borrow(_) => "a borrowed resource".into(),
        ty => DisplayType(ty).to_string(),
    }
}

/// The signature of a function, such as `(value: u64) -> string`.
pub(crate) fn signature(function: &ComponentFunc) -> String {
    let params =
        function.params().map(|(name, ty)| format!("{name}: {}", type_text(&ty))).collect::<Vec<_>>().join(", ");
    let results = function.results().map(|ty| type_text(&ty));
    match results.collect::<Vec<_>>().as_slice() {
        [] => format!("({params})"),
        results => format!("({params}) -> {}", results.join(", ")),
    }
}

/// A value as WAVE. What has no text form is shown as `…`.
pub(crate) fn text(value: &Val) -> String {
    wasm_wave::to_string(value).unwrap_or_else(|_| "…".to_owned())
}

/// Arguments as WAVE, in parentheses.
pub(crate) fn arguments_text(arguments: &[Val]) -> String {
    let arguments: Vec<String> = arguments.iter().map(text).collect();
    format!("({})", arguments.join(", "))
}

/// Results as WAVE. A function without results gives `()`.
pub(crate) fn results_text(results: &[Val]) -> Result<String, String> {
    match results {
        [] => Ok("()".into()),
        [result] => wasm_wave::to_string(result).map_err(|error| error.to_string()),
        results => wasm_wave::to_string(&Val::Tuple(results.to_vec())).map_err(|error| error.to_string()),
    }
}

/// The first type among parameters and results that has no text form, if there is one: a resource,
/// a stream or a future.
pub(crate) fn without_text(function: &ComponentFunc) -> Option<Type> {
    let params = function.params().map(|(_, ty)| ty);
    params.chain(function.results()).find(|ty| !has_text(ty))
}

fn has_text(ty: &Type) -> bool {
    match ty.kind() {
        WasmTypeKind::Unsupported => false,
        WasmTypeKind::List => ty.list_element_type().is_some_and(|ty| has_text(&ty)),
        WasmTypeKind::Record => ty.record_fields().all(|(_, ty)| has_text(&ty)),
        WasmTypeKind::Tuple => ty.tuple_element_types().all(|ty| has_text(&ty)),
        WasmTypeKind::Variant => {
            let mut payloads = ty.variant_cases().filter_map(|(_, ty)| ty);
            payloads.all(|ty| has_text(&ty))
        }
        WasmTypeKind::Option => ty.option_some_type().is_some_and(|ty| has_text(&ty)),
        WasmTypeKind::Result => ty.result_types().is_some_and(|(ok, err)| ok.iter().chain(&err).all(has_text)),
        _ => true,
    }
}

/// Parses the arguments of a call of `function`, such as `(1, "two")`.
pub(crate) fn parse_arguments(function: &ComponentFunc, text: &str) -> Result<Vec<Val>, ParserError> {
    let types: Vec<Type> = function.params().map(|(_, ty)| ty).collect();
    let inner = text.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    if types.is_empty() && inner.is_some_and(|inner| inner.trim().is_empty()) {
        return Ok(Vec::new());
    }
    let arguments = parse(text)?;
    arguments.node().to_wasm_params(&types, text)
}

/// Parses a text with as much stack as it may need. Where the compiler has not optimised the lexer,
/// as in a debug build, it calls itself for each character of a token: a string of a megabyte would
/// overflow the stack, which aborts the process.
fn parse(text: &str) -> Result<UntypedValue<'_>, ParserError> {
    /// In bytes. Any stack is enough for this.
    const SHORT: usize = 4 << 10;
    /// For each byte of the text, in bytes. The system only provides memory for what is used.
    const STACK: usize = 1 << 10;
    if text.len() <= SHORT {
        return UntypedValue::parse(text);
    }
    let parsed = thread::scope(|scope| {
        let thread = thread::Builder::new().name("golem-rpc-host parser".to_owned());
        let thread =
            thread.stack_size(text.len().saturating_mul(STACK)).spawn_scoped(scope, || UntypedValue::parse(text));
        thread.ok().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    // Without the thread there is no more stack to be had.
    parsed.unwrap_or_else(|| UntypedValue::parse(text))
}

/// What is wrong, without the position, which is shown in the text itself.
pub(crate) fn parse_error_text(error: &ParserError) -> String {
    use std::error::Error as _;

    match (error.source(), error.detail()) {
        (Some(source), _) => format!("{}: {source}", error.kind()),
        (None, Some(detail)) => format!("{}: {detail}", error.kind()),
        (None, None) => error.kind().to_string(),
    }
}
