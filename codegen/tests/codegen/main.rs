//! Tests of golem-rpc-codegen: what it generates, refuses, writes and composes.

mod cli;
mod compiled;
mod compose;
mod files;
mod golem_versions;
mod left_out;
mod output;
mod places;
mod refusals;
mod size;
mod stub_component;
#[path = "../common/stub_component.rs"]
mod stub_component_checks;
mod stub_wit;
mod support;
mod versions;
mod windows;
mod wit_of_2024;
