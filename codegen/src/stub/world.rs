//! The stub's world as wit-parser and the linker know it.

use std::fmt::Write;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use wit_component::StringEncoding;
use wit_parser::abi::{AbiVariant, WasmSignature};
use wit_parser::{Function, InterfaceId, Resolve, SourceMap, WorldId};

use super::contract::Contract;
use super::dependencies::{GOLEM_RPC, WASI_IO};
use super::wit::stub_wit;
use crate::error::Error;
use crate::rust::docs;
use crate::source::Source;

/// What the crate golem-rpc-stub imports. A stub's own world has it through the types that the stub's interface uses, in part.
const WASI_STREAMS: &str = include_str!("../../wit/stub/streams.wit");
const WASI_STDERR: &str = include_str!("../../wit/stub/stderr.wit");
const RUNTIME: &str = include_str!("../../wit/stub/runtime.wit");

/// The stub's WIT, read back.
pub(crate) struct StubWorld {
    resolve: Resolve,
    world: WorldId,
    interface: InterfaceId,
}

impl StubWorld {
    pub(crate) fn new(contract: &Contract<'_>, source: &Source) -> Result<StubWorld, Error> {
        read(contract, &source.resolve).map_err(|error| {
            Error::options(
                format!("the stub's WIT is not valid: {error:#}"),
                "this is a defect of golem-rpc-codegen: please report it with the WIT",
            )
        })
    }

    /// The interface that the stub exports, as core modules name it.
    pub(crate) fn interface(&self) -> String {
        self.resolve.id_of(self.interface).unwrap_or_default()
    }

    /// The core signature of an exported function, by its name as in `[method]api.get`.
    pub(crate) fn signature(&self, name: &str) -> Option<WasmSignature> {
        let function: &Function = self.resolve.interfaces[self.interface].functions.get(name)?;
        Some(self.resolve.wasm_signature(AbiVariant::GuestExport, function))
    }

    /// `src/world.rs`: the section of the core module that the linker makes a component with.
    pub(crate) fn section(&self, world: &str) -> Result<TokenStream, Error> {
        let bytes = wit_component::metadata::encode(&self.resolve, self.world, StringEncoding::UTF8, None, false);
        let bytes = bytes.map_err(|error| {
            Error::options(
                format!("the stub's world cannot be encoded: {error:#}"),
                "move the types that remote functions use to an interface of their own",
            )
        })?;
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

fn read(contract: &Contract<'_>, target: &Resolve) -> anyhow::Result<StubWorld> {
    let mut resolve = target.clone();
    let (runtime, runtime_world) = runtime()?;
    let remap = resolve.merge(runtime)?;
    let runtime_world = remap.map_world(runtime_world, Default::default())?;
    let package = resolve.push_str("_stub.wit", &stub_wit(contract, ""))?;
    let world = resolve.select_world(&[package], Some(&contract.world))?;
    let interface = resolve.packages[package].interfaces.get(&contract.interface).copied();
    let interface = interface.ok_or_else(|| anyhow::anyhow!("it has no interface `{}`", contract.interface))?;
    resolve.merge_worlds(runtime_world, world, &mut Default::default())?;
    Ok(StubWorld { resolve, world, interface })
}

fn runtime() -> anyhow::Result<(Resolve, WorldId)> {
    let mut resolve = Resolve::default();
    let mut io = SourceMap::default();
    io.push_str("poll.wit", WASI_IO);
    io.push_str("streams.wit", WASI_STREAMS);
    let io = io.parse().map_err(|(_, error)| error)?;
    resolve.push_group(io)?;
    resolve.push_str("stderr.wit", WASI_STDERR)?;
    resolve.push_str("golem-rpc.wit", GOLEM_RPC)?;
    let package = resolve.push_str("runtime.wit", RUNTIME)?;
    let world = resolve.select_world(&[package], None)?;
    Ok((resolve, world))
}

/// A literal of several lines.
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
        // Writing to a String can't fail. A space at the beginning of a line would be left out.
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
