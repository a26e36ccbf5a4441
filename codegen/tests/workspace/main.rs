//! Links and unlinks workspaces, without compiling anything. The tests in the project's folder
//! `tests` build and run them.

#[cfg(unix)]
mod attack;
mod cargo_component;
mod elsewhere;
mod first_mistakes;
mod golem_1_0;
mod golem_versions;
mod instant;
mod interruption;
#[cfg(unix)]
mod journal;
#[cfg(unix)]
mod kept_files;
mod linking;
mod new;
mod other_workspace;
mod refusals;
mod rivals;
mod sdk;
mod state;
mod support;
#[cfg(unix)]
mod turns;
