use crate::Attacker;
use crate::exports::test::attacker::handles::{Guest, Kind};
use crate::golem::rpc::types::WasmRpc;
use crate::remote::{function, worker};
use std::fs::File;
use std::mem::forget;
use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::io::poll::{Pollable, poll};
use wasip2::sockets::{network::IpAddressFamily, tcp_create_socket::create_tcp_socket};
use wasip2::{cli::stdout::get_stdout, filesystem::preopens::get_directories, http::types::Fields};

impl Guest for Attacker {
    fn leak(kind: Kind, n: u32) -> u32 {
        let client = worker("leak-target");
        for index in 0..n {
            match kind {
                Kind::Clients => forget(worker(&format!("{}{index}", "n".repeat(1_000)))),
                Kind::Futures => forget(client.async_invoke_and_await(&function("counter", "value"), &[])),
                Kind::FailedFutures => forget(client.async_invoke_and_await("unknown", &[])),
                Kind::Pollables => forget(subscribe_duration(u64::MAX)),
                Kind::OutputStreams => forget(get_stdout()),
                Kind::Directories => forget(get_directories()),
                Kind::OpenFiles => forget(File::create(format!("/open-{index}")).expect("one more file")),
                Kind::Sockets => forget(create_tcp_socket(IpAddressFamily::Ipv4).expect("one more socket")),
                Kind::HttpFields => forget(Fields::new()),
            }
        }
        n
    }

    fn poll_many(n: u32, times: u32) -> u32 {
        let timer = subscribe_duration(0);
        let list: Vec<&Pollable> = (0..n).map(|_| &timer).collect();
        (0..times).map(|_| poll(&list).len() as u32).sum()
    }

    fn forge(handle: u32) -> String {
        // SAFETY: the host keeps a table of the handles that it has given to this component. If the
        // component uses any other, it traps.
        let client = unsafe { WasmRpc::from_handle(handle) };
        format!("{:?}", client.invoke(&function("counter", "value"), &[]))
    }
}
