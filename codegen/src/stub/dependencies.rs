//! The WIT packages that the stub's WIT needs beside it.
//!
//! They have a file per interface, whose text depends on nothing but that interface: several stubs bring the same files to a caller. The
//! interfaces are complete, functions included, because what is linked into one component must agree on each of them. Worlds are left
//! out, and with them what only they need. A comment at the head of a file is documentation of what follows, and only one file may
//! document a package: so the package is declared in a file of its own.

use wit_component::{Output, WitPrinter};
use wit_parser::{InterfaceId, Resolve};

use super::shared::Shared;
use crate::error::Error;
use crate::marker::marker;
use crate::model::PackageName;
use crate::wit_text;

const GOLEM_RPC: &str = include_str!("../../wit/golem-rpc.wit");
const WASI_IO: &str = include_str!("../../wit/wasi-io.wit");

/// Paths below `wit/deps`, and texts.
pub(crate) fn dependencies(shared: &Shared<'_>) -> Result<Vec<(String, String)>, Error> {
    let mut files = vec![
        ("golem_rpc/types.wit".to_owned(), marker(".wit", "golem:rpc@0.1.0") + GOLEM_RPC),
        ("wasi_io/poll.wit".to_owned(), marker(".wit", "wasi:io@0.2.0") + WASI_IO),
    ];
    for package in shared.packages().into_iter().filter(|package| embedded(package).is_none()) {
        let text = format!("{}package {};\n", marker(".wit", &package.to_string()), wit_text::package(package));
        files.push((format!("{}/package.wit", folder(shared, package)), text));
    }
    for ((package, name), id) in &shared.interfaces {
        if embedded(package).is_some_and(|interface| interface == name) {
            continue;
        }
        let head = marker(".wit", &package.interface(name));
        let text = head + &printed(shared.resolve, *id, name)?;
        files.push((format!("{}/{name}.wit", folder(shared, package)), text));
    }
    Ok(files)
}

/// The interface of a package that this crate has itself.
fn embedded(package: &PackageName) -> Option<&'static str> {
    match package.to_string().as_str() {
        "golem:rpc@0.1.0" => Some("types"),
        "wasi:io@0.2.0" => Some("poll"),
        _ => None,
    }
}

/// `{namespace}_{name}`, with the version when there are several.
fn folder(shared: &Shared<'_>, package: &PackageName) -> String {
    let version = if shared.has_versions(package) { package.at_version() } else { String::new() };
    format!("{}_{}{version}", package.namespace, package.name)
}

fn printed(resolve: &Resolve, id: InterfaceId, name: &str) -> Result<String, Error> {
    let mut printer = WitPrinter::default();
    let printed = printer.print_interface_outer(resolve, id, name).and_then(|()| {
        printer.output.indent_start();
        printer.print_interface(resolve, id)?;
        printer.output.indent_end();
        Ok(())
    });
    printed.map_err(|error| {
        Error::options(
            format!("interface `{name}` cannot be written as WIT: {error:#}"),
            "move the types that remote functions use to an interface of their own",
        )
    })?;
    Ok(printer.output.to_string())
}
