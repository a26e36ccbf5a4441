//! Checks the README, the pages in `docs` and the READMEs of the crates. Their code compiles, their
//! commands run and print what is shown, their links lead to existing files, and no line is too
//! long.
//!
//! | a block of | is |
//! |---|---|
//! | `rust` | compiled for wasm32-wasip2, within a function that has a client `api` and several, `counters` |
//! | `rust,no_run` | a documentation test of its crate |
//! | `console` | run in a workspace like that of the guide, in README in an empty folder; `...` is any output |
//! | `toml` that begins with `# NAME` | the file of that name in that workspace |
//! | `text` | only shown |
//! | anything after `<!-- from FILE -->` | lines of that file, in that order |

mod pages;
mod quotes;
mod session;
mod snippets;
mod start;

use golem_rpc_tests::{Mode, Profile, Scratch};
use pages::{Page, pages};
use std::path::Path;

#[test]
fn code_is_compiled() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-snippets");
    let mut scratch = Scratch::new(folder, Profile::Debug);
    let target = xtask::binaries::workspace().join("examples/counters/component1");
    let dependencies = scratch.add_client("component1", &target, Mode::Direct).expect("a client of component1");
    let dependencies = dependencies.replace("client = { package", "component1-client = { package");
    scratch.add_component("snippets", &dependencies).expect("a crate");
    scratch.write("snippets/src/lib.rs", &snippets::source(&pages())).expect("there is room");
    scratch.build().unwrap_or_else(|error| panic!("{error:#}"));
}

#[test]
fn the_start_works_from_an_empty_folder_in_both_modes() {
    for component in ["counter.wasm", "total.wasm"] {
        assert!(start::built().join(component).exists());
    }
}

#[test]
fn commands_print_what_is_shown() {
    for page in pages() {
        session::run(&page);
    }
}

#[test]
fn quoted_lines_are_in_their_files() {
    for page in pages() {
        page.blocks.iter().for_each(|block| quotes::check(&page, block));
    }
}

#[test]
fn every_block_is_checked_somehow() {
    let known = ["rust", "rust,no_run", "console", "toml", "text"];
    for Page { name, blocks, .. } in pages() {
        for block in blocks {
            let checked = known.contains(&&*block.language) || block.quotes.is_some();
            assert!(checked, "{name}:{}: nobody checks a block of `{}`", block.line, block.language);
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        for link in &page.links {
            let file = link.split('#').next().unwrap_or_default();
            let is_there = file.contains("://") || page.folder().join(file).exists();
            assert!(is_there, "{}: nothing is at {link}", page.name);
        }
    }
}

#[test]
fn lines_and_pages_are_short() {
    for page in pages() {
        for (number, line) in page.text.lines().enumerate() {
            // Tables, links and commands can't be wrapped.
            let wraps = !line.starts_with(['|', '$', '!', '[']);
            assert!(!wraps || line.chars().count() <= 120, "{}:{}: more than 120 columns", page.name, number + 1);
        }
    }
    let readme = pages().into_iter().find(|page| page.name == "README.md").expect("the project has one");
    assert!(readme.text.lines().count() <= 120, "the README tells the rest in docs");
}
