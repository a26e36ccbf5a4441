wit_bindgen::generate!({ world: "stub-names", path: "wit" });

use exports::test::stub_names::api::{FutureGetResult, Guest, Pollable, Remote, RpcError, Stub, Uri, WorkerUri};

use exports::test::stub_names::same::{self, GuestHeld, Held};

struct Target;

struct Nothing;

impl GuestHeld for Nothing {}

impl same::Guest for Target {
    type Held = Nothing;
    fn same(number: u8) -> u8 {
        number + 1
    }
    fn hold() -> Held {
        Held::new(Nothing)
    }
}

impl Guest for Target {
    fn get(uri: Uri, pollable: Pollable) -> FutureGetResult {
        FutureGetResult { value: (uri.len() + pollable.uri.len()) as u8 }
    }
    #[rustfmt::skip]
    fn locals(
        location: u8, remote: u8, result: u8, call: u8, started: u8, stub: u8, error: u8, params: u8, value: u8,
    ) -> u64 {
        [location, remote, result, call, started, stub, error, params, value]
            .into_iter()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit))
    }
    fn forget(_: String, _: String) {}
    fn keep(stub: Stub, remote: Remote) -> (Stub, Remote, WorkerUri) {
        (stub, remote, WorkerUri { b: 9 })
    }
    fn fail(fail: RpcError) -> Result<u8, RpcError> {
        Err(fail)
    }
}

export!(Target);
