//! The WIT packages that the stub's WIT needs.
//!
//! There is a file for each interface, whose text depends only on that interface. So if several
//! stubs bring the same interface to a caller, they bring the same file.
//!
//! The interfaces are complete, with their functions, since all components that are linked together
//! must agree on each interface. Worlds are left out, and so is what only worlds need.
//!
//! A package is declared in a file of its own. If each file declared it, the comment in the first
//! line of each would be taken for documentation of the package, which only one file may have.

use wit_component::{Output, WitPrinter};
use wit_parser::{InterfaceId, Resolve, TypeDefKind};

use super::embedded::Embedded;
use super::shared::Shared;
use crate::error::Error;
use crate::marker::marker;
use crate::model::PackageName;
use crate::paths::is_reserved;
use crate::wit_text;

/// A file of a package.
pub(crate) struct Dependency {
    pub(crate) package: PackageName,
    /// The path below `wit/deps`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All files of the packages.
pub(crate) fn dependencies(shared: &Shared<'_>) -> Result<Vec<Dependency>, Error> {
    let mut files = Vec::new();
    let mut add = |package: &PackageName, name: String, text: String| {
        let path = format!("{}/{name}", folder(shared, package));
        files.push(Dependency { package: package.clone(), path, text });
    };
    for package in shared.packages() {
        match Embedded::find(shared.rpc, &package, None) {
            Some(embedded) => add(&package, embedded.file(), embedded.marked_text()),
            None => {
                let head = marker(".wit", &package.to_string());
                add(&package, "package.wit".to_owned(), format!("{head}package {};\n", wit_text::package(&package)));
            }
        }
    }
    let resolve = with_quotable_docs(shared.resolve);
    for ((package, name), id) in &shared.interfaces {
        if Embedded::find(shared.rpc, package, Some(name)).is_some() {
            continue;
        }
        let text = marker(".wit", &package.interface(name)) + &printed(&resolve, *id, name)?;
        // No name in WIT contains an underscore, so no interface can need this file.
        let is_taken = name == "package" || is_reserved(name);
        let file = format!("{name}{}.wit", if is_taken { "_" } else { "" });
        add(package, file, text);
    }
    Ok(files)
}

/// The folder of a package: `{namespace}_{name}`, and with the version if there are several. What
/// every stub needs is always in the folder without a version, so that all stubs use the same one.
fn folder(shared: &Shared<'_>, package: &PackageName) -> String {
    let versioned = shared.has_versions(package) && Embedded::find(shared.rpc, package, None).is_none();
    let version = if versioned { package.at_version() } else { String::new() };
    format!("{}_{}{version}", package.namespace, package.name)
}

/// If an enum is an error, wit-bindgen writes the docs of its cases into string literals without
/// escaping them. So they must not contain quotation marks or backslashes.
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
