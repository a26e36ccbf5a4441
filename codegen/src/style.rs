//! The ways in which a workspace can build components.

/// How the components of a workspace are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// By cargo, with wit-bindgen, for `wasm32-wasip2`.
    #[default]
    Cargo,
    /// By cargo-component, for `wasm32-wasip1`. Packages have a table
    /// `[package.metadata.component]`.
    CargoComponent,
}

impl Style {
    /// The folder for the WIT of a generated crate. For cargo-component it must not be called
    /// `wit`: it would generate bindings of its own for every crate that has such a folder.
    pub(crate) fn wit_folder(self) -> &'static str {
        match self {
            Style::Cargo => "wit",
            Style::CargoComponent => "wit-generated",
        }
    }

    /// What builds it, in words.
    pub(crate) fn by(self) -> &'static str {
        match self {
            Style::Cargo => "by cargo",
            Style::CargoComponent => "by cargo-component",
        }
    }

    /// The target that the compiler is given.
    pub(crate) fn triple(self) -> &'static str {
        match self {
            Style::Cargo => "wasm32-wasip2",
            Style::CargoComponent => "wasm32-wasip1",
        }
    }
}
