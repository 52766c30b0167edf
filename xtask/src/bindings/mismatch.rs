//! Libraries of other builds: the real one, with one answer of its own to what the generated
//! sources ask before they trust it. Each skin must say clearly that it met one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build::Built;
use super::tools::run;

/// What differs, and the C source of the answer. A handle finds it before the one in the real
/// library, which it brings along.
const OTHERS: [(&str, &str); 3] = [
    ("contract", "unsigned ffi_fangxian_bindings_uniffi_contract_version(void) { return 1; }\n"),
    (
        "checksum",
        "unsigned short uniffi_fangxian_bindings_checksum_method_ledgercore_view(void) {\n\
        \x20   return 1;\n\
        }\n",
    ),
    ("version", VERSION),
];

/// The version is text, so the real library has to make room for it.
const VERSION: &str = r#"#include <stdint.h>
typedef struct { uint64_t capacity, len; uint8_t *data; } RustBuffer;
typedef struct { int32_t len; const char *data; } ForeignBytes;
RustBuffer ffi_fangxian_bindings_rustbuffer_from_bytes(ForeignBytes bytes, void *status);
RustBuffer uniffi_fangxian_bindings_fn_func_library_version(void *status) {
    ForeignBytes version = {5, "9.9.9"};
    return ffi_fangxian_bindings_rustbuffer_from_bytes(version, status);
}
"#;

/// Makes them; where. Each lies in a folder named after what differs, under the library's name.
pub(super) fn write(built: &Built) -> Result<PathBuf, String> {
    let folder = built.folder.join("other-builds");
    for (what, source) in OTHERS {
        let library = folder.join(what).join(built.library().file_name().unwrap_or_default());
        make(&library, source, &built.library())?;
    }
    Ok(folder)
}

fn make(library: &Path, source: &str, real: &Path) -> Result<(), String> {
    let text = library.with_extension("c");
    let at = |error: std::io::Error| format!("{}: {error}", text.display());
    fs::create_dir_all(library.parent().unwrap_or(library)).map_err(at)?;
    fs::write(&text, source).map_err(at)?;
    let mut compiler = Command::new(std::env::var_os("CC").unwrap_or("cc".into()));
    // The real library has no name of its own, so it is found again by this path.
    compiler.args(["-shared", "-fPIC", "-Wl,--no-as-needed", "-o"]).arg(library);
    run(compiler.arg(&text).arg(real))
}
