//! [`StubComponent`]: a stub that is put together without a compiler.

use std::path::{Path, PathBuf};

use wasmparser::{Parser, Payload};

use super::Config;
use crate::compose;
use crate::disk;
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::left_out::LeftOut;
use crate::lock::Lock;
use crate::output::{FileReport, Outcome, Report};
use crate::paths::is_same;
use crate::source::CHOOSE_WORLD;
use crate::stack::deep;
use crate::stub::{self, Contract};

/// The component of a stub, which was put together without a compiler.
///
/// It exports and imports what the [stub crate](Config::stub_crate) would if it were compiled, and
/// does the same. The same WIT gives the same bytes on every machine.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use golem_rpc_codegen::Config;
///
/// Config::new("component1/wit").stub_component()?.write("component1_stub.wasm")?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StubComponent {
    /// What is to be the `.wasm` file.
    pub bytes: Vec<u8>,
    /// Exports that cannot be called remotely. The stub is without them.
    pub left_out: Vec<LeftOut>,
    /// What it is the stub of.
    source: PathBuf,
}

impl Config {
    /// Puts the stub together, without a compiler.
    ///
    /// # Errors
    ///
    /// When the WIT is not valid or nothing in it can be called remotely, when values are larger
    /// than the memory of a component, or when reading fails.
    pub fn stub_component(&self) -> Result<StubComponent, Error> {
        deep(|| {
            let (source, model) = self.read()?;
            let contract = Contract::new(&model, &source.resolve, self.golem.unwrap_or_default());
            let bytes = stub::stub_component(&contract, &source)?;
            Ok(StubComponent { bytes, left_out: model.left_out, source: self.source.clone() })
        })
    }

    /// Like [`stub_component`](Self::stub_component), for one caller, which is a compiled
    /// component. Which world the target implements is taken from the name of the stub that the
    /// caller imports, if it imports one of this target and no world was chosen. Which version of
    /// Golem it is for is that of the caller, unless one [was chosen](Self::golem).
    ///
    /// # Errors
    ///
    /// As those of `stub_component`, and when the caller is not a component.
    pub fn stub_component_for(&self, caller: impl AsRef<Path>) -> Result<StubComponent, Error> {
        let imports = compose::imports(caller.as_ref())?;
        let fitting = Config { golem: self.golem.or_else(|| deep(|| self.spoken(&imports))), ..self.clone() };
        fitting.stub_component_imported(&imports)
    }

    fn stub_component_imported(&self, imports: &[String]) -> Result<StubComponent, Error> {
        let worlds = imports.iter().filter_map(|import| world_of_stub(import));
        let imported = worlds.filter(|_| self.world.is_none()).map(|world| self.clone().world(world));
        let imported = imported.into_iter().find(|config| deep(|| config.is_imported(imports)));
        match imported {
            Some(config) => config.stub_component(),
            None => self.stub_component().map_err(of_no_world),
        }
    }

    /// The version of Golem that a caller with these imports was made for. Of several versions of
    /// `golem:rpc` it is the newest that the target's own types have no use for: a caller imports
    /// the others for these types alone.
    fn spoken(&self, imports: &[String]) -> Option<GolemVersion> {
        let imported = |version: &GolemVersion| imports.contains(&version.rpc().interface());
        let versions: Vec<_> = GolemVersion::ALL.into_iter().filter(imported).collect();
        let of_types = self.read().map(|(source, model)| {
            let contract = Contract::new(&model, &source.resolve, GolemVersion::default());
            contract.shared.named().map(|(interface, _)| interface).collect::<Vec<_>>()
        });
        // What is wrong with the target is told when its stub is made.
        let of_types = of_types.unwrap_or_default();
        let others = versions.iter().rev().find(|version| !of_types.contains(&version.rpc().interface()));
        others.or(versions.last()).copied()
    }

    /// Whether the stub's interface is among these imports. A world that isn't there is not.
    fn is_imported(&self, imports: &[String]) -> bool {
        let Ok((source, model)) = self.read() else { return false };
        let contract = Contract::new(&model, &source.resolve, self.golem.unwrap_or_default());
        imports.contains(&contract.package.interface(&contract.interface))
    }
}

/// Where the world is taken from what a caller imports, nobody can choose it by an option.
fn of_no_world(error: Error) -> Error {
    match error {
        Error::Options { message, cure } if cure.starts_with(CHOOSE_WORLD) => Error::options(
            message,
            "the caller imports the stub of none of them: let its world import one, or make the stub with \
             `golem-rpc-codegen stub --world NAME` and link it in with `--stub-wasm`",
        ),
        error => error,
    }
}

/// The world whose stub has this interface: `shop` of `demo:shop-stub/stub-shop@1.0.0`.
fn world_of_stub(interface: &str) -> Option<&str> {
    let (_, name) = interface.split_once('/')?;
    name.split('@').next()?.strip_prefix("stub-")
}

impl StubComponent {
    /// Writes the component to a file, unless the file has this content already.
    ///
    /// # Errors
    ///
    /// When a file is there that is not such a stub, or when reading or writing fails. The file is
    /// left as it is then.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<Report, Error> {
        let path = path.as_ref();
        let _lock = Lock::around(path.parent())?;
        self.write_locked(path)
    }

    /// Like [`write`](Self::write), for who has the lock on the workspace already: waiting for it
    /// here would never end.
    pub(crate) fn write_locked(&self, path: &Path) -> Result<Report, Error> {
        let outcome = self.outcome(path)?;
        if outcome == Outcome::Written {
            disk::replace(path, &self.bytes)?;
        }
        Ok(self.report(path, outcome))
    }

    /// Fails with [`Error::Stale`] if [`write`](Self::write) would write something. Writes nothing
    /// itself.
    ///
    /// # Errors
    ///
    /// As those of `write`, and when the file has another content.
    pub fn check(&self, path: impl AsRef<Path>) -> Result<Report, Error> {
        let path = path.as_ref();
        match self.outcome(path)? {
            Outcome::Written => Err(Error::Stale { files: vec![path.to_owned()], edited: Vec::new() }),
            outcome => Ok(self.report(path, outcome)),
        }
    }

    fn outcome(&self, path: &Path) -> Result<Outcome, Error> {
        if disk::is_special(path) {
            return Ok(Outcome::Written);
        }
        if is_same(path, &self.source) {
            return Err(Error::options(
                format!("the stub of `{}` cannot take its place", path.display()),
                "choose another file for the stub, such as one whose name ends with `_stub.wasm`",
            ));
        }
        match std::fs::read(path) {
            Ok(old) if old == self.bytes => Ok(Outcome::Unchanged),
            Ok(old) if old.is_empty() || is_stub_component(&old) => Ok(Outcome::Written),
            Ok(_) => Err(Error::NotGenerated {
                path: path.to_owned(),
                cure: "move it away or delete it, or choose another file for the stub".to_owned(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Outcome::Written),
            Err(error) => Err(Error::io("read", path)(error)),
        }
    }

    fn report(&self, path: &Path, outcome: Outcome) -> Report {
        let files = vec![FileReport { path: path.to_owned(), outcome }];
        Report { files, left_out: self.left_out.clone() }
    }
}

/// Whether a file is a stub that was put together without a compiler.
fn is_stub_component(bytes: &[u8]) -> bool {
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload {
            Ok(Payload::ModuleSection { .. } | Payload::ComponentSection { .. }) => depth += 1,
            Ok(Payload::End(_)) => depth -= 1,
            Ok(Payload::CustomSection(section)) if depth == 0 && section.name() == stub::MARK => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    false
}
