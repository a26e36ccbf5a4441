//! The two ways in which a workspace makes components.

/// How the components of a workspace are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// By cargo, with wit-bindgen, for `wasm32-wasip2`.
    #[default]
    Cargo,
    /// By cargo-component, for `wasm32-wasip1`: packages have a table `[package.metadata.component]`.
    CargoComponent,
}

impl Style {
    /// The folder for the WIT of a generated crate. cargo-component makes bindings of its own of whatever has a folder `wit`.
    pub(crate) fn wit_folder(self) -> &'static str {
        match self {
            Style::Cargo => "wit",
            Style::CargoComponent => "wit-generated",
        }
    }

    /// The compiler's target.
    pub(crate) fn triple(self) -> &'static str {
        match self {
            Style::Cargo => "wasm32-wasip2",
            Style::CargoComponent => "wasm32-wasip1",
        }
    }
}
