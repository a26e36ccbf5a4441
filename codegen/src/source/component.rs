//! The WIT inside a compiled component.

use std::path::Path;

use heck::ToKebabCase;
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{PackageId, PackageName, Resolve, WorldId, WorldItem};

use crate::error::Error;

/// What a `.wasm` file contains.
pub(crate) enum Decoded {
    /// A component. Its world is what it imports and exports.
    Component(Resolve, WorldId),
    /// A package of WIT in binary form.
    Package(Resolve, PackageId),
}

/// Whether a file that begins with `bytes` is WebAssembly. Otherwise it is text.
pub(crate) fn is_wasm(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm")
}

/// Reads the WIT in a `.wasm` file.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Decoded, Error> {
    const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";
    if bytes.starts_with(CORE_MODULE) {
        return Err(Error::options(
            format!("`{}` is a core module, not a component: it does not say what it exports", path.display()),
            "name the component that is made of it, or the folder with its WIT",
        ));
    }
    match decode(bytes) {
        Ok(DecodedWasm::Component(resolve, world)) => Ok(Decoded::Component(resolve, world)),
        Ok(DecodedWasm::WitPackage(resolve, package)) => Ok(Decoded::Package(resolve, package)),
        Err(error) => Err(Error::options(
            format!("`{}` is not a valid WebAssembly component: {error:#}", path.display()),
            "name the `.wasm` file of a component, or the folder with its WIT",
        )),
    }
}

/// Gives the world and the package of a compiled component names, since what is generated is named
/// after them. The compiler does not keep the names that they had: they are called `root:component`
/// and `root` in every component.
///
/// The package gets the name of the package of the exported interfaces. The world is called `name`;
/// without that it is called like the file, which both cargo and Golem's templates name after the
/// component.
pub(crate) fn name_world(resolve: &mut Resolve, world: WorldId, path: &Path, name: Option<&str>) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_kebab_case();
    let is_name = |text: &str| text.split('-').all(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let name = match name {
        Some(name) => name.to_owned(),
        None if is_name(&stem) => stem,
        None => "target".to_owned(),
    };
    let exports = resolve.worlds[world].exports.values();
    let packages = exports.filter_map(|item| match item {
        WorldItem::Interface { id, .. } => resolve.interfaces[*id].name.as_ref().and(resolve.interfaces[*id].package),
        _ => None,
    });
    let packages: Vec<_> = packages.map(|id| resolve.packages[id].name.clone()).collect();
    let own = packages.iter().find(|package| package.namespace != "wasi").or(packages.first());
    let own = own.cloned().unwrap_or_else(|| PackageName {
        namespace: "component".to_owned(),
        name: name.clone(),
        version: None,
    });
    if let Some(package) = resolve.worlds[world].package {
        resolve.packages[package].name = own;
    }
    resolve.worlds[world].name = name;
}
