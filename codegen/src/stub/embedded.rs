//! The interfaces that every stub needs. This crate contains their text, so that the target need
//! not have them.

use crate::golem_version::Rpc;
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

const fn golem_rpc(version: &'static str, text: &'static str) -> Embedded {
    Embedded { namespace: "golem", name: "rpc", version, interface: "types", text }
}

const fn wasi_io(version: &'static str, text: &'static str) -> Embedded {
    Embedded { namespace: "wasi", name: "io", version, interface: "poll", text }
}

const fn wasi_clocks(version: &'static str, text: &'static str) -> Embedded {
    Embedded { namespace: "wasi", name: "clocks", version, interface: "wall-clock", text }
}

/// All of them. A stub needs one of each package at most.
static ALL: [Embedded; 8] = [
    golem_rpc("0.1.0", include_str!("../../wit/golem-rpc-0.1.0.wit")),
    golem_rpc("0.1.3", include_str!("../../wit/golem-rpc-0.1.3.wit")),
    golem_rpc("0.2.0", include_str!("../../wit/golem-rpc-0.2.0.wit")),
    golem_rpc("0.2.2", include_str!("../../wit/golem-rpc-0.2.2.wit")),
    wasi_io("0.2.0", include_str!("../../wit/wasi-io-0.2.0.wit")),
    wasi_io("0.2.3", include_str!("../../wit/wasi-io-0.2.3.wit")),
    wasi_clocks("0.2.0", include_str!("../../wit/wasi-clocks-0.2.0.wit")),
    wasi_clocks("0.2.3", include_str!("../../wit/wasi-clocks-0.2.3.wit")),
];

impl Embedded {
    /// Those that a stub needs which speaks this version of `golem:rpc`.
    pub(crate) fn of(rpc: &Rpc) -> impl Iterator<Item = &'static Embedded> {
        ALL.iter().filter(|known| match known.name {
            "rpc" => known.version == rpc.version,
            "clocks" => known.version == rpc.wasi && rpc.schedules,
            _ => known.version == rpc.wasi,
        })
    }

    /// The one of this package that such a stub needs. If `interface` is given, it must have that
    /// name.
    pub(crate) fn find(rpc: &Rpc, package: &PackageName, interface: Option<&str>) -> Option<&'static Embedded> {
        let mut all = Embedded::of(rpc);
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
