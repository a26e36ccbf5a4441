//! [`Datetime`]: a time of the wall clock.

use super::wall_clock;
use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime};

const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// A time of the wall clock: the seconds and nanoseconds since the beginning of 1970, in UTC, as
/// `wasi:clocks/wall-clock` has them. A scheduled call is made at such a time.
///
/// ```
/// use golem_rpc_sdk::time::Datetime;
/// use std::time::{Duration, SystemTime, UNIX_EPOCH};
///
/// let new_year = Datetime::from_unix(1_798_761_600, 0)?;
/// let first_minute = new_year.checked_add(Duration::from_secs(60));
/// assert_eq!(first_minute, Some(Datetime::from_unix(1_798_761_660, 0)?));
/// assert_eq!(SystemTime::try_from(new_year)?, UNIX_EPOCH + Duration::from_secs(1_798_761_600));
/// assert_eq!(Datetime::try_from(SystemTime::try_from(new_year)?)?, new_year);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

impl Datetime {
    /// So many seconds and nanoseconds after the beginning of 1970.
    ///
    /// # Errors
    ///
    /// When the nanoseconds are a second or more.
    pub const fn from_unix(seconds: u64, nanoseconds: u32) -> Result<Self, DatetimeError> {
        if nanoseconds < NANOS_PER_SECOND { Ok(Self { seconds, nanoseconds }) } else { Err(DatetimeError(())) }
    }

    /// The time now.
    ///
    /// On Golem the reading of the clock, `wall-clock.now`, is an entry in the worker's log. When
    /// the worker is run again, it is given the time of the first run, and so whatever is computed
    /// from it is the same again. [`SystemTime::now`] is logged in the same way.
    ///
    /// Outside of a component this is the [virtual time](crate::virtual_time), which begins with
    /// the year 2000, as that of the local host does. `SystemTime::now` is the real time there.
    pub fn now() -> Self {
        let (seconds, nanoseconds) = wall_clock::now();
        Self { seconds, nanoseconds }
    }

    /// `delay` from [now](Self::now), which is one entry in the worker's log. A time later than
    /// there can be is the last that there is.
    pub fn after(delay: Duration) -> Self {
        Self::now().checked_add(delay).unwrap_or(Self { seconds: u64::MAX, nanoseconds: NANOS_PER_SECOND - 1 })
    }

    /// `delay` after this time. `None` when the seconds do not fit into a `u64`.
    #[must_use]
    pub const fn checked_add(self, delay: Duration) -> Option<Self> {
        match self.since_unix().checked_add(delay) {
            Some(sum) => Some(Self { seconds: sum.as_secs(), nanoseconds: sum.subsec_nanos() }),
            None => None,
        }
    }

    /// Whole seconds since the beginning of 1970.
    pub const fn seconds(self) -> u64 {
        self.seconds
    }

    /// The nanoseconds since then that make no whole second: less than a billion.
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// How long after the beginning of 1970 it is.
    pub const fn since_unix(self) -> Duration {
        Duration::new(self.seconds, self.nanoseconds)
    }
}

/// A time before 1970 becomes the beginning of 1970: as the time of a scheduled call both mean at
/// once.
impl From<SystemTime> for Datetime {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() }
    }
}

/// Fails when the time is later than a [`SystemTime`] can be.
impl TryFrom<Datetime> for SystemTime {
    type Error = DatetimeError;

    fn try_from(time: Datetime) -> Result<Self, DatetimeError> {
        Self::UNIX_EPOCH.checked_add(time.since_unix()).ok_or(DatetimeError(()))
    }
}

/// There is no such time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatetimeError(());

impl fmt::Display for DatetimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such time")
    }
}

impl Error for DatetimeError {}

#[cfg(test)]
mod tests {
    use super::{Datetime, DatetimeError};
    use std::time::{Duration, SystemTime};

    #[test]
    fn times_convert_there_and_back() {
        let time = SystemTime::UNIX_EPOCH + Duration::new(5, 7);
        assert_eq!(Datetime::from(time), Datetime { seconds: 5, nanoseconds: 7 });
        assert_eq!(SystemTime::try_from(Datetime::from(time)), Ok(time));
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Datetime::from(before), Datetime { seconds: 0, nanoseconds: 0 });
    }

    #[test]
    fn times_that_there_are_not() {
        assert_eq!(Datetime::from_unix(1, 1_000_000_000), Err(DatetimeError(())));
        let last = Datetime::after(Duration::MAX);
        assert_eq!(last, Datetime { seconds: u64::MAX, nanoseconds: 999_999_999 });
        assert_eq!(last.checked_add(Duration::from_nanos(1)), None);
        assert!(SystemTime::try_from(last).is_err());
    }

    #[test]
    fn virtual_time_begins_with_the_year_2000() {
        assert_eq!(Datetime::now(), Datetime { seconds: 946_684_800, nanoseconds: 0 });
        let later = Datetime { seconds: 946_684_801, nanoseconds: 500_000_000 };
        assert_eq!(Datetime::after(Duration::from_millis(1500)), later);
    }
}
