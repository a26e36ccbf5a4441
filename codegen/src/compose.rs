//! Links stub components into the component that imports them.

use std::path::{Path, PathBuf};

use wac_graph::types::{Package, SubtypeChecker, Types, are_semver_compatible};
use wac_graph::{CompositionGraph, EncodeOptions, PackageId};

use crate::disk;
use crate::error::Error;
use crate::lock::Lock;

/// Which stubs were linked in, and which were not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composition {
    /// The stubs that are linked into the component now.
    pub linked: Vec<PathBuf>,
    /// The stubs that the caller does not import. They were left out.
    pub unused: Vec<PathBuf>,
}

/// A stub to be linked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    path: PathBuf,
    bytes: Option<Vec<u8>>,
}

impl Stub {
    /// The one in this `.wasm` file.
    pub fn file(path: impl Into<PathBuf>) -> Stub {
        Stub { path: path.into(), bytes: None }
    }

    /// A component that is in no file, such as that of a [`StubComponent`](crate::StubComponent).
    /// `target` is the path of what it is the stub of: in errors and in a [`Composition`] it stands
    /// for the stub.
    pub fn of(target: impl Into<PathBuf>, component: Vec<u8>) -> Stub {
        Stub { path: target.into(), bytes: Some(component) }
    }
}

/// Links stubs into the component that imports them.
///
/// Of `stubs`, those that the component in the file `source` imports are linked in, and the result
/// is written to `dest`. All of them are paths of `.wasm` files.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use std::path::Path;
///
/// let stubs = ["component1_stub.wasm".into()];
/// let dest = Path::new("component2_composed.wasm");
/// let done = golem_rpc_codegen::compose(Path::new("component2.wasm"), &stubs, dest)?;
/// assert!(done.unused.is_empty(), "component2 imports the stub");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When a file is not a component, when the component imports none of the stubs, when it was built
/// with other types than the stub, or when reading or writing a file fails. `dest` is not changed
/// then.
pub fn compose(source: &Path, stubs: &[PathBuf], dest: &Path) -> Result<Composition, Error> {
    compose_stubs(source, &stubs.iter().map(Stub::file).collect::<Vec<_>>(), dest)
}

/// Like [`compose`], with stubs that need not be in files.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use std::path::Path;
///
/// use golem_rpc_codegen::{Config, Stub};
///
/// let caller = Path::new("component2.wasm");
/// let made = Config::new("component1/wit").stub_component_for(caller)?;
/// let stubs = [Stub::of("component1/wit", made.bytes), Stub::file("component3_stub.wasm")];
/// golem_rpc_codegen::compose_stubs(caller, &stubs, Path::new("component2_composed.wasm"))?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As those of [`compose`].
pub fn compose_stubs(source: &Path, stubs: &[Stub], dest: &Path) -> Result<Composition, Error> {
    let _lock = Lock::around(dest.parent())?;
    compose_or(source, stubs, dest, &|lines| nothing_imported(source, stubs, lines))
}

/// The names of what a component imports.
pub(crate) fn imports(source: &Path) -> Result<Vec<String>, Error> {
    let mut graph = CompositionGraph::new();
    let caller = register(&mut graph, &Stub::file(source), "caller")?;
    Ok(graph.types()[graph[caller].ty()].imports.keys().cloned().collect())
}

/// Like [`compose`]. If the caller imports none of the stubs, `nothing` makes the error, from the
/// lines of WIT that would import them.
pub(crate) fn compose_or(
    source: &Path,
    stubs: &[Stub],
    dest: &Path,
    nothing: &dyn Fn(&[String]) -> Error,
) -> Result<Composition, Error> {
    let mut graph = CompositionGraph::new();
    let socket = register(&mut graph, &Stub::file(source), "caller")?;
    let mut composition = Composition { linked: Vec::new(), unused: Vec::new() };
    let mut plugs = Vec::new();
    for (index, stub) in stubs.iter().enumerate() {
        let plug = register(&mut graph, stub, &format!("stub{index}"))?;
        if fits(&graph, (socket, source), (plug, &stub.path))? {
            composition.linked.push(stub.path.clone());
            plugs.push(plug);
        } else {
            composition.unused.push(stub.path.clone());
        }
    }
    if plugs.is_empty() {
        return Err(nothing(&import_lines(&graph)));
    }
    wac_graph::plug(&mut graph, plugs, socket).map_err(|error| disagreement(source, &chain(&error)))?;
    let bytes = graph.encode(EncodeOptions::default()).map_err(|error| disagreement(source, &chain(&error)))?;
    disk::replace(dest, &bytes)?;
    Ok(composition)
}

