//! `add-stub-dependency`

use std::path::PathBuf;

use golem_rpc_codegen::Error;

use super::report;

/// Copy a stub's WIT into a caller's `wit/deps`, so that its world can import it
///
///     golem-rpc-codegen add-stub-dependency --stub-wit-root component1-stub/wit \
///         --dest-wit-root component2/wit
///
/// Then add `import demo:component1-stub/stub-component1;` to the caller's world.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The stub crate's `wit` folder
    #[arg(short, long, value_name = "DIR")]
    stub_wit_root: PathBuf,
    /// The caller's `wit` folder
    #[arg(short, long, value_name = "DIR")]
    dest_wit_root: PathBuf,
    /// Replace files that have other content, even if they were not generated
    #[arg(short, long)]
    overwrite: bool,
    /// For cargo-component: also list the packages in
    /// `[package.metadata.component.target.dependencies]` of the caller's Cargo.toml
    #[arg(short, long)]
    update_cargo_toml: bool,
}

impl Args {
    /// Copies, and prints what happened to each file.
    pub fn run(self) -> Result<(), Error> {
        let (stub, caller) = (&self.stub_wit_root, &self.dest_wit_root);
        let mut done = golem_rpc_codegen::add_stub_dependency(stub, caller, self.overwrite)?;
        if self.update_cargo_toml {
            done.files.extend(golem_rpc_codegen::update_cargo_toml(stub, caller)?.files);
        }
        report::print(&done);
        Ok(())
    }
}
