//! Checks blocks of Rust, each as the body of a function.

use crate::pages::Page;
use std::fmt::Write;

const START: &str = "\
#![allow(unused)]

use component1_client::Api;
use golem_rpc_sdk::{block_on, join_all};
use std::error::Error;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
";

/// The source of a crate with all of them.
pub fn source(pages: &[Page]) -> String {
    let mut source = String::from(START);
    for page in pages {
        for block in page.blocks_of("rust") {
            let (name, line, text) = (&page.name, block.line, &block.text);
            let function: String =
                name.chars().map(|char| if char.is_alphanumeric() { char.to_ascii_lowercase() } else { '_' }).collect();
            // A block may end in an expression, which isn't the value of the function.
            let body =
                if text.trim_end().ends_with([';', '}']) { text.clone() } else { format!("let _ = {{\n{text}}};\n") };
            // Writing to a `String` can't fail.
            let _ = writeln!(
                source,
                "\n/// {name}:{line}\nasync fn {function}_{line}(api: Api, counters: Vec<Api>) -> Result<(), Box<dyn \
                 Error>> {{\n{body}Ok(())\n}}"
            );
        }
    }
    source
}
