//! The interfaces that every stub needs. This crate contains their text, so that the target need
//! not have them.

use crate::marker::marker;
use crate::model::PackageName;

/// An interface of a package. Its text names the package.
pub(crate) struct Embedded {
    namespace: &'static str,
    name: &'static str,
    version: &'static str,
    interface: &'static str,
    text: &'static str,
}

impl Embedded {
    /// All of them.
    pub(crate) const ALL: &[Embedded] = &[
        Embedded {
            namespace: "golem",
            name: "rpc",
            version: "0.1.0",
            interface: "types",
            text: include_str!("../../wit/golem-rpc.wit"),
        },
        Embedded {
            namespace: "wasi",
            name: "io",
            version: "0.2.0",
            interface: "poll",
            text: include_str!("../../wit/wasi-io.wit"),
        },
    ];

    /// The one of this package. If `interface` is given, it must have that name.
    pub(crate) fn find(package: &PackageName, interface: Option<&str>) -> Option<&'static Embedded> {
        let mut all = Embedded::ALL.iter();
        all.find(|known| known.package() == *package && interface.is_none_or(|name| name == known.interface))
    }

    pub(crate) fn package(&self) -> PackageName {
        PackageName {
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
            version: Some(self.version.to_owned()),
        }
    }

    /// The name of its file.
    pub(crate) fn file(&self) -> String {
        format!("{}.wit", self.interface)
    }

    /// The content of its file.
    pub(crate) fn marked_text(&self) -> String {
        marker(".wit", &self.package().to_string()) + self.text
    }
}
