//! Futures over scripted calls in virtual time: what is polled, when, and with how many handles.

mod abort_handle;
mod after_the_end;
mod as_completed;
mod calls;
mod fairness;
mod futures_concurrency;
mod futures_crate;
mod hostile;
mod map_concurrent;
mod retry;
mod scope;
mod scripted;
mod select_ok;
mod spawn_local;
mod steps;
mod taken;
mod thread_end;
mod timers;
mod try_join_all;
