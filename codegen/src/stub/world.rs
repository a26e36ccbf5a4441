//! The stub's world, as wit-parser and the linker need it.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, anyhow};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use wit_component::StringEncoding;
use wit_parser::abi::{AbiVariant, WasmSignature};
use wit_parser::{CloneMaps, Function, InterfaceId, Resolve, SourceMap, UnresolvedPackageGroup, WorldId};

use super::contract::Contract;
use super::dependencies::{Dependency, dependencies};
use super::wit::stub_wit;
use crate::error::Error;
use crate::golem_version::Rpc;
use crate::rust::docs;

/// The interfaces that golem-rpc-stub imports, besides `golem:rpc`: package, file and text. They
/// are complete, although a stub needs only one function of each, because cargo-component up to
/// 0.18 refuses interfaces that lack what the adapter of WASI preview 1 imports.
///
/// They are those of the oldest WASI whatever version of `golem:rpc` is spoken: all WASI 0.2 that
/// are newer serve them.
const RUNTIME: [(&str, &str, &str); 4] = [
    ("wasi:io@0.2.0", "poll.wit", include_str!("../../wit/wasi-io-0.2.0.wit")),
    ("wasi:io@0.2.0", "error.wit", include_str!("../../wit/stub/error.wit")),
    ("wasi:io@0.2.0", "streams.wit", include_str!("../../wit/stub/streams.wit")),
    ("wasi:cli@0.2.0", "stderr.wit", include_str!("../../wit/stub/stderr.wit")),
];

/// The stub's WIT, parsed again.
pub(crate) struct StubWorld {
    resolve: Resolve,
    world: WorldId,
    interface: InterfaceId,
}

impl StubWorld {
    pub(crate) fn new(contract: &Contract<'_>) -> Result<StubWorld, Error> {
        let dependencies = dependencies(&contract.shared)?;
        read(contract, dependencies).map_err(|error| {
            Error::options(
                format!("the stub's WIT is not valid: {error:#}"),
                "this is a defect of golem-rpc-codegen: please report it with the WIT",
            )
        })
    }

    /// The name of the interface that the stub exports, as it is in core modules.
    pub(crate) fn interface(&self) -> String {
        self.resolve.id_of(self.interface).unwrap_or_default()
    }

    /// The name of that interface in core modules with the component model's newer names.
    pub(crate) fn core_interface(&self) -> String {
        self.resolve.canonicalized_id_of(self.interface).unwrap_or_default()
    }

    /// The core signature of an exported function, which is named as in `[method]api.get`.
    pub(crate) fn signature(&self, name: &str) -> Option<WasmSignature> {
        let function: &Function = self.resolve.interfaces[self.interface].functions.get(name)?;
        Some(self.resolve.wasm_signature(AbiVariant::GuestExport, function))
    }

    /// The world, as the linker takes it to make a component.
    pub(crate) fn encoded(&self) -> Result<Vec<u8>, Error> {
        let bytes = wit_component::metadata::encode(&self.resolve, self.world, StringEncoding::UTF8, None, false);
        bytes.map_err(|error| {
            Error::options(
                format!("the stub's world cannot be encoded: {error:#}"),
                "move the types that remote functions use to an interface of their own",
            )
        })
    }

    /// The content of `src/world.rs`: a section of the core module, from which the linker knows how
    /// to make a component of it.
    pub(crate) fn section(&self, world: &str) -> Result<TokenStream, Error> {
        let bytes = self.encoded()?;
        let (section, len) = (format!("component-type:{world}"), Literal::usize_unsuffixed(bytes.len()));
        let bytes = byte_string(&bytes)?;
        let docs = docs::inner("The stub's world, encoded as the linker takes it to make a component.");
        Ok(quote! {
            #docs
            #[allow(dead_code, reason = "the linker reads it")]
            #[unsafe(link_section = #section)]
            static WORLD: [u8; #len] = *#bytes;
        })
    }
}

fn read(contract: &Contract<'_>, dependencies: Vec<Dependency>) -> anyhow::Result<StubWorld> {
    let runtime = RUNTIME.map(|(package, name, text)| ((package.to_owned(), name.to_owned()), text.to_owned()));
    let mut files = BTreeMap::from(runtime);
    files.insert(("golem-rpc:stub".to_owned(), "runtime.wit".to_owned()), runtime_world(contract.shared.rpc));
    for file in dependencies {
        let name = file.path.split_once('/').map_or(file.path.as_str(), |(_, name)| name);
        files.insert((file.package.to_string(), name.to_owned()), file.text);
    }
    let mut packages = BTreeMap::<_, SourceMap>::new();
    for ((package, name), text) in &files {
        packages.entry(package).or_default().push_str(&format!("{package}/{name}"), text);
    }
    let packages = packages.into_values().map(parse).collect::<Result<_, _>>()?;
    let mut stub = SourceMap::default();
    stub.push_str("_stub.wit", stub_wit(contract, ""));

    let mut resolve = Resolve::default();
    let package = resolve.push_groups(parse(stub)?, packages)?;
    let world = resolve.select_world(&[package], Some(&contract.world))?;
    let runtime = resolve.select_world(&[package], Some("golem-rpc:stub/runtime"))?;
    resolve.merge_worlds(runtime, world, &mut CloneMaps::default())?;
    forget_external_ids(&mut resolve);
    let interface = resolve.packages[package].interfaces.get(&contract.interface).copied();
    let interface = interface.with_context(|| format!("it has no interface `{}`", contract.interface))?;
    Ok(StubWorld { resolve, world, interface })
}

/// What golem-rpc-stub asks of its host.
fn runtime_world(rpc: &Rpc) -> String {
    format!(
        "package golem-rpc:stub;\n\nworld runtime {{\n  import {};\n  import wasi:cli/stderr@0.2.0;\n}}\n",
        rpc.interface()
    )
}

/// Removes the external ids. The linker of Rust 1.95 can't read them, and a stub doesn't need them.
fn forget_external_ids(resolve: &mut Resolve) {
    resolve.types.iter_mut().for_each(|(_, ty)| ty.external_id = None);
    let functions = resolve.interfaces.iter_mut().flat_map(|(_, interface)| interface.functions.values_mut());
    functions.for_each(|function| function.external_id = None);
}

fn parse(source: SourceMap) -> anyhow::Result<UnresolvedPackageGroup> {
    source.parse().map_err(|(source, error)| anyhow!(error.render(&source)))
}

/// A byte string literal that is written in several lines.
fn byte_string(bytes: &[u8]) -> Result<TokenStream, Error> {
    const WIDTH: usize = 110;
    let mut text = "b\"".to_owned();
    let mut line = WIDTH;
    for byte in bytes {
        let start = text.len();
        if line >= WIDTH {
            text.push_str("\\\n");
            line = 0;
        }
        // Writing to a `String` can't fail. A space at the beginning of a line is escaped, since
        // Rust would skip it.
        let _ = match byte {
            b'"' | b'\\' => write!(text, "\\{}", char::from(*byte)),
            b'!'..=b'~' => write!(text, "{}", char::from(*byte)),
            b' ' if line > 0 => write!(text, " "),
            _ => write!(text, "\\x{byte:02x}"),
        };
        line += text.len() - start;
    }
    text.push('"');
    text.parse().map_err(|error: proc_macro2::LexError| Error::Internal {
        file: "src/world.rs".to_owned(),
        source: syn::Error::new(error.span(), error),
    })
}
