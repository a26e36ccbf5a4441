//! [`Scheduled`]: a call whose time has not come.

use super::request::Request;
use crate::bindings::datetime::Datetime;
use crate::bindings::native::scheduled;

/// A call that is scheduled for a time which has not come.
#[derive(Debug, Clone)]
pub struct Scheduled {
    at: Datetime,
    request: Request,
}

impl Scheduled {
    pub(super) fn all() -> Vec<Self> {
        scheduled::waiting().into_iter().map(|(at, call)| Self { at, request: Request::new(call) }).collect()
    }

    /// When it will be made.
    pub fn at(&self) -> Datetime {
        self.at
    }

    /// The call.
    pub fn request(&self) -> &Request {
        &self.request
    }
}
