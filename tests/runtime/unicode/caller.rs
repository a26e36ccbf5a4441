use crate::worker;
use client::{Api, Text};
use golem_rpc_sdk::block_on;

const TEXTS: &[&str] =
    &["", "\0", "ünï", "日本語", "👩‍👩‍👧", "\u{10FFFF}\u{E000}", "\u{FEFF}bom", "\r\n\t\u{7f}", "e\u{301}", "مرحبا"];

pub fn run() {
    // The name of a worker may contain any characters, too.
    let api = Api::new(&worker("wörker/日本 %41?#"));
    for text in TEXTS {
        let expected = Text { value: (*text).to_owned(), first: text.chars().next() };
        assert_eq!(block_on(api.look(text)).unwrap(), expected);
        assert_eq!(api.blocking_length(text).unwrap(), (text.len() as u32, text.chars().count() as u32));
    }
    let parts: Vec<_> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(block_on(api.join(&parts, '𝄞')).unwrap(), parts.join("𝄞"));
}
