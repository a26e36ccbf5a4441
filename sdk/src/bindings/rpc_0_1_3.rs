//! `golem:rpc/types@0.1.3`, of Golem 1.1, of which others need only how a worker is named, and what
//! takes back a scheduled call: the functions of a stub take the one and give the other.

use super::interfaces::schedule_0_1_3;

pub use super::rpc::Uri;

super::cancellation_token::cancellation_token!(schedule_0_1_3::SCHEDULING);
