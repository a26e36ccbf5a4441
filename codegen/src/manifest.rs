//! The `Cargo.toml` of a generated crate.

use std::path::Path;

use crate::error::Error;
use crate::paths::normal;
use crate::sdk::{Found, SDK};

/// What the manifest of a generated crate says.
pub(crate) struct Manifest<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: String,
    pub(crate) kind: Kind,
    /// Where the SDK is, as seen from the crate.
    pub(crate) sdk: Found,
}

/// The kind of a generated crate, by which it depends on other crates.
pub(crate) enum Kind {
    /// A component. It depends on golem-rpc-stub only.
    Stub,
    /// A library. It depends on golem-rpc-sdk.
    Client { wit_bindgen: bool, bitflags: bool },
}

/// The versions that generated code is written for.
pub(crate) const WIT_BINDGEN_VERSION: &str = "0.61";
const BITFLAGS_VERSION: &str = "2";

impl Manifest<'_> {
    /// The text of the manifest, without the first line.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "[package]\nname = \"{}\"\ndescription = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             publish = false\n",
            self.name, self.description
        );
        match self.kind {
            Kind::Stub => {
                text.push_str("\n[lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\n");
                let stub = match &self.sdk {
                    Found::Path(sdk) => Found::Path(beside(sdk, "stub")),
                    Found::Version(version) => Found::Version(version.clone()),
                };
                text.push_str(&dependency("golem-rpc-stub", &stub));
            }
            Kind::Client { wit_bindgen, bitflags } => {
                // A code block in the documentation of WIT is often not Rust, and would fail as a
                // doctest.
                text.push_str("\n[lib]\ndoctest = false\n\n[dependencies]\n");
                if bitflags {
                    text.push_str(&format!("bitflags = \"{BITFLAGS_VERSION}\"\n"));
                }
                text.push_str(&dependency(SDK, &self.sdk));
                if wit_bindgen {
                    text.push_str(&format!("wit-bindgen = \"{WIT_BINDGEN_VERSION}\"\n"));
                }
            }
        }
        text
    }
}

/// A line of `[dependencies]`.
fn dependency(name: &str, found: &Found) -> String {
    match found {
        Found::Path(path) => format!("{name} = {{ path = {} }}\n", toml_edit::Value::from(path)),
        Found::Version(version) => format!("{name} = {}\n", toml_edit::Value::from(version)),
    }
}

/// The path of the folder `name` that is beside the folder at `path`.
fn beside(path: &str, name: &str) -> String {
    let (parent, last) = path.rsplit_once('/').map_or(("", path), |(parent, last)| (parent, last));
    match last {
        // The path doesn't contain the name of the last folder, so it goes one up from there.
        "" => format!("../{name}"),
        "." | ".." => format!("{path}/../{name}"),
        _ if parent.is_empty() && !path.starts_with('/') => name.to_owned(),
        _ => format!("{parent}/{name}"),
    }
}

/// The name of a generated crate, which is that of its folder.
pub(crate) fn crate_name(root: &Path) -> Result<String, Error> {
    let absolute = std::path::absolute(root).map_err(Error::io("read", root))?;
    let name = normal(&absolute).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Ok(name);
    }
    Err(Error::options(
        format!(
            "the folder `{}` gives its name to the generated crate, and `{name}` is no name for a crate",
            root.display()
        ),
        "choose a folder whose name starts with a letter and has only letters, digits, `-` and `_`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_folder_is_called_does_not_break_the_manifest() {
        let line = dependency(SDK, &Found::Path("../a \"b\"/sdk".to_owned()));
        let manifest: toml_edit::DocumentMut = line.parse().unwrap();
        assert_eq!(manifest[SDK]["path"].as_str(), Some("../a \"b\"/sdk"));
    }

    #[test]
    fn the_stub_library_is_beside_the_sdk() {
        for (sdk, stub) in [
            ("../../sdk", "../../stub"),
            ("/opt/sdk", "/opt/stub"),
            ("/sdk", "/stub"),
            ("sdk", "stub"),
            ("../..", "../../../stub"),
            ("", "../stub"),
        ] {
            assert_eq!(beside(sdk, "stub"), stub);
        }
    }

    #[test]
    fn a_crate_is_named_after_its_folder() {
        assert_eq!(crate_name(Path::new("a/../component1-stub/.")).unwrap(), "component1-stub");
        let error = crate_name(Path::new("a/1 2")).unwrap_err();
        assert!(error.to_string().contains("`1 2` is no name for a crate"), "{error}");
    }
}
