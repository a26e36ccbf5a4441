//! [`Goal`]: a number to reach, and whether it is reached.

use std::fmt;

/// A number to reach, and the worst that was measured.
#[derive(Debug)]
pub struct Goal {
    what: String,
    bound: Bound,
    /// The worst value, and where it was measured. It is `None` if nothing was measured that the
    /// goal is about.
    worst: Option<(f64, String)>,
}

/// The number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    /// Makes a goal. `values` are the measured ones, each with where it was measured. The worst of
    /// them counts.
    pub(crate) fn new(what: impl Into<String>, bound: Bound, values: impl IntoIterator<Item = (f64, String)>) -> Self {
        let worse = |a: &(f64, String), b: &(f64, String)| match bound {
            Bound::AtLeast(_) => b.0.total_cmp(&a.0),
            Bound::AtMost(_) => a.0.total_cmp(&b.0),
        };
        Self { what: what.into(), bound, worst: values.into_iter().max_by(worse) }
    }

    /// Whether all measured values reach the goal.
    pub fn is_reached(&self) -> bool {
        self.worst.as_ref().is_none_or(|(worst, _)| match self.bound {
            Bound::AtLeast(least) => *worst >= least,
            Bound::AtMost(most) => *worst <= most,
        })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((worst, place)) = &self.worst else { return write!(f, "not measured: {}", self.what) };
        let reached = if self.is_reached() { "reached" } else { "MISSED" };
        let (at, bound) = match self.bound {
            Bound::AtLeast(bound) => ("at least", bound),
            Bound::AtMost(bound) => ("at most", bound),
        };
        let [bound, worst] = [bound, *worst].map(|value| (value * 100.0).round() / 100.0);
        write!(f, "{reached}: {}: {at} {bound}, worst {worst} ({place})", self.what)
    }
}
