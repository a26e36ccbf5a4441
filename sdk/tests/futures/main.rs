//! Futures over scripted calls in virtual time: what is polled, when, and with how many handles.

mod as_completed;
mod calls;
mod futures_concurrency;
mod futures_crate;
mod hostile;
mod map_concurrent;
mod retry;
mod scripted;
mod select_ok;
mod spawn_local;
mod timers;
mod try_join_all;
