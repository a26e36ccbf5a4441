//! The WIT packages that the stub's WIT needs beside it.
//!
//! They have a file per interface, whose text depends on nothing but that interface: several stubs bring the same files to a caller. The
//! interfaces are complete, functions included, because what is linked into one component must agree on each of them. Worlds are left
//! out, and with them what only they need. A comment at the head of a file is documentation of what follows, and only one file may
//! document a package: so the package is declared in a file of its own.

use wit_component::{Output, WitPrinter};
use wit_parser::{InterfaceId, Resolve, TypeDefKind};

use super::embedded::Embedded;
use super::shared::Shared;
use crate::error::Error;
use crate::marker::marker;
use crate::model::PackageName;
use crate::wit_text;

/// A file of a package.
pub(crate) struct Dependency {
    pub(crate) package: PackageName,
    /// Path below `wit/deps`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn dependencies(shared: &Shared<'_>) -> Result<Vec<Dependency>, Error> {
    let mut files = Vec::new();
    let mut add = |package: &PackageName, name: String, text: String| {
        let path = format!("{}/{name}", folder(shared, package));
        files.push(Dependency { package: package.clone(), path, text });
    };
    for package in shared.packages() {
        match Embedded::find(&package, None) {
            Some(embedded) => add(&package, embedded.file(), embedded.marked_text()),
            None => {
                let head = marker(".wit", &package.to_string());
                add(&package, "package.wit".to_owned(), format!("{head}package {};\n", wit_text::package(&package)));
            }
        }
    }
    let resolve = with_quotable_docs(shared.resolve);
    for ((package, name), id) in &shared.interfaces {
        if Embedded::find(package, Some(name)).is_some() {
            continue;
        }
        let text = marker(".wit", &package.interface(name)) + &printed(&resolve, *id, name)?;
        // No name in WIT has an underscore.
        let file = if name == "package" { "package_.wit".to_owned() } else { format!("{name}.wit") };
        add(package, file, text);
    }
    Ok(files)
}

/// `{namespace}_{name}`, with the version when there are several; but without it for what every
/// stub needs, which is in the same folder for all of them.
fn folder(shared: &Shared<'_>, package: &PackageName) -> String {
    let versioned = shared.has_versions(package) && Embedded::find(package, None).is_none();
    let version = if versioned { package.at_version() } else { String::new() };
    format!("{}_{}{version}", package.namespace, package.name)
}

/// wit-bindgen writes the docs of an enum's cases into texts as they are, if the enum is an error.
fn with_quotable_docs(resolve: &Resolve) -> Resolve {
    let mut resolve = resolve.clone();
    for (_, ty) in resolve.types.iter_mut() {
        if let TypeDefKind::Enum(cases) = &mut ty.kind {
            let docs = cases.cases.iter_mut().filter_map(|case| case.docs.contents.as_mut());
            docs.for_each(|docs| *docs = wit_text::quotable(docs));
        }
    }
    resolve
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
