//! [`PackageName`]: the name of a WIT package.

/// The interface whose `uri` is a type of the SDK.
const SDK_RPC: &str = "golem:rpc/types@0.1.0";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageName {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) version: Option<String>,
}

impl From<&wit_parser::PackageName> for PackageName {
    fn from(name: &wit_parser::PackageName) -> PackageName {
        PackageName {
            namespace: name.namespace.clone(),
            name: name.name.clone(),
            version: name.version.as_ref().map(ToString::to_string),
        }
    }
}

impl PackageName {
    /// Whether `interface` of this package is the one whose `uri` is a type of the SDK.
    pub(crate) fn is_sdk_rpc(&self, interface: &str) -> bool {
        self.interface(interface) == SDK_RPC
    }

    /// `ns:name/interface@version`
    pub(crate) fn interface(&self, interface: &str) -> String {
        format!("{}:{}/{interface}{}", self.namespace, self.name, self.at_version())
    }

    /// `@version`, or nothing.
    pub(crate) fn at_version(&self) -> String {
        self.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default()
    }
}

impl std::fmt::Display for PackageName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}{}", self.namespace, self.name, self.at_version())
    }
}
