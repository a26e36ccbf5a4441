//! Workers end with their host.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{ask, builder, param, uri, with_components};

const PATIENCE: Duration = Duration::from_secs(30);

/// Also those that wait, in either time.
#[test]
fn dropping_the_host_drops_its_workers() {
    for virtual_time in [false, true] {
        let sink = Arc::new(());
        let held = sink.clone();
        let host = with_components(builder().virtual_time(virtual_time).log(move |_| drop(held.clone())));
        let timer = ask(&host, "driver/waits", "sleep(3600000000000)");
        let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "driver", "waits")));
        let timer = param(&format!("prim-u32({timer})"));
        ask(&host, "driver/d", &format!("invoke({client}, \"block\", [{timer}])"));
        drop(host);
        let start = Instant::now();
        while Arc::strong_count(&sink) > 1 {
            assert!(start.elapsed() < PATIENCE, "virtual time: {virtual_time}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
