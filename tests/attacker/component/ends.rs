use crate::Attacker;
use crate::exports::test::attacker::{ends::Guest, files::Guest as _};
use crate::network::get;
use crate::remote::{function, worker};
use wasip2::clocks::monotonic_clock::{now, subscribe_duration};

impl Guest for Attacker {
    fn exit(code: u8) {
        std::process::exit(code.into())
    }

    fn panic(message: Vec<u8>) {
        panic!("{}", String::from_utf8_lossy(&message))
    }

    fn panic_after_append(path: String) {
        panic!("after appending: {}", Self::append(path, "x".to_owned()))
    }

    fn panic_after_print(line: String) {
        println!("{line}");
        panic!("after printing")
    }

    fn panic_after_tell(name: String) {
        panic!("after telling: {:?}", worker(&name).invoke(&function("counter", "count"), &[]))
    }

    fn panic_after_get(authority: String) {
        panic!("after a request: {:?}", get(&authority))
    }

    fn sleep(milliseconds: u64) -> u64 {
        let start = now();
        subscribe_duration(milliseconds.saturating_mul(1_000_000)).block();
        now() - start
    }

    fn tell_later(milliseconds: u64, name: String) {
        subscribe_duration(milliseconds.saturating_mul(1_000_000)).block();
        // An error is all right here: it means that the host has refused the call.
        let _ = worker(&name).invoke(&function("counter", "count"), &[]);
    }
}
