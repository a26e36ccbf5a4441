//! Which of a world's exports are wanted.

use wit_parser::{Resolve, World, WorldItem, WorldKey};

use crate::error::Error;
use crate::source::Source;

/// Which exports the model is to have, and what becomes of those that cannot be called remotely.
#[derive(Debug, Default)]
pub(crate) struct Choice<'a> {
    /// Names of the wanted interfaces, with or without the package and its version. The name of the
    /// world stands for the functions that the world exports itself. If it is empty, everything is
    /// wanted.
    pub(crate) interfaces: &'a [String],
    /// Whether an export that cannot be called remotely is an error. Otherwise it is left out.
    pub(crate) strict: bool,
}

impl Choice<'_> {
    /// Whether an exported interface is wanted.
    pub(crate) fn takes(&self, resolve: &Resolve, key: &WorldKey) -> bool {
        self.is_named(&names(resolve, key))
    }

    /// Whether the functions that the world exports itself are wanted.
    pub(crate) fn takes_world(&self, world: &World) -> bool {
        self.is_named(std::slice::from_ref(&world.name))
    }

    fn is_named(&self, names: &[String]) -> bool {
        self.interfaces.is_empty() || self.interfaces.iter().any(|wanted| names.contains(wanted))
    }

    /// Gives an error if a wanted name is the name of no export.
    pub(crate) fn refuse_unknown(&self, source: &Source) -> Result<(), Error> {
        let resolve = &source.resolve;
        let world = &resolve.worlds[source.world];
        let exports = world.exports.iter();
        let mut known: Vec<Vec<String>> = exports
            .clone()
            .filter(|(_, item)| matches!(item, WorldItem::Interface { .. }))
            .map(|(key, _)| names(resolve, key))
            .collect();
        if exports.clone().any(|(_, item)| matches!(item, WorldItem::Function(_))) {
            known.push(vec![world.name.clone()]);
        }
        let is_known = |wanted: &&String| known.iter().any(|names| names.contains(wanted));
        let Some(unknown) = self.interfaces.iter().find(|wanted| !is_known(wanted)) else { return Ok(()) };
        let exports: Vec<_> = known.iter().filter_map(|names| names.first()).map(|name| format!("`{name}`")).collect();
        Err(source.refuse(
            world.span,
            format!("world `{}` exports no interface `{unknown}`", world.name),
            "this world",
            format!("it exports {}: choose among these", exports.join(", ")),
        ))
    }
}

/// The names by which an exported interface can be chosen: `api`, `demo:shop/api`, and, if its
/// package has a version, `demo:shop/api@1.0.0`.
fn names(resolve: &Resolve, key: &WorldKey) -> Vec<String> {
    let full = resolve.name_world_key(key);
    let WorldKey::Interface(id) = key else { return vec![full] };
    let without_version = full.split('@').next().unwrap_or_default().to_owned();
    let short = resolve.interfaces[*id].name.clone();
    short.into_iter().chain([without_version, full]).collect()
}
