//! `--sdk-path` and `--sdk-version`

use std::path::PathBuf;

use golem_rpc_codegen::{Outcome, Report, Sdk};

/// Where generated crates find golem-rpc-sdk.
#[derive(clap::Args)]
pub struct SdkArgs {
    /// Depend on the golem-rpc-sdk in this folder [default: the one in the checkout that this
    /// program was built from, or the program's own version if it was installed from a registry]
    #[arg(long, value_name = "DIR")]
    sdk_path: Option<PathBuf>,
    /// Depend on this published version of golem-rpc-sdk
    #[arg(long, value_name = "VERSION", conflicts_with = "sdk_path", value_parser = requirement)]
    sdk_version: Option<String>,
}

impl SdkArgs {
    /// What the user said.
    pub fn given(self) -> Option<Sdk> {
        self.sdk_path.map(Sdk::Path).or_else(|| self.sdk_version.map(Sdk::Version))
    }
}

fn requirement(text: &str) -> Result<String, String> {
    let is_requirement = text.starts_with(|c: char| c.is_ascii_digit() || "=^~".contains(c))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "=^~.-+".contains(c));
    if is_requirement { Ok(text.to_owned()) } else { Err("write it as in Cargo.toml: `0.1.0`".to_owned()) }
}

/// Tells where the SDK is, if that is new and not what the user said.
pub fn print_note(sdk: &Sdk, report: &Report) {
    let is_new = report.files.iter().any(|file| file.outcome == Outcome::Written && file.path.ends_with("Cargo.toml"));
    if !is_new {
        return;
    }
    match (sdk, sdk.missing()) {
        (_, Some(folder)) => {
            eprintln!("warning: there is no golem-rpc-sdk in `{}`: nothing will compile", folder.display())
        }
        (Sdk::Checkout(folder), None) => eprintln!(
            "note: golem-rpc-sdk is that of the checkout which this program was built from, `{}`; `--sdk-path` and \
             `--sdk-version` name another",
            folder.display()
        ),
        _ => {}
    }
}
