//! What to generate, and where.

mod stub_component;

pub use stub_component::StubComponent;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::client::{self, Layout, Mode, SourceFile};
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::left_out::LeftOut;
use crate::lock::Lock;
use crate::manifest::{self, Manifest, crate_name};
use crate::marker::{is_sealed, marker, seal, seal_rust};
use crate::model::{Choice, Model, PackageName};
use crate::output::{Output, Plan, Report};
use crate::rust::format;
use crate::sdk::Sdk;
use crate::source::Source;
use crate::stack::{both, deep};
use crate::stub::{self, Contract};
use crate::style::Style;
use crate::wit_text;

/// Generates a stub crate, a client crate, or both, from the WIT of the component to be called.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use golem_rpc_codegen::{Config, Mode};
///
/// Config::new("component1/wit").client_crate("component1-client", Mode::Direct).generate()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    source: PathBuf,
    world: Option<String>,
    further: Vec<PathBuf>,
    interfaces: Vec<String>,
    strict: bool,
    stub: Option<PathBuf>,
    client: Option<(PathBuf, Mode)>,
    sdk: Option<Sdk>,
    style: Style,
    golem: Option<GolemVersion>,
}

impl Config {
    /// Starts a configuration. `source` is a folder with the WIT of the component to be called (and
    /// with its `deps`), a single WIT file, or the compiled component.
    ///
    /// The `Cargo.toml` beside the WIT can configure more. Packages that the WIT needs are also
    /// looked for in the folders that it names in
    /// `[package.metadata.component.target.dependencies]`, or as `wit-path = ["../shared/wit"]` in
    /// `[package.metadata.golem-rpc]`. In the latter table, `interfaces = ["api"]` and `strict =
    /// true` do what [`interface`](Self::interface) and [`strict`](Self::strict) do.
    pub fn new(source: impl Into<PathBuf>) -> Config {
        Config {
            source: source.into(),
            world: None,
            further: Vec::new(),
            interfaces: Vec::new(),
            strict: false,
            stub: None,
            client: None,
            sdk: None,
            style: Style::Cargo,
            golem: None,
        }
    }

    /// Looks for packages that the WIT needs in one more folder. It has the files of one package,
    /// or a folder for each of several packages. These packages are preferred to those of the same
    /// name in `deps` or in a folder that `Cargo.toml` names.
    pub fn wit_path(mut self, folder: impl Into<PathBuf>) -> Config {
        self.further.push(folder.into());
        self
    }

    /// Chooses the world that the target implements. It is needed if the WIT has several. A
    /// compiled component contains one world, without its name: there this gives it the name, which
    /// is that of the file otherwise.
    pub fn world(mut self, name: impl Into<String>) -> Config {
        self.world = Some(name.into());
        self
    }

    /// Generates only this interface, and those that are named by other calls of this method.
    /// Without any, all that the world exports are generated. The name is `api`, `demo:shop/api`
    /// or, with a version, `demo:shop/api@1.0.0`. The name of the world stands for the functions
    /// that it exports itself. Resources of other interfaces that these functions use are
    /// generated, too.
    pub fn interface(mut self, name: impl Into<String>) -> Config {
        self.interfaces.push(name.into());
        self
    }

    /// Whether it is an error that an export cannot be called remotely, such as one with a stream.
    /// Otherwise the export is [left out](Report::left_out).
    pub fn strict(mut self, strict: bool) -> Config {
        self.strict = strict;
        self
    }

    /// Generates a stub crate in this folder. The crate is called like the folder.
    pub fn stub_crate(mut self, folder: impl Into<PathBuf>) -> Config {
        self.stub = Some(folder.into());
        self
    }

    /// Generates a client crate in this folder. The crate is called like the folder.
    pub fn client_crate(mut self, folder: impl Into<PathBuf>, mode: Mode) -> Config {
        self.client = Some((folder.into(), mode));
        self
    }

    /// Has the generated crates depend on the SDK there. Without this it is
    /// [that of this program](Sdk::of_this_program).
    pub fn sdk(mut self, sdk: Sdk) -> Config {
        self.sdk = Some(sdk);
        self
    }

    /// Has the generated crates depend on the SDK in this folder: [`Sdk::Path`].
    pub fn sdk_path(self, folder: impl Into<PathBuf>) -> Config {
        self.sdk(Sdk::Path(folder.into()))
    }

