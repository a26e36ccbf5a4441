//! [`Error`]: what can go wrong with a host and with calls to it from outside.

use std::{io, ops::Range, path::PathBuf};

use crate::durable::Problem;
use crate::failure::Failure;

/// What can go wrong with a host and with calls to it from outside. [`Error::cure`] says what to do
/// about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The WebAssembly engine, or the threads that workers run on, can't be set up on this machine.
    #[error("the WebAssembly engine can't be set up: {0}")]
    Engine(String),
    /// The component's file can't be read, is larger than 512 MiB, or is no file: a directory, a
    /// device, a FIFO.
    #[error("can't read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The files that workers begin with can't be copied:
    /// [`HostBuilder::files_copied_from`](crate::HostBuilder::files_copied_from).
    #[error("can't copy the workers' files from {}", path.display())]
    CopyFiles {
        /// The folder that they are in.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The folder that is to keep workers can't be used, or not with this host:
    /// [`HostBuilder::durable`](crate::HostBuilder::durable).
    #[error("{}: {what}", path.display())]
    Durable {
        /// The folder.
        path: PathBuf,
        /// Why.
        what: String,
        /// What to do.
        cure: String,
    },
    /// The bytes are no WebAssembly component.
    #[error("{label}: {what}")]
    NotAComponent {
        /// The file or the component's name.
        label: String,
        /// What they are.
        what: String,
        /// How to get a component.
        cure: String,
    },
    /// The component does not compile, or imports something under the name of something that the
    /// host has, but of another type.
    #[error("{label}: {message}")]
    Unusable {
        /// The file or the component's name.
        label: String,
        /// The message of the engine.
        message: String,
    },
    /// The component imports something that the host does not have.
    #[error("{}", unsatisfied(label, imports))]
    UnsatisfiedImports {
        /// The file or the component's name.
        label: String,
        /// All the names that are missing.
        imports: Vec<String>,
    },
    /// A component can't have this name. With other characters it could not be told from the rest
    /// where workers are written as `component/worker`.
    #[error("`{0}` can't be a component's name")]
    ComponentName(String),
    /// A worker is written with a slash, but no name after it.
    #[error("`{0}` names no worker")]
    WorkerName(String),
    /// There is another component with this name.
    #[error("there is a component `{0}` already")]
    DuplicateComponent(String),
    /// No component has this name or id.
    #[error("there is no component `{name}`")]
    UnknownComponent {
        /// The name that was asked for.
        name: String,
        /// The names of the components that there are.
        known: Vec<String>,
    },
    /// A call is not written as `FUNCTION(ARGUMENTS)`.
    #[error("`{call}` is not a call")]
    CallSyntax {
        /// The text.
        call: String,
    },
    /// The component exports no such function.
    #[error("component `{component}` exports no function `{function}`")]
    UnknownFunction {
        /// The component's name.
        component: String,
        /// The function that was asked for.
        function: String,
        /// The functions that it exports, with their signatures.
        known: Vec<String>,
        /// The function that was probably meant.
        suggestion: Option<String>,
    },
    /// More than one function of the component goes by this name.
    #[error("component `{component}` exports more than one `{function}`")]
    AmbiguousFunction {
        /// The component's name.
        component: String,
        /// The function that was asked for.
        function: String,
        /// The functions that it could be.
        candidates: Vec<String>,
    },
    /// The arguments are not what the function takes.
    #[error("wrong arguments for {signature}: {message}")]
    Arguments {
        /// The whole text of the call.
        text: String,
        /// Where in `text` the mistake is, in bytes.
        span: Range<usize>,
        /// What is wrong.
        message: String,
        /// The function with its signature.
        signature: String,
    },
    /// The function takes or gives a resource, a stream or a future. Those have no text form.
    #[error("{signature} can't be called from outside: it has {ty} in its signature")]
    NotCallableFromOutside {
        /// The function with its signature.
        signature: String,
        /// The type.
        ty: String,
    },
    /// There is no worker of this name: it was not called yet, or was removed.
    #[error("there is no worker `{0}`")]
    UnknownWorker(String),
    /// The host keeps no logs, from which it could run a worker again.
    #[error("the host keeps no logs")]
    NoLog,
    /// The worker can't be removed, because an invocation of it is queued or running.
    #[error("worker `{0}` has something to do")]
    WorkerBusy(String),
    /// The invocation failed.
    #[error("{worker}: {failure}")]
    Invocation {
        /// The worker, as `component/worker`.
        worker: String,
        /// Why.
        failure: Failure,
    },
}

