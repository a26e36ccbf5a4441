//! Refuses a target whose types are of a `golem:rpc` that can't be in one component with the one
//! that its stub speaks.
//!
//! What makes a component takes versions that are compatible by their numbers for one, and has the
//! older replaced by the newer. 0.2.0 and 0.2.2 look compatible, and their constructors are not.

use super::contract::Contract;
use crate::error::Error;
use crate::source::Source;

/// Versions of which no two can be in one component.
const APART: [&str; 2] = ["golem:rpc/types@0.2.0", "golem:rpc/types@0.2.2"];

/// Gives an error if there is such a type.
pub(crate) fn refuse_other_rpc(contract: &Contract<'_>, source: &Source) -> Result<(), Error> {
    let spoken = contract.shared.rpc.interface();
    if !APART.contains(&spoken.as_str()) {
        return Ok(());
    }
    let model = contract.model;
    let other = contract.used.iter().find_map(|id| {
        let def = model.ty(*id);
        let interface = model.interface_of(def.owner)?;
        (interface != spoken && APART.contains(&interface.as_str())).then_some((def, interface))
    });
    other.map_or(Ok(()), |(def, interface)| {
        Err(source.refuse(
            def.span,
            format!("`{}` of `{interface}` cannot be in a stub that speaks `{spoken}`", def.name),
            "a remote function uses this type",
            "call without a stub (`--mode direct`), use the types of the version that is spoken, or generate for the \
             Golem that has this one (`--golem`)",
        ))
    })
}
