//! Reads WIT from a folder (with its `deps/`) or a single file and picks the world.

use std::path::Path;

use miette::{NamedSource, SourceSpan};
use wit_parser::{PackageId, ParseError, Resolve, ResolveError, Span, WorldId};

use crate::error::{Error, WitError};

/// WIT as wit-parser resolved it, and the world that is the remote side.
pub(crate) struct Source {
    pub(crate) resolve: Resolve,
    pub(crate) world: WorldId,
}

impl Source {
    /// Reads `path` and picks `world`, or the only world that there is.
    pub(crate) fn read(path: &Path, world: Option<&str>) -> Result<Source, Error> {
        let mut resolve = Resolve::default();
        std::fs::metadata(path).map_err(Error::io("read", path))?;
        let package = match resolve.push_path(path) {
            Ok((package, _)) => package,
            Err(error) => return Err(parse_error(&resolve, path, &error)),
        };
        let world = pick_world(&resolve, package, world, path)?;
        Ok(Source { resolve, world })
    }

    /// A refusal that underlines `span`.
    pub(crate) fn refuse(
        &self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        cure: impl Into<String>,
    ) -> Error {
        refusal(&self.resolve, span, message, label, cure)
    }
}

fn refusal(
    resolve: &Resolve,
    span: Span,
    message: impl Into<String>,
    label: impl Into<String>,
    cure: impl Into<String>,
) -> Error {
    let at = resolve.source_map.resolve_span(span);
    let underlined = at.and_then(|at| {
        let text = std::fs::read_to_string(at.path).ok()?;
        Some((NamedSource::new(at.path, text), SourceSpan::from(at.range)))
    });
    let (file, span) = match underlined {
        Some((file, span)) => (Some(file), Some(span)),
        None => (None, None),
    };
    Error::Wit(Box::new(WitError { message: message.into(), cure: cure.into(), file, span, label: label.into() }))
}

/// A parser's error with the line that it is about.
fn parse_error(resolve: &Resolve, path: &Path, error: &anyhow::Error) -> Error {
    let cure = "correct the WIT; packages that it uses belong in the `deps` folder beside it";
    let at = error.chain().find_map(|layer| {
        let resolved = layer.downcast_ref::<ResolveError>().map(|e| (e.kind().span(), e.to_string()));
        resolved.or_else(|| layer.downcast_ref::<ParseError>().map(|e| (e.kind().span(), e.to_string())))
    });
    match at {
        Some((span, message)) => refusal(resolve, span, message, "here", cure),
        None => {
            refusal(resolve, Span::default(), format!("cannot read WIT from `{}`: {error:#}", path.display()), "", cure)
        }
    }
}

fn pick_world(resolve: &Resolve, package: PackageId, name: Option<&str>, path: &Path) -> Result<WorldId, Error> {
    let package = &resolve.packages[package];
    let names: Vec<&str> = package.worlds.keys().map(String::as_str).collect();
    let list = names.join("`, `");
    let found = match name {
        Some(name) => package.worlds.get(name),
        None if names.len() == 1 => package.worlds.values().next(),
        None => None,
    };
    if let Some(world) = found {
        return Ok(*world);
    }
    let (message, cure) = match (name, names.len()) {
        (_, 0) => (
            format!("package `{}` in `{}` has no world", package.name, path.display()),
            "add the world that the target component implements: `world my-component { export api; }`".to_owned(),
        ),
        (Some(name), _) => (
            format!("package `{}` has no world `{name}`", package.name),
            format!("it has `{list}`: choose one of them with `--world`"),
        ),
        (None, _) => (
            format!("package `{}` has several worlds: `{list}`", package.name),
            format!("say which one the target component implements, for example `--world {}`", names[0]),
        ),
    };
    Err(Error::options(message, cure))
}
