//! `wasi:filesystem/types`: keeps a worker to what its files may take, notes what it changes, and
//! leaves the rest to wasmtime.

use std::{fs::File, sync::Arc};

use wasmtime::{
    Result,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi::{
    filesystem::{Descriptor, WasiFilesystemView as _},
    p2::{
        FsError, FsResult,
        bindings::filesystem::types::{
            self, Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, DirectoryEntryStream,
            ErrorCode, Filesize, HostDescriptor, HostDirectoryEntryStream, MetadataHashValue, NewTimestamp, OpenFlags,
            PathFlags,
        },
    },
};
use wasmtime_wasi_io::streams::{DynInputStream, DynOutputStream};

use crate::limits::LimitedStream;
use crate::log::{
    FileTimes,
    host_function::{HostFunction, STAT, STAT_AT},
};
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    types::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

type Fd = Resource<Descriptor>;

impl WorkerState {
    /// Whether there is anything at a path.
    ///
    /// # Errors
    /// `unsupported` if it is something that can't be opened without waiting for somebody at its
    /// other end, such as a FIFO.
    async fn look(&mut self, directory: &Fd, flags: PathFlags, path: &str) -> FsResult<bool> {
        let directory = Resource::new_borrow(directory.rep());
        match self.filesystem().stat_at(directory, flags, path.to_owned()).await {
            Ok(DescriptorStat {
                type_: DescriptorType::RegularFile | DescriptorType::Directory | DescriptorType::SymbolicLink,
                ..
            }) => Ok(true),
            // Opening it could block the thread for ever.
            Ok(_) => Err(ErrorCode::Unsupported.into()),
            // If there is an error, opening the path reports it better.
            Err(_) => Ok(false),
        }
    }

    /// Asks for permission before a file grows to so many bytes.
    fn extend(&self, fd: &Fd, length: u64) -> FsResult<()> {
        match self.table.get(fd)? {
            Descriptor::File(file) => self.files.extend(&file.file, length).map_err(FsError::trap),
            Descriptor::Dir(_) => Ok(()),
        }
    }

    /// Replaces a stream into a file by one that asks for permission before the file grows.
    fn limit_stream(
        &mut self,
        stream: Resource<DynOutputStream>,
        file: Arc<File>,
        position: Option<u64>,
    ) -> FsResult<Resource<DynOutputStream>> {
        // Whoever opens such a stream is about to write. So the change is noted once, here, and not
        // at each write.
        self.info.effects.outside();
        let stream = self.table.delete(stream)?;
        let files = self.files.clone();
        let limited: DynOutputStream = Box::new(LimitedStream { stream, file, position, files });
        Ok(self.table.push(limited)?)
    }

    /// Notes that files were changed, unless the change failed.
    fn noted<T>(&self, changed: FsResult<T>) -> FsResult<T> {
        changed.inspect(|_| self.info.effects.outside())
    }

    /// What is known of a file, with the times that it had when the worker first asked. If the host
    /// keeps no logs, as it is.
    fn with_logged_times(&mut self, function: &'static HostFunction, stat: DescriptorStat) -> FsResult<DescriptorStat> {
        if self.info.log.is_none() {
            return Ok(stat);
        }
        let times = self.logged(function, |_| Ok(FileTimes::of(&stat))).map_err(FsError::trap)?;
        Ok(times.put_into(stat))
    }

    fn file(&self, fd: &Fd) -> FsResult<Arc<File>> {
        match self.table.get(fd)? {
            Descriptor::File(file) => Ok(file.file.clone()),
            Descriptor::Dir(_) => Err(ErrorCode::BadDescriptor.into()),
        }
    }
}

impl types::Host for WorkerState {
    fn convert_error_code(&mut self, error: FsError) -> Result<ErrorCode> {
        self.filesystem().convert_error_code(error)
    }

    fn filesystem_error_code(&mut self, error: Resource<wasmtime::Error>) -> Result<Option<ErrorCode>> {
        self.filesystem().filesystem_error_code(error)
    }
}

impl HostDescriptor for WorkerState {
    async fn open_at(
        &mut self,
        fd: Fd,
        path_flags: PathFlags,
        path: String,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Fd> {
        let is_there = self.look(&fd, path_flags, &path).await?;
        self.open_one_more().map_err(FsError::trap)?;
        if !is_there && open_flags.contains(OpenFlags::CREATE) {
            self.files.make(0).map_err(FsError::trap)?;
        }
        let opened = self.filesystem().open_at(fd, path_flags, path, open_flags, flags).await?;
        if open_flags.contains(OpenFlags::TRUNCATE) || (!is_there && open_flags.contains(OpenFlags::CREATE)) {
            self.info.effects.outside();
        }
        self.note_opened(&opened).map_err(FsError::trap)?;
        Ok(opened)
    }

    async fn write(&mut self, fd: Fd, bytes: Vec<u8>, offset: Filesize) -> FsResult<Filesize> {
        self.extend(&fd, offset.saturating_add(bytes.len() as u64))?;
        let changed = self.filesystem().write(fd, bytes, offset).await;
        self.noted(changed)
    }

    fn write_via_stream(&mut self, fd: Fd, offset: Filesize) -> FsResult<Resource<DynOutputStream>> {
        let file = self.file(&fd)?;
        let stream = self.filesystem().write_via_stream(fd, offset)?;
        self.limit_stream(stream, file, Some(offset))
    }

    fn append_via_stream(&mut self, fd: Fd) -> FsResult<Resource<DynOutputStream>> {
        let file = self.file(&fd)?;
        let stream = self.filesystem().append_via_stream(fd)?;
        self.limit_stream(stream, file, None)
    }

    async fn set_size(&mut self, fd: Fd, size: Filesize) -> FsResult<()> {
        self.extend(&fd, size)?;
        let changed = self.filesystem().set_size(fd, size).await;
        self.noted(changed)
    }

    async fn create_directory_at(&mut self, fd: Fd, path: String) -> FsResult<()> {
        self.files.make(0).map_err(FsError::trap)?;
        let changed = self.filesystem().create_directory_at(fd, path).await;
        self.noted(changed)
    }

    async fn link_at(
        &mut self,
        fd: Fd,
        old_flags: PathFlags,
        old_path: String,
        new_fd: Fd,
        new_path: String,
    ) -> FsResult<()> {
        self.files.make(0).map_err(FsError::trap)?;
        let changed = self.filesystem().link_at(fd, old_flags, old_path, new_fd, new_path).await;
        self.noted(changed)
    }

    async fn symlink_at(&mut self, fd: Fd, old_path: String, new_path: String) -> FsResult<()> {
        self.files.make(old_path.len() as u64).map_err(FsError::trap)?;
        let changed = self.filesystem().symlink_at(fd, old_path, new_path).await;
        self.noted(changed)
    }

    async fn set_times_at(
        &mut self,
        fd: Fd,
        flags: PathFlags,
        path: String,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        // To set its times, wasmtime opens the file.
        self.look(&fd, flags, &path).await?;
        let changed = self.filesystem().set_times_at(fd, flags, path, access, modification).await;
        self.noted(changed)
    }

    async fn read_directory(&mut self, fd: Fd) -> FsResult<Resource<DirectoryEntryStream>> {
        self.open_one_more().map_err(FsError::trap)?;
        let stream = self.filesystem().read_directory(fd).await?;
        // In the order of their names, as on Golem. The order that they have on the disk is another
        // one when the worker is run again.
        let mut entries = Vec::new();
        while let Some(entry) = self.filesystem().read_directory_entry(Resource::new_borrow(stream.rep())).await? {
            entries.push(entry);
        }
        // From the last to the first, so that the next one is taken from the end.
        entries.sort_by(|one, other| other.name.cmp(&one.name));
        self.listings.insert(stream.rep(), entries);
        Ok(stream)
    }

    fn read_via_stream(&mut self, fd: Fd, offset: Filesize) -> FsResult<Resource<DynInputStream>> {
        self.filesystem().read_via_stream(fd, offset)
    }

    async fn read(&mut self, fd: Fd, length: Filesize, offset: Filesize) -> FsResult<(Vec<u8>, bool)> {
        self.filesystem().read(fd, length, offset).await
    }

    async fn advise(&mut self, fd: Fd, offset: Filesize, length: Filesize, advice: Advice) -> FsResult<()> {
        self.filesystem().advise(fd, offset, length, advice).await
    }

    async fn sync_data(&mut self, fd: Fd) -> FsResult<()> {
        self.filesystem().sync_data(fd).await
    }

    async fn sync(&mut self, fd: Fd) -> FsResult<()> {
        self.filesystem().sync(fd).await
    }

    async fn get_flags(&mut self, fd: Fd) -> FsResult<DescriptorFlags> {
        self.filesystem().get_flags(fd).await
    }

    async fn get_type(&mut self, fd: Fd) -> FsResult<DescriptorType> {
        self.filesystem().get_type(fd).await
    }

    async fn set_times(&mut self, fd: Fd, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        let changed = self.filesystem().set_times(fd, access, modification).await;
        self.noted(changed)
    }

    async fn stat(&mut self, fd: Fd) -> FsResult<DescriptorStat> {
        let stat = self.filesystem().stat(fd).await?;
        self.with_logged_times(&STAT, stat)
    }

    async fn stat_at(&mut self, fd: Fd, flags: PathFlags, path: String) -> FsResult<DescriptorStat> {
        let stat = self.filesystem().stat_at(fd, flags, path).await?;
        self.with_logged_times(&STAT_AT, stat)
    }

    async fn readlink_at(&mut self, fd: Fd, path: String) -> FsResult<String> {
        self.filesystem().readlink_at(fd, path).await
    }

    async fn remove_directory_at(&mut self, fd: Fd, path: String) -> FsResult<()> {
        let changed = self.filesystem().remove_directory_at(fd, path).await;
        self.noted(changed)
    }

    async fn rename_at(&mut self, fd: Fd, old_path: String, new_fd: Fd, new_path: String) -> FsResult<()> {
        let changed = self.filesystem().rename_at(fd, old_path, new_fd, new_path).await;
        self.noted(changed)
    }

    async fn unlink_file_at(&mut self, fd: Fd, path: String) -> FsResult<()> {
        let changed = self.filesystem().unlink_file_at(fd, path).await;
        self.noted(changed)
    }

    async fn is_same_object(&mut self, one: Fd, other: Fd) -> Result<bool> {
        self.filesystem().is_same_object(one, other).await
    }

    async fn metadata_hash(&mut self, fd: Fd) -> FsResult<MetadataHashValue> {
        self.filesystem().metadata_hash(fd).await
    }

    async fn metadata_hash_at(&mut self, fd: Fd, flags: PathFlags, path: String) -> FsResult<MetadataHashValue> {
        self.filesystem().metadata_hash_at(fd, flags, path).await
    }

    fn drop(&mut self, fd: Fd) -> Result<()> {
        HostDescriptor::drop(&mut self.filesystem(), fd)
    }
}

impl HostDirectoryEntryStream for WorkerState {
    async fn read_directory_entry(
        &mut self,
        stream: Resource<DirectoryEntryStream>,
    ) -> FsResult<Option<DirectoryEntry>> {
        Ok(self.listings.get_mut(&stream.rep()).and_then(Vec::pop))
    }

    fn drop(&mut self, stream: Resource<DirectoryEntryStream>) -> Result<()> {
        self.listings.remove(&stream.rep());
        HostDirectoryEntryStream::drop(&mut self.filesystem(), stream)
    }
}
