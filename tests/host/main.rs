//! Tests of the local host, with components in both styles of projects: plain cargo for
//! wasm32-wasip2, and cargo-component for wasm32-wasip1 with the adapter from WASI preview 1. Each
//! test runs with all components in one style, with all in the other, and with a caller in one
//! style and a target in the other ([`guests::Guests::all`]).
//!
//! | what the host promises | file |
//! |---|---|
//! | `golem:rpc/types` as strict as on Golem | `semantics.rs` |
//! | as strict as Golem 1.1 about the order in which clients are dropped | `golem_1_1.rs` |
//! | every version of `golem:rpc`, and calls between them; scheduled calls | `versions.rs` |
//! | the same by components that call through the SDK | `sdk_versions.rs` |
//! | what `golem:api` of Golem 1.1 and of 1.3 tells of components and workers | `golem_api.rs` |
//! | WASI, no network by default, logging, what a worker knows of itself, unknown imports | `surroundings.rs` |
//! | workers: their creation, what they inherit, ephemeral ones, order, parallel runs, removal | `workers.rs` |
//! | a worker that awaits itself, directly or in a circle | `deadlocks.rs` |
//! | a worker that trapped stays failed, with its first error, or starts anew | `failed_workers.rs` |
//! | a worker that loses its instance comes back by its log | `restarts.rs` |
//! | workers on the disk go on in another host; the folder's errors; idempotency keys | `durable.rs` |
//! | first mistakes: everything that is shown, each with a cure | `first_mistakes.rs` |
//! | limits, each told by name | `limits.rs` |
//! | ten kinds of hostile components leave the host and all others answering | `hostile.rs` |
//! | values of every type, resources with their owners, malformed and hostile values | `values.rs` |
//! | `invoke`: `--app`, scripts, `--json`, `--repeat`, `--restart-failed`, logs with names | `command_line.rs` |
//! | `--lint` | `lint.rs` |
//! | `--trace` and `--timeline` | `pictures.rs` |
//! | what a run leaves when nobody reads on, or somebody presses Ctrl-C | `breaking_off.rs` |
//! | what is temporary is gone, also after signals, panics and kills | `left_behind.rs` |
//! | what workers print, names and errors are text on a terminal | `shown_as_text.rs` |
//! | mistakes in long inputs; devices, FIFOs and files without end | `long_inputs.rs` |
//! | outputs: whole ones, and none that writes over something else of the run | `outputs.rs` |
//! | live progress | `progress.rs` |
//! | the library: typed and by text, counts, virtual time, faults | `library.rs` |
//! | 10,000 workers, 10,000 calls at once, 1,000,000 in a row | `../load/main.rs` |
//! | compiled components are kept; a known one starts in milliseconds | `cache.rs` |

#[cfg(unix)]
mod breaking_off;
mod cache;
mod command_line;
mod deadlocks;
mod durable;
mod failed_workers;
mod first_mistakes;
mod golem_1_1;
mod golem_api;
mod guests;
mod hostile;
#[cfg(unix)]
mod left_behind;
mod library;
mod limits;
mod lint;
#[cfg(unix)]
mod long_inputs;
#[cfg(unix)]
mod outputs;
mod pictures;
mod program;
#[cfg(unix)]
mod progress;
mod restarts;
mod sdk_versions;
mod semantics;
#[cfg(unix)]
mod shown_as_text;
mod support;
mod surroundings;
mod values;
mod versions;
mod workers;
