//! Files of the host itself: directories for workers, temporary ones, and the cache of compiled
//! components.

mod compiled_cache;
mod copied_files;
mod directories;
mod input_file;
mod own_files;
mod remove_all;
mod temporary;

pub(crate) use compiled_cache::CompiledCache;
pub(crate) use directories::Directories;
pub use input_file::read_file;
pub use temporary::remove_temporary_files;
pub(crate) use temporary::{TemporaryDirectory, remove_abandoned};
