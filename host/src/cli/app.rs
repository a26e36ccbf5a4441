//! `--app FILE`: an application as a TOML file.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use golem_rpc_host::{GolemVersion, program::read_file};
use miette::{IntoDiagnostic as _, LabeledSpan, Report, WrapErr as _, miette};
use serde::Deserialize;

use super::{excerpt::excerpt, limit_arguments::LimitArguments};

/// How many bytes the file of an application may have.
const LARGEST: u64 = 16 << 20;

/// What the file says. Paths in it are relative to the folder that it is in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct App {
    pub components: BTreeMap<String, PathBuf>,
    pub env: BTreeMap<String, String>,
    pub args: Vec<String>,
    pub limits: LimitArguments,
    pub files: Option<PathBuf>,
    pub durable: Option<PathBuf>,
    pub network: bool,
    pub virtual_time: bool,
    pub golem: GolemVersion,
    pub restart_failed: bool,
}

impl App {
    pub fn read(path: &Path) -> miette::Result<Self> {
        let text = read_file(path, LARGEST).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
        });
        let text =
            text.into_diagnostic().wrap_err_with(|| format!("can't read the application `{}`", path.display()))?;
        let mut app: Self = toml::from_str(&text).map_err(|error| not_an_application(path, &text, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for file in app.components.values_mut().chain(&mut app.files).chain(&mut app.durable) {
            *file = folder.join(&*file);
        }
        Ok(app)
    }
}

fn not_an_application(path: &Path, text: &str, error: &toml::de::Error) -> Report {
    let (excerpt, span) = excerpt(text, error.span().unwrap_or_default());
    let labels: Vec<_> = error.span().map(|_| LabeledSpan::at(span, "here")).into_iter().collect();
    miette!(
        labels = labels,
        help = "write [components] with NAME = \"FILE.wasm\", and as you like [env], [limits], args, files, \
                durable, network, virtual-time, golem, restart-failed",
        "{}: {}",
        path.display(),
        error.message()
    )
    .with_source_code(excerpt)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_are_relative_to_the_application() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.toml");
        fs::write(
            &path,
            "files = \"data\"\ndurable = \"state\"\ngolem = \"1.1\"\n\
             [components]\na = \"a.wasm\"\n[limits]\nmemory-mib = 64\n",
        )
        .unwrap();
        let app = App::read(&path).unwrap();
        assert_eq!(app.components["a"], folder.path().join("a.wasm"));
        assert_eq!(app.files, Some(folder.path().join("data")));
        assert_eq!(app.durable, Some(folder.path().join("state")));
        assert_eq!(app.limits.memory_mib, Some(64));
        assert_eq!(app.golem, GolemVersion::V1_1);
        assert!(!app.network);
    }

    #[test]
    fn mistakes_are_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.toml");
        for text in [
            "[component]\na = \"a.wasm\"\n",
            "[limits]\nmemory = 64\n",
            "components = 1\n",
            "x",
            "[limits]\nseconds = -1\n",
            "[limits]\nseconds = nan\n",
            "[limits]\nseconds = 1e300\n",
            "[limits]\nseconds = 1e-300\n",
            "[limits]\nmemory-mib = 17592186044416\n",
            "[limits]\ndisk-mib = 17592186044416\n",
            "[limits]\nworkers = 18446744073709551616\n",
            "[limits]\nqueue = -1\n",
            "golem = \"1.5\"\n",
        ] {
            fs::write(&path, text).unwrap();
            let error = App::read(&path).unwrap_err();
            assert!(error.labels().unwrap().next().is_some(), "{text}: {error}");
        }
        fs::write(&path, "[limits]\nseconds = 2\n").unwrap();
        assert_eq!(App::read(&path).unwrap().limits.seconds, Some(2.0));
        assert!(App::read(Path::new("none.toml")).unwrap_err().to_string().contains("none.toml"));
    }
}
