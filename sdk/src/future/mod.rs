//! Combinators: many futures at once, and a call that is made again.

mod as_completed;
mod fuse;
mod future_set;
mod in_order;
mod join_all;
mod limited_set;
mod map;
mod map_concurrent;
mod map_concurrent_stream;
mod next;
mod retry;
mod scope;
mod select_ok;
mod try_join_all;
mod try_map_concurrent;

pub use as_completed::{AsCompleted, as_completed};
pub use join_all::{JoinAll, join_all};
pub use map::{CallTimeout, Map};
pub use map_concurrent::{MapConcurrent, map_concurrent};
pub use map_concurrent_stream::{MapConcurrentStream, map_concurrent_stream};
pub use next::Next;
pub use retry::{retry_at_least_once, retry_at_least_once_if, retry_at_least_once_with};
pub use scope::{Scope, scope, try_scope};
pub use select_ok::{SelectOk, select_ok};
pub use try_join_all::{TryJoinAll, try_join_all};
pub use try_map_concurrent::{TryMapConcurrent, try_map_concurrent};
