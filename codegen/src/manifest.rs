//! The `Cargo.toml` of a generated crate.

use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// What the manifest of a generated crate says.
pub(crate) struct Manifest<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: String,
    pub(crate) kind: Kind,
    /// The path of the SDK relative to the crate. If it is `None`, the crate depends on a published
    /// version.
    pub(crate) sdk: Option<String>,
}

/// The kind of a generated crate, by which it depends on other crates.
pub(crate) enum Kind {
    /// A component. It depends on golem-rpc-stub only.
    Stub,
    /// A library. It depends on golem-rpc-sdk.
    Client { wit_bindgen: bool, bitflags: bool },
}

/// The versions that generated code is written for.
pub(crate) const SDK_VERSION: &str = env!("CARGO_PKG_VERSION");
const WIT_BINDGEN_VERSION: &str = "0.61";
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
                let stub = self.sdk.as_deref().map(|sdk| beside(sdk, "stub"));
                text.push_str(&dependency("golem-rpc-stub", stub.as_deref()));
            }
            Kind::Client { wit_bindgen, bitflags } => {
                // A code block in the documentation of WIT is often not Rust, and would fail as a
                // doctest.
                text.push_str("\n[lib]\ndoctest = false\n\n[dependencies]\n");
                if bitflags {
                    text.push_str(&format!("bitflags = \"{BITFLAGS_VERSION}\"\n"));
                }
                text.push_str(&dependency("golem-rpc-sdk", self.sdk.as_deref()));
                if wit_bindgen {
                    text.push_str(&format!("wit-bindgen = \"{WIT_BINDGEN_VERSION}\"\n"));
                }
            }
        }
        text
    }
}

fn dependency(name: &str, path: Option<&str>) -> String {
    match path {
        Some(path) => format!("{name} = {{ path = \"{path}\" }}\n"),
        None => format!("{name} = \"{SDK_VERSION}\"\n"),
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

/// The path that leads from the folder `from` to `to`, with `/` between its parts.
pub(crate) fn relative(from: &Path, to: &Path) -> Result<String, Error> {
    let (from, to) = (real(from)?, real(to)?);
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return Ok(to.to_string_lossy().replace('\\', "/"));
    }
    let up = from.components().skip(common).map(|_| "..".to_owned());
    let down = to.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<_> = up.chain(down).collect();
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// The absolute path, with symbolic links resolved in as much of it as exists. An empty path is the
/// current folder.
fn real(path: &Path) -> Result<PathBuf, Error> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let absolute = normal(&std::path::absolute(path).map_err(Error::io("read", path))?);
    let mut existing = absolute.as_path();
    loop {
        if let Ok(real) = existing.canonicalize() {
            let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
        match existing.parent() {
            Some(parent) => existing = parent,
            None => return Ok(absolute),
        }
    }
}

/// Removes `.` and `..` from a path.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_crate() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("app/component1-stub"), root.path().join("sdk"));
        assert_eq!(relative(&from, &to).unwrap(), "../../sdk");
        assert_eq!(relative(&from, &from.join("sdk")).unwrap(), "sdk");
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
