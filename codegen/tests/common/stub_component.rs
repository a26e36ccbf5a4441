//! Whether a stub that no compiler made offers what the generated WIT says.

use std::path::Path;

use golem_rpc_codegen::StubComponent;
use wit_component::WitPrinter;
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{InterfaceId, Resolve, WorldItem};

/// Says what is wrong with the stub. `wit` is the folder with the WIT of the stub crate.
pub fn offers(stub: &StubComponent, wit: &Path) -> Result<(), String> {
    wasmparser::Validator::new().validate_all(&stub.bytes).map_err(|error| format!("it is not valid: {error:#}"))?;
    let decoded = decode(&stub.bytes).map_err(|error| format!("its WIT cannot be read: {error:#}"))?;
    let DecodedWasm::Component(resolve, world) = decoded else { return Err("it is no component".to_owned()) };
    let exports: Vec<_> = resolve.worlds[world].exports.values().collect();
    let [WorldItem::Interface { id, .. }] = exports.as_slice() else {
        return Err(format!("it has {} exports", exports.len()));
    };
    let mut generated = Resolve::default();
    let (package, _) = generated.push_dir(wit).map_err(|error| format!("{error:#}"))?;
    let name = resolve.interfaces[*id].name.as_deref().unwrap_or_default();
    let wanted = generated.packages[package].interfaces.get(name).ok_or(format!("nobody wants its `{name}`"))?;
    let (found, wanted) = (lines(&resolve, *id), lines(&generated, *wanted));
    match found == wanted {
        true => Ok(()),
        false => Err(format!("it offers\n{}\ninstead of\n{}", found.join("\n"), wanted.join("\n"))),
    }
}

/// What an interface declares, as sorted lines: a component no longer has the order of types.
fn lines(resolve: &Resolve, id: InterfaceId) -> Vec<String> {
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print_interface(resolve, id).expect("it can be printed");
    let text = printer.output.to_string();
    let mut lines: Vec<_> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    lines.sort();
    lines
}
