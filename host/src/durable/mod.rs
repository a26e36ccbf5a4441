//! A folder that keeps what workers need to go on in another process, after this one has ended or
//! was killed.
//!
//! All changes go through one queue, in the order in which they happen, and one thread writes them:
//! whatever has come together meanwhile is one transaction. So what is on the disk is always the
//! beginning of what has happened, up to some moment, for all workers together. What came after
//! that moment is done again by the next process. Nobody may have seen it: results and printed
//! lines are given out only when everything before them is on the disk
//! ([`Journal::when_safe`]).
//!
//! This room knows nothing of what is in the records. They are bytes here.

mod change;
mod folder;
mod journal;
mod problem;
mod tables;

pub(crate) use change::Change;
pub(crate) use folder::Folder;
pub(crate) use journal::{Journal, TIME};
pub(crate) use problem::Problem;
