//! SQLite's way to its files: everything passes through to the system, unless it is to fail.

#![expect(unsafe_code, reason = "SQLite takes its files from C function tables")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use rusqlite::ffi;

use super::{Disk, Event, Kind, Of, Weakness, beside, memory, watched};

static INSTALLED: LazyLock<()> = LazyLock::new(put_in_place);
/// Puts the watched file system in front of the system's, once per process. Folders nobody watches
/// are served as before.
///
/// # Panics
/// When SQLite was used before and has no default file system: never.
pub fn install() {
    LazyLock::force(&INSTALLED);
}

/// An open file: ours first, the system's right behind it in the same block of memory.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    watch: *mut Watch,
}

struct Watch {
    disk: Arc<Disk>,
    name: String,
}

const HANDLE_BYTES: usize = size_of::<Handle>().next_multiple_of(16);

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn put_in_place() {
    beside::put_in_place();
    memory::put_in_place();
    // SAFETY: the table lives as long as the process.
    unsafe {
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        let mut ours = *system;
        ours.szOsFile += HANDLE_BYTES as c_int;
        ours.zName = c"watched".as_ptr();
        ours.pAppData = system.cast();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ours.xAccess = Some(access);
        ours.xFullPathname = Some(full_pathname);
        ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1);
    }
}

/// The system's file system behind ours.
unsafe fn system(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: `pAppData` was set to it in `put_in_place`.
    unsafe { (*vfs).pAppData.cast() }
}

/// The system's file behind ours.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allocates `szOsFile` bytes, which is ours and the system's.
    unsafe { file.cast::<u8>().add(HANDLE_BYTES).cast() }
}

unsafe fn watch<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Watch> {
    // SAFETY: every open file begins with a `Handle`; its watch is null or lives until it closes.
    unsafe { (*file.cast::<Handle>()).watch.as_ref() }
}

fn place(name: *const c_char) -> Option<(Arc<Disk>, String)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives a terminated path.
    watched::place(Path::new(unsafe { CStr::from_ptr(name) }.to_str().ok()?))
}

/// What the drive says of an operation.
unsafe fn verdict(file: *mut ffi::sqlite3_file, kind: Kind) -> c_int {
    // SAFETY: called with an open file.
    let watch = unsafe { watch(file) };
    let refused = watch.and_then(|watch| watch.disk.verdict(Of::Database, kind).err());
    refused.map_or(ffi::SQLITE_OK, |refusal| refusal.code(kind))
}

/// Calls a method of the system's file.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the system's file is open, and its methods are called as SQLite calls ours.
        unsafe {
            let file = inner($file);
            match (*(*file).pMethods).$method {
                Some(method) => method(file $(, $argument)*),
                None => Default::default(),
            }
        }
    }};
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let place = place(name);
    // SAFETY: SQLite gives a block of `szOsFile` bytes; without methods it is not closed.
    unsafe { (*file).pMethods = std::ptr::null() };
    if let Some((disk, _)) = &place
        && let Err(refusal) = disk.verdict(Of::Database, Kind::Open)
    {
        return refusal.code(Kind::Open);
    }
    // SAFETY: the system's own method on its own part of the block.
    let code = unsafe {
        match (*system(vfs)).xOpen {
            Some(open) => open(system(vfs), name, inner(file), flags, out_flags),
            None => ffi::SQLITE_CANTOPEN,
        }
    };
    if code == ffi::SQLITE_OK {
        if let Some((disk, name)) = &place {
            disk.happened(Event::Open(name.clone()));
        }
        let watch = place.map(|(disk, name)| Box::into_raw(Box::new(Watch { disk, name })));
        let watch = watch.unwrap_or(std::ptr::null_mut());
        // SAFETY: the block is ours to fill.
        unsafe {
            file.cast::<Handle>()
                .write(Handle { base: ffi::sqlite3_file { pMethods: &METHODS }, watch })
        };
    }
    code
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code: c_int = pass!(file, xClose);
    // SAFETY: the watch was boxed in `open` and is not used again.
    unsafe {
        let watch = (*file.cast::<Handle>()).watch;
        if !watch.is_null() {
            drop(Box::from_raw(watch));
        }
    }
    code
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    bytes: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    match unsafe { verdict(file, Kind::Read) } {
        ffi::SQLITE_OK => pass!(file, xRead, out, bytes, at),
        code => code,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    bytes: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    match unsafe { verdict(file, Kind::Write) } {
        ffi::SQLITE_OK => {}
        code => return code,
    }
    let code = pass!(file, xWrite, from, bytes, at);
    // SAFETY: an open file, and `bytes` bytes behind `from` as SQLite promises.
    if let (ffi::SQLITE_OK, Some(watch)) = (code, unsafe { watch(file) }) {
        let written = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), bytes as usize) };
        watch.disk.happened(Event::Write(watch.name.clone(), at as u64, written.to_vec()));
    }
    code
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    match unsafe { verdict(file, Kind::Truncate) } {
        ffi::SQLITE_OK => {}
        code => return code,
    }
    let code = pass!(file, xTruncate, size);
    // SAFETY: an open file.
    if let (ffi::SQLITE_OK, Some(watch)) = (code, unsafe { watch(file) }) {
        watch.disk.happened(Event::Truncate(watch.name.clone(), size as u64));
    }
    code
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: an open file.
    match unsafe { verdict(file, Kind::Sync) } {
        ffi::SQLITE_OK => {}
        code => return code,
    }
    // SAFETY: an open file.
    let Some(watch) = (unsafe { watch(file) }) else { return pass!(file, xSync, flags) };
    // The drive below is pretended, so the real one need not be waited for.
    if watch.disk.weakness() != Weakness::LyingDrive {
        watch.disk.happened(Event::Sync(watch.name.clone()));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    pass!(file, xFileSize, out)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    match unsafe { verdict(file, Kind::Lock) } {
        ffi::SQLITE_OK => pass!(file, xLock, level),
        code => code,
    }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: an open file; for a pragma SQLite gives an array of three or more strings.
    unsafe {
        if operation == ffi::SQLITE_FCNTL_PRAGMA
            && let Some(watch) = watch(file)
        {
            weaken(watch.disk.weakness(), argument.cast());
        }
    }
    pass!(file, xFileControl, operation, argument)
}

