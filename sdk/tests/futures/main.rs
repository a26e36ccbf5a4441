//! Futures over scripted calls in virtual time: what is polled, when, and with how many handles.

mod calls;
mod scripted;
mod timers;