impl Error {
    /// What to do about the error. `None` if the message says it all, or nobody can tell.
    pub fn cure(&self) -> Option<String> {
        match self {
            Self::NotAComponent { cure, .. } => Some(cure.clone()),
            Self::UnsatisfiedImports { label, imports } => Some(composition_cure(label, imports)),
            Self::ComponentName(_) => Some("use letters, digits, `-`, `_` and `.`".into()),
            Self::WorkerName(_) => Some("write COMPONENT/WORKER, or COMPONENT alone for a fresh worker".into()),
            Self::DuplicateComponent(_) => Some("give each component a name of its own".into()),
            Self::UnknownComponent { known, .. } => Some(listed("the components here:", known)),
            Self::CallSyntax { .. } => {
                let examples = "`add(5)`, `get()`, `demo:pkg/api.{put}(\"key\", [1, 2])`";
                Some(format!("write FUNCTION(ARGUMENTS), arguments in WAVE: {examples}"))
            }
            Self::UnknownFunction { known, suggestion, .. } => {
                let exports = listed("it exports:", known);
                Some(match suggestion {
                    Some(suggestion) => format!("did you mean `{suggestion}`?\n{exports}"),
                    None => exports,
                })
            }
            Self::AmbiguousFunction { candidates, .. } => Some(listed("write more of its name:", candidates)),
            Self::Arguments { .. } => Some(ARGUMENTS.into()),
            Self::Durable { cure, .. } => Some(cure.clone()),
            Self::NoLog => Some("build it with `HostBuilder::keep_log`".into()),
            Self::Invocation { failure, .. } => failure.cure(),
            _ => None,
        }
    }
}

impl From<Problem> for Error {
    fn from(Problem { path, what, cure }: Problem) -> Self {
        Self::Durable { path, what, cure }
    }
}

const ARGUMENTS: &str = "write one argument for each parameter, in WAVE: `5`, `1.5`, `true`, `'c'`, `\"text\"`, \
                         `[1, 2]`, `(1, \"a\")`, `{name: \"a\"}`, `some(1)`, `none`, `ok(1)`, `err(\"why\")`, \
                         `a-case`, `{a-flag}`";

fn listed(title: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("{title} none");
    }
    let lines: String = names.iter().map(|name| format!("\n  {name}")).collect();
    format!("{title}{lines}")
}

fn unsatisfied(label: &str, imports: &[String]) -> String {
    let names: Vec<String> = imports.iter().map(|name| format!("`{name}`")).collect();
    let plural = if names.len() == 1 { "" } else { "s" };
    let message = format!("{label}: unsatisfied import{plural} {}", names.join(", "));
    if imports.iter().any(|name| is_stub(name)) {
        format!("{message}: the component was not composed with its stubs")
    } else {
        message
    }
}

fn composition_cure(label: &str, imports: &[String]) -> String {
    if imports.iter().any(|name| is_stub(name)) {
        let stem = label.strip_suffix(".wasm").unwrap_or(label);
        format!("deploy `{stem}_composed.wasm`, see `golem-rpc-codegen compose`")
    } else {
        "this host has WASI 0.2, golem:rpc/types of Golem 1.0 to 1.4, wasi:logging and the part of golem:api/host \
         that tells of a worker itself; compose the component with whatever else it imports"
            .into()
    }
}

/// Whether an import is that of a stub: `ns:name-stub/stub-world`, with or without a version.
fn is_stub(import: &str) -> bool {
    import
        .split_once('/')
        .is_some_and(|(package, interface)| package.ends_with("-stub") && interface.starts_with("stub-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uncomposed_components_are_told_so() {
        let error = Error::UnsatisfiedImports {
            label: "component2.wasm".into(),
            imports: vec!["demo:component1-stub/stub-component1".into(), "a:b/c".into()],
        };
        assert_eq!(
            error.to_string(),
            "component2.wasm: unsatisfied imports `demo:component1-stub/stub-component1`, `a:b/c`: \
             the component was not composed with its stubs"
        );
        let cure = error.cure().unwrap();
        assert!(cure.contains("component2_composed.wasm"), "{cure}");
        assert!(cure.contains("golem-rpc-codegen compose"), "{cure}");
    }

    #[test]
    fn other_imports_are_not_stubs() {
        let error =
            Error::UnsatisfiedImports { label: "a.wasm".into(), imports: vec!["wasi:keyvalue/eventual@0.1.0".into()] };
        assert!(!error.to_string().contains("stubs"));
        assert!(error.cure().unwrap().contains("WASI 0.2"));
    }
}
