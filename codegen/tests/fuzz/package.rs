//! Random packages of WIT, as files that a user could have written.

use crate::{names, old_syntax, shapes};
use arbitrary::Unstructured;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wit_component::{DecodedWasm, WitPrinter, decode};
use wit_parser::{PackageId, Resolve, Stability, TypeDefKind, TypeId, World, WorldItem};
use wit_smith::Config;

/// A world, and the folder with its WIT.
pub struct Source {
    pub folder: PathBuf,
    pub world: String,
}

/// A random package.
pub struct Package {
    /// The worlds of it that export functions, and one more that exports all interfaces.
    pub sources: Vec<Source>,
    _folder: TempDir,
}

impl Package {
    /// Makes the package for a seed, which is always the same one. It is `None` if it would have no
    /// functions.
    pub fn new(seed: u64) -> Option<Package> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut bytes = vec![0; random.usize(500..8000)];
        random.fill(&mut bytes);
        let wasm = wit_smith::smith(&config(&mut random), &mut Unstructured::new(&bytes)).ok()?;
        let DecodedWasm::WitPackage(mut resolve, main) = decode(&wasm).expect("it is well encoded") else {
            panic!("wit-smith gives a WIT package");
        };
        without_gates(&mut resolve);
        shapes::change(&mut resolve, &mut random);
        names::make_odd(&mut resolve, &mut random);
        let folder = tempfile::tempdir().expect("a folder can be made");
        let age = if random.u8(..3) == 0 { Age::Of2024 } else { Age::Today };
        let mut sources = own_worlds(&resolve, main, &folder.path().join("own"), age);
        sources.extend(everything(&resolve, &folder.path().join("everything"), age));
        (!sources.is_empty()).then_some(Package { sources, _folder: folder })
    }
}

/// The syntax of the files.
#[derive(Clone, Copy)]
enum Age {
    Of2024,
    Today,
}

/// Types that can't be called remotely are rare here, since each package with one of them only ends
/// in an error.
fn config(random: &mut fastrand::Rng) -> Config {
    let mut sometimes = || random.u8(..24) == 0;
    Config {
        max_packages: 4,
        max_type_size: 60,
        async_: sometimes(),
        futures: sometimes(),
        streams: sometimes(),
        error_context: sometimes(),
        fixed_length_lists: sometimes(),
        world_include: sometimes(),
        ..Config::default()
    }
}

/// Removes the attributes for features and versions, which have nothing to do with what is tested
/// here.
fn without_gates(resolve: &mut Resolve) {
    resolve.types.iter_mut().for_each(|(_, ty)| ty.stability = Stability::Unknown);
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.stability = Stability::Unknown;
        interface.functions.values_mut().for_each(|function| function.stability = Stability::Unknown);
    }
    for (_, world) in resolve.worlds.iter_mut() {
        world.stability = Stability::Unknown;
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            match item {
                WorldItem::Interface { stability, .. } => *stability = Stability::Unknown,
                WorldItem::Function(function) => function.stability = Stability::Unknown,
                WorldItem::Type { .. } => {}
            }
        }
    }
}

fn has_functions(resolve: &Resolve, world: &World) -> bool {
    world.exports.values().any(|item| match item {
        WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
        WorldItem::Function(_) => true,
        WorldItem::Type { .. } => false,
    })
}

fn own_worlds(resolve: &Resolve, main: PackageId, folder: &Path, age: Age) -> Vec<Source> {
    write_packages(resolve, Some(main), folder, age);
    let worlds = resolve.packages[main].worlds.values().map(|id| &resolve.worlds[*id]);
    let worlds = worlds.filter(|world| has_functions(resolve, world));
    worlds.map(|world| Source { folder: folder.to_owned(), world: world.name.clone() }).collect()
}

fn everything(resolve: &Resolve, folder: &Path, age: Age) -> Option<Source> {
    let is_resource = |id: &TypeId| matches!(resolve.types[*id].kind, TypeDefKind::Resource);
    let interfaces = resolve.interfaces.iter();
    let named: Vec<_> = interfaces.filter(|(_, interface)| interface.name.is_some()).collect();
    if named.iter().all(|(_, interface)| interface.functions.is_empty()) {
        return None;
    }
    let exported = named
        .into_iter()
        .filter(|(_, interface)| !interface.functions.is_empty() || interface.types.values().any(is_resource));
    let exports: String = exported
        .filter_map(|(id, _)| resolve.id_of(id))
        .map(|path| format!("  export {};\n", path.replacen('/', "/%", 1)))
        .collect();
    write_packages(resolve, None, folder, age);
    let text = format!("package fuzz:everything;\n\nworld all {{\n{exports}}}\n");
    fs::write(folder.join("all.wit"), text).expect("a file can be written");
    Some(Source { folder: folder.to_owned(), world: "all".to_owned() })
}

fn write_packages(resolve: &Resolve, main: Option<PackageId>, folder: &Path, age: Age) {
    fs::create_dir_all(folder.join("deps")).expect("a folder can be made");
    for (id, _) in resolve.packages.iter() {
        let file = match main == Some(id) {
            true => "package.wit".to_owned(),
            false => format!("deps/package{}.wit", id.index()),
        };
        let mut printer = WitPrinter::default();
        printer.print(resolve, id, &[]).expect("a package can be printed");
        let text = printer.output.to_string();
        let text = match age {
            Age::Of2024 => old_syntax::of_2024(&text),
            Age::Today => text,
        };
        fs::write(folder.join(file), text).expect("a file can be written");
    }
}