/// Writes another level over the one `PRAGMA synchronous` asks for, before SQLite reads it.
unsafe fn weaken(weakness: Weakness, pragma: *mut *mut c_char) {
    let level = match weakness {
        Weakness::SynchronousNormal => b'1',
        Weakness::SynchronousOff => b'0',
        _ => return,
    };
    // SAFETY: the second string is the name, the third the argument or null; it is SQLite's own
    // copy, at least one byte and its terminator long when it is not empty.
    unsafe {
        let (name, asked) = (*pragma.add(1), *pragma.add(2));
        let named = !name.is_null() && CStr::from_ptr(name).to_bytes() == b"synchronous";
        if named && !asked.is_null() && *asked != 0 {
            *asked = level as c_char;
            *asked.add(1) = 0;
        }
    }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // Promises no more than an ordinary drive: a write changes no byte beside it.
    let _ = file;
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    bytes: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file.
    if let Some(watch) = unsafe { watch(file) }
        && extend != 0
        && watch.disk.is_full()
    {
        let shared = watch.disk.folder().join(format!("{}-shm", watch.name));
        let length = std::fs::metadata(shared).map_or(0, |shared| shared.len());
        let needed = (i64::from(page) + 1) * i64::from(bytes);
        if length < needed.unsigned_abs() {
            return ffi::SQLITE_IOERR_SHMSIZE;
        }
    }
    pass!(file, xShmMap, page, bytes, extend, out)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let taking = flags & ffi::SQLITE_SHM_LOCK != 0;
    // SAFETY: an open file.
    match unsafe { if taking { verdict(file, Kind::Lock) } else { ffi::SQLITE_OK } } {
        ffi::SQLITE_OK => pass!(file, xShmLock, offset, count, flags),
        code => code,
    }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    pass!(file, xShmBarrier)
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    let place = place(name);
    if let Some((disk, _)) = &place
        && let Err(refusal) = disk.verdict(Of::Database, Kind::Delete)
    {
        return refusal.code(Kind::Delete);
    }
    // SAFETY: the system's own method.
    let code = unsafe {
        let system = system(vfs);
        (*system)
            .xDelete
            .map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(system, name, sync_folder))
    };
    if let (ffi::SQLITE_OK, Some((disk, name))) = (code, place) {
        disk.happened(Event::Delete(name, sync_folder != 0));
    }
    code
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the system's own method.
    unsafe {
        let system = system(vfs);
        (*system)
            .xAccess
            .map_or(ffi::SQLITE_IOERR_ACCESS, |access| access(system, name, flags, out))
    }
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    bytes: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: the system's own method.
    unsafe {
        let system = system(vfs);
        (*system).xFullPathname.map_or(ffi::SQLITE_CANTOPEN, |full| full(system, name, bytes, out))
    }
}