    /// How the generated crates are going to be built. The default is [`Style::Cargo`].
    pub fn style(mut self, style: Style) -> Config {
        self.style = style;
        self
    }

    /// The version of Golem that the components are going to run on. The default is
    /// [`GolemVersion::V1_0`]. Generating for another one changes no line of the code that uses
    /// what is generated, unless that code uses what the other version lacks.
    pub fn golem(mut self, version: GolemVersion) -> Config {
        self.golem = Some(version);
        self
    }

    /// Generates the files, and writes those that are new or have changed.
    ///
    /// # Errors
    ///
    /// When the WIT is not valid or nothing in it can be called remotely, when a file is in the way
    /// that was not generated or was edited since, or when reading or writing fails. Nothing has
    /// been written then, unless it is writing that failed.
    pub fn generate(&self) -> Result<Report, Error> {
        let client = self.client.as_ref().map(|(folder, _)| folder);
        let _locks = Lock::around(self.stub.iter().chain(client).map(PathBuf::as_path))?;
        self.plan()?.apply()
    }

    /// Fails with [`Error::Stale`] if [`generate`](Self::generate) would write something. Writes
    /// nothing itself.
    ///
    /// # Errors
    ///
    /// The same as those of `generate`, and when a file is stale.
    pub fn check(&self) -> Result<Report, Error> {
        self.plan()?.check()
    }

    fn plan(&self) -> Result<Plan, Error> {
        Plan::new(&self.outputs()?)
    }

    /// All files to generate, whether or not they exist already with the same content.
    pub(crate) fn outputs(&self) -> Result<Vec<Output>, Error> {
        deep(|| self.generated())
    }

    fn generated(&self) -> Result<Vec<Output>, Error> {
        if self.stub.is_none() && self.client.is_none() {
            return Err(Error::options(
                "nothing to generate: no destination is given",
                "say where the stub goes (`--dest-crate-root`), or the client (`--client-crate-root`)",
            ));
        }
        let (source, model) = self.read()?;
        let sdk = self.sdk.clone().map_or_else(Sdk::of_this_program, Ok)?;
        let generator = Generator {
            source: &source,
            model: &model,
            sdk: &sdk,
            wit: self.style.wit_folder(),
            golem: self.golem.unwrap_or_default(),
        };
        let (stub, client) = both(
            || self.stub.as_ref().map(|folder| generator.stub(folder)),
            || self.client.as_ref().map(|(folder, mode)| generator.client(folder, *mode)),
        );
        stub.into_iter().chain(client).collect()
    }

    /// What is to be called.
    fn read(&self) -> Result<(Source, Model), Error> {
        let source = Source::read(&self.source, self.world.as_deref(), &self.further)?;
        let interfaces = if self.interfaces.is_empty() { &source.declared.interfaces } else { &self.interfaces };
        let choice = Choice { interfaces, strict: self.strict || source.declared.strict };
        let model = Model::build(&source, &choice)?;
        Ok((source, model))
    }
}

struct Generator<'a> {
    source: &'a Source,
    model: &'a Model,
    sdk: &'a Sdk,
    /// The folder for WIT.
    wit: &'static str,
    golem: GolemVersion,
}

