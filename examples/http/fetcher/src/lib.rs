//! Asks many servers at once over HTTP, in the way in which a caller asks many workers.

mod bindings {
    wit_bindgen::generate!("fetcher");
}
mod failure;
mod request;

use bindings::exports::demo::fetcher::pages::Guest;
use golem_rpc_sdk::{block_on, join_all};
use std::time::Duration;

struct Fetcher;

impl Guest for Fetcher {
    fn statuses(urls: Vec<String>, limit: u32) -> Vec<Result<u16, String>> {
        let limit = Duration::from_millis(limit.into());
        let answers = urls.iter().map(|url| {
            let response = request::get(url).timeout(limit);
            response.map_ok(|response| response.status()).map_err(|failure| failure.to_string())
        });
        block_on(join_all(answers))
    }
}

bindings::export!(Fetcher with_types_in bindings);
