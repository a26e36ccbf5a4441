//! Where generated crates, and those that use them, find golem-rpc-sdk.
//!
//! The user can name a folder or a version. Without that, a program that was built from a checkout
//! of the project names the SDK's folder in that checkout: the version that it is may not be on a
//! registry, and cargo would fail with "no matching package". A program that was installed from a
//! registry names its own version, which is there.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use crate::error::Error;
use crate::paths::{relative, slashed};
use crate::root::workspace_above;

/// The version that generated code is written for.
pub(crate) const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the SDK's crate.
pub(crate) const SDK: &str = "golem-rpc-sdk";

/// Where golem-rpc-sdk is found. golem-rpc-stub is found beside it, or has the same version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sdk {
    /// In this folder. Generated manifests name it relative to themselves, so that it can be kept
    /// under version control with them.
    Path(PathBuf),
    /// In the `sdk` folder of the checkout that this program was built from. Generated manifests
    /// name it relative to themselves only if it lies in their workspace: anywhere else it is on
    /// this machine alone.
    Checkout(PathBuf),
    /// On the registry, in a version that this requirement allows.
    Version(String),
}

/// How a manifest names the SDK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// By its folder, with `/` between the parts of the path on every system.
    Path(String),
    /// By the versions of it that a registry may give.
    Version(String),
}

impl Sdk {
    /// Where the SDK is if the user does not say it: in the checkout that this program was built
    /// from, or on the registry, in this program's own version, if it was not built from a
    /// checkout.
    ///
    /// # Errors
    ///
    /// When the checkout is not there any more.
    pub fn of_this_program() -> Result<Sdk, Error> {
        match checkout() {
            Some(folder) if is_sdk(&folder) => Ok(Sdk::Checkout(folder)),
            Some(folder) => Err(Error::options(
                format!(
                    "golem-rpc-codegen was built from a checkout, and golem-rpc-sdk is not in `{}` any more",
                    folder.display()
                ),
                format!(
                    "install it again from where the checkout is now (`cargo install --path codegen`), name that \
                     folder with `--sdk-path DIR/sdk`, or a published version with `--sdk-version {SDK_VERSION}`"
                ),
            )),
            None => Ok(Sdk::Version(SDK_VERSION.to_owned())),
        }
    }

    /// How the manifest in the folder `from` has to name the SDK.
    pub(crate) fn found_from(&self, from: &Path) -> Result<Found, Error> {
        match self {
            Sdk::Version(version) => Ok(Found::Version(version.clone())),
            Sdk::Path(folder) => relative(from, folder).map(Found::Path),
            Sdk::Checkout(folder) => {
                let is_inside = workspace_above(from).is_some_and(|root| folder.starts_with(root));
                Ok(Found::Path(if is_inside { relative(from, folder)? } else { slashed(folder) }))
            }
        }
    }

    /// The folder that the SDK should be in, if it is not there.
    ///
    /// Cargo fails, too, if it is not there. But its error does not say what to do about that.
    pub fn missing(&self) -> Option<&Path> {
        match self {
            Sdk::Path(folder) | Sdk::Checkout(folder) => (!is_sdk(folder)).then_some(folder.as_path()),
            Sdk::Version(_) => None,
        }
    }
}

/// The folder of the SDK in the checkout that this program was built from. It is `None` if the
/// program was built from a registry's package: cargo unpacks that into a folder which is called
/// after the package and its version, while the folder in a checkout is called `codegen`.
fn checkout() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ends_with("codegen").then(|| own.with_file_name("sdk"))
}

/// Whether the folder has a manifest with the name of the SDK's crate.
fn is_sdk(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join("Cargo.toml")).ok();
    let manifest = text.and_then(|text| text.parse::<DocumentMut>().ok());
    let name = manifest.as_ref().and_then(|manifest| manifest.get("package")?.get("name")).and_then(Item::as_str);
    name == Some(SDK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_is_from_a_checkout() {
        let Ok(Sdk::Checkout(sdk)) = Sdk::of_this_program() else { panic!("it is built from one") };
        assert!(sdk.join("src/lib.rs").is_file() && sdk.is_absolute());
    }

    #[test]
    fn a_checkout_is_named_relatively_within_its_workspace_alone() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for (name, text) in
            [("Cargo.toml", "[workspace]\n"), ("vendor/sdk/Cargo.toml", "[package]\nname = \"golem-rpc-sdk\"\n")]
        {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), text).unwrap();
        }
        let inside = Sdk::Checkout(root.join("vendor/sdk"));
        assert_eq!(inside.found_from(&root.join("a-client")).unwrap(), Found::Path("../vendor/sdk".to_owned()));
        let elsewhere = root.with_file_name("elsewhere").join("sdk");
        let outside = Sdk::Checkout(elsewhere.clone());
        assert_eq!(outside.found_from(&root.join("a-client")).unwrap(), Found::Path(slashed(&elsewhere)));
        assert!(inside.missing().is_none() && outside.missing().is_some());
    }
}
