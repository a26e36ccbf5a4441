//! `join_all` of children that await one call after another, beside `futures::future::join_all`,
//! which polls each child as soon as it is woken. Compared are what the waits cost and how long all
//! of it takes, in virtual time.

use crate::scripted::sized;
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::internals::{Cost, take_cost};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{FutureResult, RpcFuture, block_on, join_all, sleep, timeout};
use std::time::Duration;

/// How long calls take.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Distribution {
    /// All the same time.
    Same,
    /// Each a little longer than the one before.
    InOrder,
    /// 50 to 150 ms.
    Uniform,
    /// Many short ones, few long ones.
    Exponential,
    /// Some very long ones.
    HeavyTailed,
    /// One of five lengths.
    Bursts,
}

const DISTRIBUTIONS: [Distribution; 6] = [
    Distribution::Same,
    Distribution::InOrder,
    Distribution::Uniform,
    Distribution::Exponential,
    Distribution::HeavyTailed,
    Distribution::Bursts,
];

/// Random numbers from 0 to 1, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

impl Distribution {
    fn duration(self, child: usize, numbers: &mut Numbers) -> Duration {
        let number = numbers.next();
        let ms = match self {
            Self::Same => 100.0,
            Self::InOrder => 100.0 + child as f64 / 10.0,
            Self::Uniform => 50.0 + 100.0 * number,
            Self::Exponential => 1.0 - 100.0 * (1.0 - number).ln(),
            Self::HeavyTailed => (40.0 / (1.0 - number).powf(0.8)).min(20_000.0),
            Self::Bursts => 100.0 + 100.0 * (number * 5.0).floor(),
        };
        Duration::from_micros((1000.0 * ms) as u64)
    }
}

/// The durations of the calls of each child.
fn children(distribution: Distribution, n: usize, steps: usize) -> Vec<Vec<Duration>> {
    let mut numbers = Numbers(n as u64 * 10 + steps as u64);
    let durations = |child| (0..steps).map(|_| distribution.duration(child, &mut numbers)).collect();
    (0..n).map(durations).collect()
}

/// A call that takes so long.
struct Step(Duration);

impl FutureResult for Step {
    type Output = ();

    fn subscribe(&self) -> Pollable {
        Pollable::after(self.0)
    }

    fn get(&self) -> Option<()> {
        Some(())
    }
}

async fn child(id: usize, durations: Vec<Duration>) -> (usize, Duration) {
    for duration in durations {
        RpcFuture::new(Step(duration)).await;
    }
    (id, now())
}

/// The cost of all, and when each child had ended.
fn measured<F: Future<Output = Vec<(usize, Duration)>>>(join: F) -> (Cost, Vec<Duration>) {
    let begun = now();
    take_cost();
    let ended = block_on(join);
    let cost = take_cost();
    assert!(ended.iter().map(|(id, _)| *id).eq(0..ended.len()));
    (cost, ended.into_iter().map(|(_, moment)| moment - begun).collect())
}

fn compared(children: &[Vec<Duration>]) -> [(Cost, Vec<Duration>); 2] {
    let futures = || children.iter().cloned().enumerate().map(|(id, durations)| child(id, durations));
    [measured(futures::future::join_all(futures())), measured(join_all(futures()))]
}

/// How many times fewer handles there are at least, for 1000 children.
fn least_gain(distribution: Distribution, steps: usize) -> usize {
    match distribution {
        // Nearly all calls end together with others, so there is nothing to gain.
        Distribution::Same | Distribution::Bursts => 0,
        Distribution::Exponential if steps == 1 => 1,
        Distribution::Exponential => 3,
        _ if steps == 1 => 5,
        _ => 10,
    }
}

#[test]
fn a_join_of_steps_is_nowhere_later_than_by_a_tenth_and_cheaper_where_they_are_many() {
    println!("children, steps, durations; handles and entries in the log: plainly, joined; time");
    for n in [1, 10, 100, 1000].map(sized) {
        for steps in 1..=5 {
            for distribution in DISTRIBUTIONS {
                let [(plain, ended), (joined, joined_ended)] = compared(&children(distribution, n, steps));
                let longest = |moments: &[Duration]| moments.iter().max().unwrap().as_secs_f64();
                let time = longest(&joined_ended) / longest(&ended);
                let later = ended.iter().zip(&joined_ended).map(|(plain, joined)| joined.div_duration_f64(*plain));
                let latest_child = later.fold(0.0, f64::max);
                let of = format!(
                    "{n:4} {steps} {distribution:12?} handles {:7} {:6}, entries {:4} {:4}, time x {time:.3}, latest \
                     child x {latest_child:.3}",
                    plain.handles,
                    joined.handles,
                    plain.polls + plain.readings,
                    joined.polls + joined.readings,
                );
                println!("{of}");
                assert!(time <= 1.1 && latest_child <= 1.1, "{of}");
                assert!(joined.handles <= plain.handles + plain.handles / 20, "{of}");
                assert!(joined.polls <= plain.polls + plain.polls / 20, "{of}");
                assert!(n < 1000 || joined.handles * least_gain(distribution, steps) <= plain.handles, "{of}");
            }
        }
    }
}

/// One child has many short steps, all others a single long one. The pauses, which get longer with
/// the time that has passed, must not add up for it.
#[test]
fn a_child_of_many_short_steps_is_not_held_up_by_many_of_long_ones() {
    let n = sized(1000);
    let mut children: Vec<_> = (0..n).map(|id| vec![Duration::from_micros(400_000 + 1000 * id as u64)]).collect();
    children[n / 2] = vec![Duration::from_millis(10); 100];
    let [(plain, ended), (joined, joined_ended)] = compared(&children);
    let later = joined_ended[n / 2].div_duration_f64(ended[n / 2]);
    assert!(later <= 1.1, "{later}");
    assert!(cfg!(miri) || joined.handles < plain.handles / 4, "{} {}", plain.handles, joined.handles);
}

/// What is beside a join of steps waits as if there were none.
#[test]
fn timers_and_other_calls_beside_a_join_of_steps_are_on_time() {
    let n = sized(1000);
    let steps = |id: usize| vec![Duration::from_micros(100_000 + 700 * id as u64), Duration::from_millis(300)];
    let joined = join_all((0..n).map(|id| child(id, steps(id))));
    let begun = now();
    let beside = async {
        for ms in 1..=700 {
            match ms % 2 {
                0 => sleep(Duration::from_millis(1)).await,
                _ => RpcFuture::new(Step(Duration::from_millis(1))).await,
            }
            assert_eq!(now() - begun, Duration::from_millis(ms));
        }
    };
    block_on(futures::future::join(joined, beside));
}

/// Dropped in a pause, it leaves nothing that later waits would notice.
#[test]
fn a_join_that_is_dropped_in_a_pause_leaves_nothing() {
    for ms in [150, 200, 250, 301] {
        let step = |id: usize| vec![Duration::from_micros(100_000 + 200 * id as u64); 3];
        let joined = join_all((0..sized(1000)).map(|id| child(id, step(id))));
        assert!(block_on(timeout(Duration::from_millis(ms), joined)).is_err());
        take_cost();
        let begun = now();
        block_on(RpcFuture::new(Step(Duration::from_millis(5))));
        assert_eq!((take_cost().handles, now() - begun), (1, Duration::from_millis(5)));
    }
}
