use client::{Counter, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

pub fn run() {
    let anyone = WorkerUri::ephemeral_from_env("TARGET_COMPONENT_ID").expect("the target is named");
    let counters = [(); 3].map(|()| Counter::new(&anyone));
    // Each client has a worker of its own, and its calls share it.
    assert_eq!(block_on(join_all(counters.iter().map(|counter| counter.add(1)))), [Ok(1), Ok(1), Ok(1)]);
    assert_eq!(counters[0].blocking_add(1).unwrap(), 2);
    assert_eq!(counters[1].blocking_add(0).unwrap(), 1);
    // A clone calls the same worker as the original, even after the original was dropped.
    let clone = counters[0].clone();
    assert_eq!(clone.blocking_name(), counters[0].blocking_name());
    let [first, ..] = counters.clone();
    drop(first);
    assert_eq!(clone.blocking_add(0).unwrap(), 2);
    let names: Vec<_> = counters.iter().map(|counter| counter.blocking_name().unwrap()).collect();
    assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2], "{names:?}");
}
