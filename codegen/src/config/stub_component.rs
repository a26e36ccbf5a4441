//! [`StubComponent`]: a stub that is put together without a compiler.

use std::path::Path;

use wasmparser::{Parser, Payload};

use super::Config;
use crate::disk;
use crate::error::Error;
use crate::left_out::LeftOut;
use crate::lock::Lock;
use crate::output::{FileReport, Outcome, Report};
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
            let contract = Contract::new(&model, &source.resolve);
            let bytes = stub::stub_component(&contract, &source)?;
            Ok(StubComponent { bytes, left_out: model.left_out.clone() })
        })
    }
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