fn register(graph: &mut CompositionGraph, stub: &Stub, name: &str) -> Result<PackageId, Error> {
    let bytes = match &stub.bytes {
        Some(bytes) => bytes.clone(),
        None => std::fs::read(&stub.path).map_err(Error::io("read", &stub.path))?,
    };
    let package = component(name, bytes, &stub.path, graph.types_mut())?;
    graph.register_package(package).map_err(|error| disagreement(&stub.path, &error.to_string()))
}

fn component(name: &str, bytes: Vec<u8>, path: &Path, types: &mut Types) -> Result<Package, Error> {
    const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";
    if bytes.starts_with(CORE_MODULE) {
        return Err(Error::compose(
            format!("`{}` is a core module, not a component", path.display()),
            "build for `wasm32-wasip2`, or with cargo-component: both make components",
        ));
    }
    Package::from_bytes(name, None, bytes, types).map_err(|error| {
        Error::compose(
            format!("`{}` is not a WebAssembly component: {error:#}", path.display()),
            "name the `.wasm` file of a component, built for `wasm32-wasip2` or with cargo-component",
        )
    })
}

/// Whether the caller imports something that the stub exports. If it does, but with other types,
/// that is an error.
fn fits(graph: &CompositionGraph, caller: (PackageId, &Path), stub: (PackageId, &Path)) -> Result<bool, Error> {
    let types = graph.types();
    let imports = &types[graph[caller.0].ty()].imports;
    let mut found = false;
    for (name, exported) in &types[graph[stub.0].ty()].exports {
        let import = imports.iter().find(|(import, _)| *import == name || are_semver_compatible(name, import));
        let Some((import, imported)) = import else { continue };
        found = true;
        let mut cache = Default::default();
        let checked = SubtypeChecker::new(&mut cache).is_subtype(*exported, types, *imported, types);
        checked.map_err(|error| {
            let difference = format!("{error:#}");
            Error::compose(
                format!(
                    "`{}` imports `{import}`, but what `{}` exports under that name is different: {difference}",
                    caller.1.display(),
                    stub.1.display()
                ),
                cure_of(&difference),
            )
        })?;
    }
    Ok(found)
}

/// The lines with which a caller's world would import what the stubs export.
fn import_lines(graph: &CompositionGraph) -> Vec<String> {
    let packages = graph.packages().skip(1);
    let interfaces = packages.flat_map(|package| graph.types()[package.ty()].exports.keys().cloned());
    interfaces.map(|interface| format!("import {interface};")).collect()
}

fn nothing_imported(source: &Path, stubs: &[Stub], lines: &[String]) -> Error {
    let lines: Vec<_> = lines.iter().map(|line| format!("`{line}`")).collect();
    let cure = match (stubs.len(), lines.is_empty()) {
        (0, _) => {
            "name the stubs to link in with `--stub-wasm`, or what they are the stubs of with `--target`".to_owned()
        }
        (_, true) => "the stubs export nothing: generate and build them again".to_owned(),
        _ => format!(
            "add {} to the world in the caller's WIT, and call it: an import that no code uses is not kept in the \
             component",
            lines.join(" or ")
        ),
    };
    Error::compose(format!("no dependencies of component `{}` were found", source.display()), cure)
}

fn disagreement(source: &Path, reason: &str) -> Error {
    Error::compose(format!("cannot compose `{}`: {reason}", source.display()), cure_of(reason))
}

fn cure_of(reason: &str) -> String {
    if reason.contains("resource") || reason.contains("`wasi:") {
        "caller and stub use different versions of WASI, so that their `pollable`s are not the same: build both in one \
         workspace, with one version of golem-rpc-sdk, and map `wasi:io/poll@0.2.0` to \
         `golem_rpc_sdk::bindings::poll` in both"
            .to_owned()
    } else {
        "generate the stub again, bring its WIT to the caller (`golem-rpc-codegen add-stub-dependency`), and build \
         both again"
            .to_owned()
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}
