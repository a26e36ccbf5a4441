//! The packages as a cargo workspace of their own.

use super::packing::{self, Packed};
use super::project::Project;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, value};

/// The project's member that names features for all builds, so that they share what they have
/// compiled.
const NAMES_FEATURES: &str = "xtask";

/// The member that stands in for it. It has another name and folder: cargo tells members of two
/// workspaces apart by these alone, and would take what is compiled of this one for the project's.
const SHARED_FEATURES: &str = "shared-features";

/// A workspace in which nothing of the project is but the packages. It has the locked versions of
/// the project's.
pub struct PackageWorkspace {
    /// Where its manifest is, and below it the packages.
    pub folder: PathBuf,
    /// The profiles of the project, as a configuration for cargo. The workspace itself has none, as
    /// those of users.
    pub profiles: PathBuf,
    /// A member that asks for the features that the project's other builds ask for.
    pub shared_features: Option<&'static str>,
    /// The folders of the packages.
    packages: Vec<(String, String)>,
}

impl PackageWorkspace {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// When that fails.
    pub fn new(project: &Project, packed: &[Packed]) -> Result<Self> {
        let folder = packing::folder(project).join("unpacked");
        let profiles = folder.join("profiles.toml");
        let packages = packed.iter().map(|packed| (packed.name.clone(), file_name(&packed.folder))).collect();
        let mut workspace = Self { folder, profiles, shared_features: None, packages };
        workspace.write_shared_features(project)?;
        workspace.write_manifests(project)?;
        Ok(workspace)
    }

    /// Takes the dependencies alone of the member that names them, if there is one.
    fn write_shared_features(&mut self, project: &Project) -> Result<()> {
        let manifest = project.root().join(NAMES_FEATURES).join("Cargo.toml");
        if manifest.is_file() {
            let mut manifest: DocumentMut = fs::read_to_string(manifest)?.parse()?;
            manifest["package"]["name"] = value(SHARED_FEATURES);
            let folder = self.folder.join(SHARED_FEATURES);
            fs::create_dir_all(folder.join("src"))?;
            fs::write(folder.join("Cargo.toml"), manifest.to_string())?;
            fs::write(folder.join("src/lib.rs"), "")?;
            self.shared_features = Some(SHARED_FEATURES);
        }
        Ok(())
    }

    fn write_manifests(&self, project: &Project) -> Result<()> {
        let text = fs::read_to_string(project.manifest.path())?;
        let mut manifest: DocumentMut = text.parse().context("the workspace's manifest is no TOML")?;
        let mut profiles = DocumentMut::new();
        if let Some(table) = manifest.remove("profile") {
            profiles["profile"] = table;
        }
        fs::write(&self.profiles, profiles.to_string())?;
        let workspace = manifest["workspace"].as_table_mut().context("the project is no workspace")?;
        let folders = self.packages.iter().map(|(_, folder)| folder.as_str());
        workspace["members"] = value(folders.chain(self.shared_features).collect::<Array>());
        workspace.remove("exclude");
        if let Some(dependencies) = workspace.get_mut("dependencies").and_then(Item::as_table_like_mut) {
            // They name folders of the project. The packages depend on versions.
            for (name, _) in &self.packages {
                dependencies.remove(name);
            }
        }
        manifest["patch"] = Item::Table(self.patches(Path::new("")));
        fs::write(self.folder.join("Cargo.toml"), manifest.to_string())?;
        copy_lock(project, &self.folder)
    }

    /// The manifest of a workspace without members, for which the packages are what a registry has.
    pub fn as_registry(&self) -> String {
        let mut manifest = DocumentMut::new();
        manifest["workspace"] = Item::Table(Table::new());
        manifest["workspace"]["resolver"] = value("3");
        manifest["workspace"]["members"] = value(Array::new());
        manifest["patch"] = Item::Table(self.patches(&self.folder));
        manifest.to_string()
    }

    /// `[patch.crates-io]`, by which a workspace takes the packages in place of what a registry
    /// has. `from` is this workspace's folder as the other names it.
    fn patches(&self, from: &Path) -> Table {
        let mut patches = Table::new();
        for (name, place) in &self.packages {
            let mut package = InlineTable::new();
            package.insert("path", from.join(place).to_string_lossy().replace('\\', "/").into());
            patches[name] = value(package);
        }
        let mut table = Table::new();
        table.set_implicit(true);
        table["crates-io"] = Item::Table(patches);
        table
    }
}

/// Gives a workspace in `folder` the project's locked versions.
///
/// # Errors
///
/// When the file can't be copied.
pub fn copy_lock(project: &Project, folder: &Path) -> Result<()> {
    let lock = project.root().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).with_context(|| format!("could not copy {}", lock.display()))?;
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
