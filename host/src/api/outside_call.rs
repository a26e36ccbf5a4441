//! The steps of a call from outside: finding the function that is meant, checking that it can be
//! called, parsing its arguments, and making an [`Invocation`] of the outcome.

use wasmtime::component::Val;

use super::call_text::CallText;
use super::did_you_mean::closest;
use super::invocation::Invocation;
use crate::calls::{Cost, Outcome};
use crate::error::Error;
use crate::failure::Failure;
use crate::guest::{Export, LoadedComponent};
use crate::log::Answer;
use crate::naming::names_function;
use crate::values::wave;

pub(crate) fn find_export<'a>(component: &'a LoadedComponent, written: &str) -> Result<&'a Export, Error> {
    let exports = component.exports.iter();
    let found: Vec<&Export> = exports.filter(|export| names_function(written, &export.name)).collect();
    match found.as_slice() {
        [export] => Ok(export),
        [] => Err(Error::UnknownFunction {
            component: component.name.clone(),
            function: written.to_owned(),
            known: component.exports.iter().map(Export::to_string).collect(),
            suggestion: suggestion(component, written),
        }),
        candidates => Err(Error::AmbiguousFunction {
            component: component.name.clone(),
            function: written.to_owned(),
            candidates: candidates.iter().map(|export| export.to_string()).collect(),
        }),
    }
}

fn suggestion(component: &LoadedComponent, written: &str) -> Option<String> {
    let function = |text: &str| {
        let text = text.trim_end_matches('}');
        text.rsplit(['.', '{']).next().unwrap_or(text).to_owned()
    };
    let names = component.exports.iter().map(|export| export.name.to_string());
    closest(&function(written), names, |name| function(name))
}

pub(crate) fn callable_from_outside(export: &Export) -> Result<(), Error> {
    match wave::without_text(&export.ty) {
        None => Ok(()),
        Some(ty) => Err(Error::NotCallableFromOutside { signature: export.to_string(), ty: wave::type_text(&ty) }),
    }
}

pub(crate) fn parse_arguments(export: &Export, text: &str, call: CallText<'_>) -> Result<Vec<Val>, Error> {
    wave::parse_arguments(&export.ty, call.arguments).map_err(|error| {
        let span = error.span();
        Error::Arguments {
            text: text.to_owned(),
            span: call.offset + span.start..call.offset + span.end,
            message: wave::parse_error_text(&error),
            signature: export.to_string(),
        }
    })
}

pub(crate) fn into_invocation(outcome: Outcome) -> Result<Invocation, Failure> {
    let results = match outcome.answer? {
        Answer::Outside(results) => results,
        Answer::Rpc(_) => return Err(Failure::Stopped),
    };
    let Cost { host_calls, duration, busy, fuel } = outcome.cost.map(|cost| *cost).unwrap_or_default();
    Ok(Invocation {
        wave: wave::results_text(&results).map_err(Failure::Unsendable)?,
        results,
        host_calls,
        duration,
        busy,
        fuel,
    })
}
