//! A component as `golem-cli new` of Golem 1.0 made it.

use crate::binaries::workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the host's packages of that time are, as they stand in a component's `wit/deps`.
const HOST_PACKAGES: &str = "codegen/tests/golem-1.0";

/// All that the world of a new component imports.
const IMPORTS: &str = "
  // Golem's own.
  import golem:api/host@0.2.0;
  import golem:rpc/types@0.1.0;

  // WASI.
  import wasi:blobstore/blobstore;
  import wasi:blobstore/container;
  import wasi:cli/environment@0.2.0;
  import wasi:clocks/wall-clock@0.2.0;
  import wasi:clocks/monotonic-clock@0.2.0;
  import wasi:filesystem/preopens@0.2.0;
  import wasi:filesystem/types@0.2.0;
  import wasi:http/types@0.2.0;
  import wasi:http/outgoing-handler@0.2.0;
  import wasi:io/error@0.2.0;
  import wasi:io/poll@0.2.0;
  import wasi:io/streams@0.2.0;
  import wasi:keyvalue/eventual-batch@0.1.0;
  import wasi:keyvalue/eventual@0.1.0;
  import wasi:logging/logging;
  import wasi:random/random@0.2.0;
  import wasi:random/insecure@0.2.0;
  import wasi:random/insecure-seed@0.2.0;
  import wasi:sockets/ip-name-lookup@0.2.0;
  import wasi:sockets/instance-network@0.2.0;

";

/// The manifest. `[profile.release]` stands in it although cargo heeds only the workspace's.
pub(super) fn manifest(name: &str) -> String {
    let wasi = ["blobstore", "cli", "clocks", "filesystem", "http", "io", "keyvalue", "logging", "random", "sockets"];
    let wasi = wasi.iter().map(|package| format!("\"wasi:{package}\" = {{ path = \"wit/deps/{package}\" }}\n"));
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.1\"\nedition = \"2021\"\n\n\
         [lib]\npath = \"src/lib.rs\"\ncrate-type = [\"cdylib\"]\n\n\
         [profile.release]\nlto = true\nopt-level = 's'\n\n\
         [dependencies]\nwit-bindgen-rt = {{ version = \"0.26.0\", features = [\"bitflags\"] }}\n\n\
         [package.metadata.component.target]\npath = \"wit\"\n\n\
         [package.metadata.component.target.dependencies]\n\
         \"golem:api\" = {{ path = \"wit/deps/golem\" }}\n\"golem:rpc\" = {{ path = \"wit/deps/wasm-rpc\" }}\n{}",
        wasi.collect::<String>()
    )
}

/// The same interface and world in the syntax of the time, with the template's imports.
pub(super) fn wit(wit: &str) -> String {
    let lines = wit.lines().flat_map(|line| match line.strip_suffix(");") {
        Some(function) => [function, ") -> ();\n"],
        None if line.starts_with("world ") => [line, IMPORTS],
        None => [line, "\n"],
    });
    lines.collect()
}

/// Names and texts of the files in `wit/deps`.
pub(super) fn host_packages() -> Result<Vec<(String, String)>> {
    let root = workspace().join(HOST_PACKAGES);
    let mut texts = Vec::new();
    for file in files(&root)?.iter().map(|package| files(package)).collect::<Result<Vec<_>>>()?.concat() {
        let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
        texts.push((file.strip_prefix(&root)?.to_string_lossy().into_owned(), text));
    }
    Ok(texts)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}