impl Generator<'_> {
    fn stub(&self, folder: &Path) -> Result<Output, Error> {
        let contract = Contract::new(self.model, &self.source.resolve, self.golem);
        let mut files = self.sources(stub::stub_crate(&contract)?)?;
        files.extend(self.wit(&contract, "_stub.wit", None)?);
        let manifest = Manifest {
            name: &crate_name(folder)?,
            description: format!("RPC stub of {}", self.origin()),
            kind: manifest::Kind::Stub,
            sdk: self.sdk.found_from(folder)?,
        };
        files.insert("Cargo.toml".to_owned(), self.head(".toml") + &manifest.text());
        Ok(output(folder, files, self.model.left_out.clone()))
    }

    fn client(&self, folder: &Path, mode: Mode) -> Result<Output, Error> {
        let name = crate_name(folder)?;
        let layout = Layout::new(self.model, self.source)?;
        let lib_name = name.replace('-', "_");
        let files = match mode {
            Mode::Direct => self.direct(&layout, &lib_name)?,
            Mode::Composed => self.composed(&layout, &lib_name)?,
        };
        let manifest = Manifest {
            name: &name,
            description: format!("Client of {}", self.origin()),
            kind: manifest::Kind::Client {
                wit_bindgen: mode == Mode::Composed,
                bitflags: mode == Mode::Direct && client::has_flags(&layout),
            },
            sdk: self.sdk.found_from(folder)?,
        };
        let mut files = files;
        files.insert("Cargo.toml".to_owned(), self.head(".toml") + &manifest.text());
        Ok(output(folder, files, self.model.left_out.clone()))
    }

    fn direct(&self, layout: &Layout<'_>, lib_name: &str) -> Result<BTreeMap<String, String>, Error> {
        let (fake, files) =
            both(|| self.sources(client::fake(layout)), || self.sources(client::direct(layout, lib_name, self.golem)));
        let mut files = files?;
        files.extend(fake?);
        Ok(files)
    }

    fn composed(&self, layout: &Layout<'_>, lib_name: &str) -> Result<BTreeMap<String, String>, Error> {
        let contract = Contract::new(self.model, &self.source.resolve, self.golem);
        stub::refuse(&contract, self.source)?;
        let (futures, files) = both(
            || self.sources(client::futures(layout, &contract)),
            || self.sources(client::composed(layout, &contract, lib_name)),
        );
        let mut files = files?;
        files.extend(futures?);
        let beside = contract.shared.package_beside(&self.model.package, "client");
        let package = PackageName { version: None, ..beside };
        let package = wit_text::package(&package);
        let docs = "The stub's WIT as this crate imports it, through wit-bindgen.";
        files.insert(
            "src/bindings.rs".to_owned(),
            self.head(".rs") + &stub::bindings(&contract, self.wit, "client", docs),
        );
        let stub_folder = format!("deps/{}_{}/_stub.wit", contract.package.namespace, contract.package.name);
        let client_wit = format!(
            "{}package {package};\n\nworld client {{\n  import {};\n}}\n",
            self.head(".wit"),
            wit_text::interface(&contract.package, &contract.interface)
        );
        files.extend(self.wit(&contract, &stub_folder, Some(client_wit))?);
        Ok(files)
    }

    /// The stub's WIT with what it needs, and that of a client.
    fn wit(
        &self,
        contract: &Contract<'_>,
        stub_file: &str,
        client: Option<String>,
    ) -> Result<BTreeMap<String, String>, Error> {
        let head = self.head(".wit");
        let mut files = BTreeMap::from([(format!("{}/{stub_file}", self.wit), stub::stub_wit(contract, &head))]);
        for file in stub::dependencies(&contract.shared)? {
            files.insert(format!("{}/deps/{}", self.wit, file.path), file.text);
        }
        files.extend(client.map(|text| (format!("{}/client.wit", self.wit), text)));
        Ok(files)
    }

    fn sources(&self, sources: impl IntoIterator<Item = SourceFile>) -> Result<BTreeMap<String, String>, Error> {
        let head = self.head(".rs");
        sources
            .into_iter()
            .map(|(name, tokens)| {
                let formatted = format::file(&name, tokens)?;
                Ok((name, seal_rust(&head, &formatted)))
            })
            .collect()
    }

    fn head(&self, file: &str) -> String {
        marker(file, &self.origin())
    }

    /// The world, as the generated files name it.
    fn origin(&self) -> String {
        self.model.package.interface(&self.model.world)
    }
}

fn output(root: &Path, files: BTreeMap<String, String>, left_out: Vec<LeftOut>) -> Output {
    let sealed = |(name, text): (String, String)| {
        let text = if is_sealed(&text) { text } else { seal(&name, &text) };
        (name, text)
    };
    let files = files.into_iter().map(sealed).collect();
    Output { root: root.to_owned(), files, swept: &["src", "wit", "wit-generated"], overwrite: false, left_out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::is_edited;

    #[test]
    fn no_file_is_taken_for_edited_when_it_is_new() {
        let worlds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
        let mut files = 0;
        for world in worlds.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            for mode in [Mode::Direct, Mode::Composed] {
                let config = Config::new(&world).stub_crate("a-stub").client_crate("a-client", mode);
                let Ok(outputs) = config.outputs() else { continue };
                for (name, text) in outputs.iter().flat_map(|output| &output.files) {
                    assert!(is_sealed(text) && !is_edited(name.as_ref(), text), "{}: {name}", world.display());
                    files += 1;
                }
            }
        }
        assert!(files > 1000, "{files}");
    }
}
