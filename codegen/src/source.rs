//! Reads what a component exports, from its WIT or from the component itself, and picks the world.

mod component;
mod cure;
mod declared;
pub(crate) mod files;
mod old_syntax;
mod packages;
pub(crate) mod place;

use std::io::Read;
use std::path::{Path, PathBuf};

use wit_parser::{PackageId, PackageName, Resolve, Span, WorldId};

use crate::error::Error;
use component::Decoded;
use cure::Mistake;
use declared::Declared;
use files::Files;
use packages::Search;
use place::Texts;

/// WIT that wit-parser has resolved, and the world of the component that is to be called.
pub(crate) struct Source {
    pub(crate) resolve: Resolve,
    pub(crate) world: WorldId,
    /// What the `Cargo.toml` beside the WIT says about it.
    pub(crate) declared: Declared,
    path: PathBuf,
    /// The texts of the files that an error was found in, to show the lines.
    texts: Texts,
}

impl Source {
    /// Reads the WIT at `path`, a folder, a file or a compiled component. The world is the one
    /// named `world`, or the only one that there is. The packages that the WIT needs are looked for
    /// in the folders `further`, in those that the `Cargo.toml` beside the WIT names, and in
    /// `deps`, in this order.
    pub(crate) fn read(path: &Path, world: Option<&str>, further: &[PathBuf]) -> Result<Source, Error> {
        std::fs::metadata(path).map_err(Error::io("read", path))?;
        if path.is_file() && starts_as_wasm(path)? {
            return Source::of_wasm(path, world);
        }
        let declared = Declared::beside(path)?;
        let (resolve, package) = packages::read(path, &Search { further, declared: &declared })?;
        let own = &resolve.packages[package];
        let name = declared.world.as_deref().filter(|name| own.worlds.contains_key(*name));
        let world = pick_world(&resolve, package, world.or(name), path)?;
        Ok(Source { resolve, world, declared, path: path.to_owned(), texts: Texts::default() })
    }

    fn of_wasm(path: &Path, name: Option<&str>) -> Result<Source, Error> {
        let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
        let (resolve, world) = match component::read(path, &bytes)? {
            Decoded::Component(mut resolve, world) => {
                component::name_world(&mut resolve, world, path, name);
                (resolve, world)
            }
            Decoded::Package(resolve, package) => {
                let world = pick_world(&resolve, package, name, path)?;
                (resolve, world)
            }
        };
        Ok(Source { resolve, world, declared: Declared::default(), path: path.to_owned(), texts: Texts::default() })
    }

    /// An error that underlines `span`. Where there is no text, as in a compiled component, the
    /// message names the file instead.
    pub(crate) fn refuse(
        &self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        cure: impl Into<String>,
    ) -> Error {
        let mut message = message.into();
        if !span.is_known() {
            message = format!("{message} (in `{}`)", self.path.display());
        }
        place::refusal_at(self.texts.place(&self.resolve.source_map, span), message, label, cure)
    }
}

/// The folders and files, besides `wit` and its `deps`, that the `Cargo.toml` beside `wit` names
/// for packages.
pub(crate) fn declared_paths(wit: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(Declared::beside(wit)?.paths)
}

/// The name of the package that is in `files`. `path` is where they are, for errors.
pub(crate) fn package_name(path: &Path, files: &Files) -> Result<PackageName, Error> {
    Ok(packages::parse(files, path, &Mistake { path, declared: &Declared::default() })?.main.name)
}

fn starts_as_wasm(path: &Path) -> Result<bool, Error> {
    let mut start = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::io("read", path))?;
    file.take(4).read_to_end(&mut start).map_err(Error::io("read", path))?;
    Ok(component::is_wasm(&start))
}

/// How the cure begins where a world has to be chosen.
pub(crate) const CHOOSE_WORLD: &str = "say which one the target component implements";

fn pick_world(resolve: &Resolve, package: PackageId, name: Option<&str>, path: &Path) -> Result<WorldId, Error> {
    let package = &resolve.packages[package];
    let names: Vec<&str> = package.worlds.keys().map(String::as_str).collect();
    let list = names.join("`, `");
    let found = match name {
        Some(name) => package.worlds.get(name),
        None if names.len() == 1 => package.worlds.values().next(),
        None => None,
    };
    if let Some(world) = found {
        return Ok(*world);
    }
    let (message, cure) = match (name, names.len()) {
        (_, 0) => (
            format!("package `{}` in `{}` has no world", package.name, path.display()),
            "add the world that the target component implements: `world my-component { export api; }`".to_owned(),
        ),
        (Some(name), _) => (
            format!("package `{}` has no world `{name}`", package.name),
            format!("it has `{list}`: choose one of them with `--world`"),
        ),
        (None, _) => (
            format!("package `{}` has several worlds: `{list}`", package.name),
            format!("{CHOOSE_WORLD}, for example `--world {}`", names[0]),
        ),
    };
    Err(Error::options(message, cure))
}
