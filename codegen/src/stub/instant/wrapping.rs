//! Makes the component of a core module.

use anyhow::Result;
use wasm_encoder::{Component, ComponentSection, CustomSection, RawSection, Section};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

/// The name of a section that says that a component was made here, and what it is the stub of.
pub(crate) const MARK: &str = "golem-rpc-stub";

/// The component of a module that exports the functions of a world. `world` is the name of the
/// world and its encoded form, `origin` what the component is the stub of.
pub(super) fn wrap(mut module: Vec<u8>, world: (&str, &[u8]), origin: &str) -> Result<Vec<u8>> {
    let name = format!("component-type:{}", world.0);
    Section::append_to(&CustomSection { name: name.into(), data: world.1.into() }, &mut module);
    let component = ComponentEncoder::default().module(&module)?.validate(true).encode()?;
    let mut component = without_names(&component)?;
    let mark = CustomSection { name: MARK.into(), data: origin.as_bytes().into() };
    ComponentSection::append_to_component(&mark, &mut component);
    Ok(component)
}

/// Leaves out the section that names the parts of a component for who reads it as text. It is a
/// fifth of a stub.
fn without_names(component: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Component::HEADER.to_vec();
    // What is in modules and components within the component comes with the section that they are.
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        let is_names = matches!(&payload, Payload::CustomSection(section) if section.name() == "component-name");
        if let Some((id, range)) = payload.as_section().filter(|_| depth == 0 && !is_names) {
            let data = component.get(range.start as usize..range.end as usize).unwrap_or_default();
            ComponentSection::append_to_component(&RawSection { id, data }, &mut kept);
        }
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            _ => {}
        }
    }
    Ok(kept)
}
