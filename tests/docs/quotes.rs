//! Checks blocks that quote a file.

use crate::pages::{Block, Page};
use std::fs;

/// Checks that the lines of the block are in the file in the same order. There may be others
/// between them, and they may be indented differently.
pub fn check(page: &Page, block: &Block) {
    let Some(file) = &block.quotes else { return };
    let text = fs::read_to_string(xtask::binaries::workspace().join(file))
        .unwrap_or_else(|error| panic!("{}:{}: {file}: {error}", page.name, block.line));
    let mut lines = text.lines().map(str::trim);
    for quoted in block.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(
            lines.any(|line| line == quoted),
            "{}:{}: {file} has no such line there: {quoted}",
            page.name,
            block.line
        );
    }
}
