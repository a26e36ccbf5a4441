//! Combinators: many futures at once, and a call that is made again.

mod as_completed;
mod fuse;
mod future_set;
mod in_order;
mod join_all;
mod map;
mod map_concurrent;
mod retry;
mod scope;
mod select_ok;
mod try_join_all;

pub use as_completed::{AsCompleted, Next, as_completed};
pub use join_all::{JoinAll, join_all};
pub use map::{CallTimeout, Map};
pub use map_concurrent::{MapConcurrent, map_concurrent};
pub use retry::{retry_at_least_once, retry_at_least_once_if, retry_at_least_once_with};
pub use scope::{Scope, scope, try_scope};
pub use select_ok::{SelectOk, select_ok};
pub use try_join_all::{TryJoinAll, try_join_all};
