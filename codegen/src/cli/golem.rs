//! `--golem`

use clap::ValueEnum;
use golem_rpc_codegen::GolemVersion;

/// Which Golem the components run on.
#[derive(clap::Args)]
pub struct GolemArgs {
    /// The version of Golem that the components run on [default: the one that the workspace
    /// records, or 1.0]
    ///
    /// Each Golem serves one version of the interface for calls, and a component that imports
    /// another one does not start. Generate for the Golem that you deploy to. For another one run
    /// the command again: no line of your own code changes, unless it uses what the other lacks.
    /// Golem 1.5 and later have agents in place of this interface.
    #[arg(long, value_name = "VERSION")]
    golem: Option<GolemArg>,
}

impl GolemArgs {
    /// What the user said.
    pub fn given(&self) -> Option<GolemVersion> {
        self.golem.map(Into::into)
    }
}

/// A version of Golem.
#[derive(Clone, Copy, ValueEnum)]
enum GolemArg {
    /// golem:rpc@0.1.0: runs on Golem 1.0 and on 1.1
    #[value(name = "1.0")]
    V1_0,
    /// golem:rpc@0.1.3, from Golem 1.1.18 on: calls can be scheduled
    #[value(name = "1.1")]
    V1_1,
    /// golem:rpc@0.2.0: calls can be scheduled
    #[value(name = "1.2")]
    V1_2,
    /// golem:rpc@0.2.2: calls can be scheduled, and no ephemeral workers can be called
    #[value(name = "1.3")]
    V1_3,
    /// The same as 1.3
    #[value(name = "1.4")]
    V1_4,
}

impl From<GolemArg> for GolemVersion {
    fn from(version: GolemArg) -> GolemVersion {
        match version {
            GolemArg::V1_0 => GolemVersion::V1_0,
            GolemArg::V1_1 => GolemVersion::V1_1,
            GolemArg::V1_2 => GolemVersion::V1_2,
            GolemArg::V1_3 => GolemVersion::V1_3,
            GolemArg::V1_4 => GolemVersion::V1_4,
        }
    }
}
