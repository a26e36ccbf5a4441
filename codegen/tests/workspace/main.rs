//! Workspaces linked and unlinked, without compiling anything: `tests/` at the root of the project builds and runs them.

#[cfg(unix)]
mod attack;
mod cargo_component;
mod elsewhere;
mod golem_1_0;
mod interruption;
#[cfg(unix)]
mod journal;
#[cfg(unix)]
mod kept_files;
mod linking;
mod refusals;
mod rivals;
mod state;
mod support;
#[cfg(unix)]
mod turns;
