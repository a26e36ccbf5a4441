use crate::worker;
use client::Log;
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    let logs = ["a", "b"].map(|name| Log::new(&worker(name)));
    for (log, line) in logs.iter().zip(["x", "y"]) {
        log.trigger_append(line, 2).unwrap();
        log.trigger_append("end", 1).unwrap();
    }
    // A worker runs its calls in order.
    let lines = block_on(join_all(logs.iter().map(|log| log.lines())));
    assert_eq!(lines[0].as_ref().unwrap(), &["x", "x", "end"]);
    assert_eq!(lines[1].as_ref().unwrap(), &["y", "y", "end"]);
    assert_eq!(logs[0].blocking_append_counting("counted").unwrap(), 4);
}
