//! Generates what Golem components need to call each other, from the WIT of the component that is
//! called:
//!
//! - A *client crate*: a typed client of each interface that the component exports. In
//!   [direct](Mode::Direct) mode it speaks `golem:rpc` itself. In [composed](Mode::Composed) mode
//!   it calls through a stub.
//! - A *stub crate*: a component that exports one resource for each of these interfaces and
//!   forwards the calls to a worker. [`add_stub_dependency`] makes it possible for a caller's world
//!   to import it, and [`compose`] links it into the caller.
//!
//! ```no_run
//! # fn main() -> Result<(), golem_rpc_codegen::Error> {
//! use golem_rpc_codegen::{Config, Mode};
//!
//! Config::new("component1/wit")
//!     .stub_crate("component1-stub")
//!     .client_crate("component1-client", Mode::Direct)
//!     .generate()?;
//! # Ok(())
//! # }
//! ```
//!
//! A [`Workspace`] does all of this for the components of a cargo workspace: it records which
//! component calls which other, and builds the files to deploy.
//!
//! The command line tool `golem-rpc-codegen` has a command for each of these.
//!
//! # Rooms
//!
//! For whoever works on this crate: its modules, from the uppermost to the lowest. A file uses
//! those of its own room and of the rooms below, never one above. `cargo test -p xtask` reads this
//! table and checks that.
//!
//! | room | what is in it |
//! |---|---|
//! | `cli` | the commands of the program, thin over the library |
//! | `workspace`, `link` | what is done to a user's workspace: linking, building, unlinking |
//! | `template` | what a new component begins with |
//! | `config` | what is generated from one WIT, and where it goes |
//! | `compose` | stubs into the component that imports them |
//! | `client` | the client crate |
//! | `stub` | the stub crate, its WIT, and stubs that need no compiler |
//! | `output` | generated files on disk, of which only those that changed are written |
//! | `manifest`, `marker` | the manifest and the first line of what is generated |
//! | `rust` | types and functions of a WIT in Rust |
//! | `wit_text` | a model as WIT |
//! | `model` | the remote interface, as every output needs it |
//! | `source` | WIT as it is found: text of any age, or a component |
//! | `left_out` | exports that have no client |
//! | `lock` | runs that change one workspace take turns |
//! | `disk` | single operations on files, which happen wholly or not at all |
//! | `sdk` | where the SDK is: in a checkout, or on a registry |
//! | `root`, `paths`, `stack` | the workspace that a folder is in; paths on every system; a stack for deep input |
//! | `golem_version` | the versions of Golem, and what each has for calls |
//! | `error`, `fingerprint`, `style` | what everything stands on |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod client;
mod compose;
mod config;
mod disk;
mod error;
mod fingerprint;
mod golem_version;
mod left_out;
mod link;
mod lock;
mod manifest;
mod marker;
mod model;
mod output;
mod paths;
mod root;
mod rust;
mod sdk;
mod source;
mod stack;
mod stub;
mod style;
mod template;
mod wit_text;
mod workspace;

pub use client::Mode;
pub use compose::{Composition, Stub, compose, compose_stubs};
pub use config::{Config, StubComponent};
pub use error::{Error, WitError};
pub use golem_version::GolemVersion;
pub use left_out::LeftOut;
pub use link::{add_stub_dependency, update_cargo_toml};
pub use output::{FileReport, Outcome, Report};
pub use sdk::Sdk;
pub use style::Style;
pub use workspace::{Build, Deployable, Link, LinkStatus, NewComponents, NewOptions, Progress, Status, Workspace};
