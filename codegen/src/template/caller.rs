//! A new component that calls others: each of its functions calls one target, and many of that
//! target's workers at once.

mod function;
mod source;
mod wit;

use std::collections::BTreeSet;

use super::fan_out::{FanOut, Target};
use super::files::{Files, component};
use super::identity::Identity;
use crate::error::Error;
use function::CallerFunction;

/// The files of a component that calls these targets.
pub(crate) fn caller(identity: &Identity<'_>, targets: &[Target<'_>]) -> Result<Files, Error> {
    let mut functions = Vec::new();
    let mut taken = BTreeSet::new();
    for target in targets {
        let fan_out = FanOut::of(target)?;
        let wanted = fan_out.as_ref().map_or_else(|| target.name.to_owned(), |call| format!("{}-all", call.function));
        let name = if taken.contains(&wanted) { format!("{}-{wanted}", target.name) } else { wanted };
        taken.insert(name.clone());
        functions.push(CallerFunction { name, target: target.name, fan_out });
    }
    Ok(component(identity, wit::text(identity, &functions), source::text(identity, &functions)))
}
