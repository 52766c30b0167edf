//! SQLite's memory: every allocation passes through to its own allocator, unless it is to fail.

#![expect(unsafe_code, reason = "SQLite takes its memory from a C function table")]

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

use rusqlite::ffi;

/// SQLite's own allocator.
static MEMORY: OnceLock<Memory> = OnceLock::new();

/// The function table of an allocator: plain function pointers, good on every thread.
struct Memory(ffi::sqlite3_mem_methods);

// SAFETY: the table is only read, and SQLite's allocator serves every thread.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

thread_local! {
    /// Allocations of this thread until one fails; negative when none is to.
    static ALLOCATIONS_LEFT: Cell<i64> = const { Cell::new(-1) };
}

/// Has SQLite's allocation number `after` of this thread fail, and all later ones; `None` heals.
/// Whether one failed since the last call.
pub fn fail_allocation(after: Option<u32>) -> bool {
    ALLOCATIONS_LEFT.replace(after.map_or(-1, i64::from)) == 0
}

/// Puts our allocator in front of SQLite's own.
pub(super) fn put_in_place() {
    // SAFETY: nothing of SQLite was used before in this process, as `sqlite3_config` requires; if
    // something was, it answers MISUSE and changes nothing. The table lives as long as the process.
    unsafe {
        let mut memory = std::mem::zeroed::<ffi::sqlite3_mem_methods>();
        if ffi::sqlite3_config(ffi::SQLITE_CONFIG_GETMALLOC, &raw mut memory) == ffi::SQLITE_OK {
            let mut ours = memory;
            ours.xMalloc = Some(allocate);
            ours.xRealloc = Some(reallocate);
            if MEMORY.set(Memory(memory)).is_ok() {
                ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw mut ours);
            }
        }
    }
}

fn may_allocate() -> bool {
    match ALLOCATIONS_LEFT.get() {
        0 => false,
        left => {
            ALLOCATIONS_LEFT.set(if left > 0 { left - 1 } else { left });
            true
        }
    }
}

unsafe extern "C" fn allocate(bytes: c_int) -> *mut c_void {
    match MEMORY.get().and_then(|memory| memory.0.xMalloc) {
        // SAFETY: SQLite's own allocator, called as SQLite calls it.
        Some(malloc) if may_allocate() => unsafe { malloc(bytes) },
        _ => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn reallocate(old: *mut c_void, bytes: c_int) -> *mut c_void {
    match MEMORY.get().and_then(|memory| memory.0.xRealloc) {
        // SAFETY: as above; `old` came from the same allocator.
        Some(realloc) if may_allocate() => unsafe { realloc(old, bytes) },
        _ => std::ptr::null_mut(),
    }
}
