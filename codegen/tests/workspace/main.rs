//! Workspaces linked and unlinked, without compiling anything: `tests/` at the root of the project builds and runs them.

mod interruption;
mod linking;
mod refusals;
mod support;
