//! What a library is made of: code by whose it is, and what comes with code.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const OURS: &str = "code: our own rules, gate, store, sync";
const BINDINGS: &str = "code: bindings and their scaffolding";
const AUTOMERGE: &str = "code: automerge";
const SQLITE: &str = "code: SQLite";
const NETWORK: &str = "code: TLS and HTTP";
const RUNTIME: &str = "code: the standard library and the async runtime";
const ZSTD: &str = "code: zstd";
const OTHERS: &str = "code: signatures, hashes, words, days and the like";
const METADATA: &str = "constants: what only the generator of the bindings reads";
const CONSTANTS: &str = "constants: the rest";
const UNWINDING: &str = "what unwinding needs (a panic ends as an error, not as a crash)";
const LINKING: &str = "relocations and names for the loader";
const REST: &str = "headers and what lies between";

/// Crates by the part they belong to; a name that ends in `_` begins many.
const CRATES: [(&str, &[&str]); 5] = [
    (OURS, &["fangxian", "fangxian_protocol"]),
    (BINDINGS, &["fangxian_bindings", "uniffi_", "anyhow", "async_compat"]),
    (AUTOMERGE, &["automerge", "hexane", "flate2", "zlib_rs"]),
    (
        NETWORK,
        &[
            "rustls",
            "rustls_",
            "ring",
            "webpki",
            "reqwest",
            "hyper",
            "hyper_",
            "tokio_rustls",
            "http",
            "http_",
            "httparse",
            "url",
            "idna",
            "idna_",
            "icu_",
            "tower",
            "tower_",
            "base64",
            "ipnet",
            "percent_encoding",
            "futures_",
        ],
    ),
    (
        RUNTIME,
        &[
            "std",
            "core",
            "alloc",
            "tokio",
            "addr2line",
            "gimli",
            "rustc_demangle",
            "miniz_oxide",
            "std_detect",
            "compiler_builtins",
            "hashbrown",
        ],
    ),
];

/// How C functions are called; what lies between two of one library is of that library too.
const C_NAMES: [(&str, &[&str]); 3] = [
    (SQLITE, &["sqlite3", "fts5"]),
    (ZSTD, &["ZSTD_", "HUF_", "FSE_", "HIST_"]),
    (NETWORK, &["ring_core_"]),
];

/// The parts of a library that still has its names, the heaviest first. Their sum is
/// `stripped_bytes`, what remains of it without names.
pub(super) fn parts(
    library: &Path,
    stripped_bytes: u64,
) -> Result<Vec<(&'static str, u64)>, String> {
    let mut parts = code(&said("nm", &["-CSn"], library)?);
    for (part, bytes) in sections(&said("readelf", &["-SW"], library)?) {
        *parts.entry(part).or_default() += bytes;
    }
    if let (Some(metadata), Some(constants)) =
        (parts.get(METADATA).copied(), parts.get_mut(CONSTANTS))
    {
        *constants = constants.saturating_sub(metadata);
    }
    let sum: u64 = parts.values().sum();
    parts.insert(REST, stripped_bytes.saturating_sub(sum));
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(parts)
}

fn said(program: &str, words: &[&str], library: &Path) -> Result<String, String> {
    let output = Command::new(program).args(words).arg(library).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The bytes of functions by part, from what `nm` says in the order of addresses.
fn code(symbols: &str) -> BTreeMap<&'static str, u64> {
    let mut parts = BTreeMap::new();
    let (mut last_address, mut of_c) = ("", SQLITE);
    for line in symbols.lines() {
        let mut words = line.splitn(4, ' ');
        let (Some(address), Some(size), Some(kind), Some(name)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            continue;
        };
        let Ok(bytes) = u64::from_str_radix(size, 16) else { continue };
        let part = match kind {
            "t" | "T" | "w" | "W" => part_of(name, &mut of_c),
            _ if name.starts_with("UNIFFI_META") => METADATA,
            _ => continue,
        };
        // Equal functions share an address.
        if address != last_address {
            *parts.entry(part).or_default() += bytes;
        }
        last_address = address;
    }
    parts
}

/// Whose a function is. Generic code counts for the first crate it was made for.
fn part_of(name: &str, of_c: &mut &'static str) -> &'static str {
    if name.contains("::") {
        let paths = name.split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter));
        let roots = paths.filter_map(|path| path.split_once("::")).map(|(root, _)| root);
        let named = |root: &&str| !["", "_", "core", "alloc", "std"].contains(root);
        return of_crate(roots.clone().find(named).unwrap_or("std"));
    }
    if name.starts_with("uniffi_") || name.starts_with("ffi_fangxian") {
        return BINDINGS;
    }
    let begins = |names: &[&str]| names.iter().any(|begin| name.starts_with(begin));
    if let Some((part, _)) = C_NAMES.iter().find(|(_, names)| begins(names)) {
        *of_c = part;
    }
    of_c
}

fn of_crate(name: &str) -> &'static str {
    if name == "rusqlite" {
        return SQLITE;
    }
    let is = |known: &&str| name == *known || known.ends_with('_') && name.starts_with(*known);
    CRATES.iter().find(|(_, crates)| crates.iter().any(is)).map_or(OTHERS, |it| it.0)
}

/// The bytes of everything that is no code, from what `readelf` says.
fn sections(listed: &str) -> Vec<(&'static str, u64)> {
    let mut sections = Vec::new();
    for line in listed.lines() {
        let Some((_, line)) = line.split_once(']') else { continue };
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, kind, _, _, size, ..] = words[..] else { continue };
        let part = match name {
            ".eh_frame" | ".eh_frame_hdr" | ".gcc_except_table" => UNWINDING,
            ".dynsym" | ".dynstr" | ".got" | ".got.plt" | ".plt" => LINKING,
            _ if name.starts_with(".rela.") || name.starts_with(".gnu.") => LINKING,
            _ if name.starts_with(".rodata") || name.starts_with(".data") => CONSTANTS,
            _ => continue,
        };
        let bytes = u64::from_str_radix(size, 16).unwrap_or(0);
        if kind != "NOBITS" {
            sections.push((part, bytes));
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_of_the_crate_it_was_made_for_and_c_of_its_library() {
        let symbols = "\
0000000000000010 0000000000000003 t core::ptr::drop_in_place<fangxian::store::Store>
0000000000000010 0000000000000003 t core::ptr::drop_in_place<automerge::Automerge>
0000000000000020 0000000000000005 t <hyper_util::client::Client as core::fmt::Debug>::fmt
0000000000000030 0000000000000007 t <alloc::vec::Vec<T,A> as core::ops::Drop>::drop
0000000000000040 000000000000000b t sqlite3Select
0000000000000050 000000000000000d t whereLoopAdd
0000000000000060 0000000000000011 t ZSTD_decompress
0000000000000070 0000000000000013 T uniffi_fangxian_bindings_fn_method_ledgercore_close
0000000000000080 0000000000000017 R UNIFFI_META_FANGXIAN_BINDINGS_METHOD
0000000000000090 000000000000001d r some_table
                 U malloc
";
        let expected = [
            (OURS, 3),
            (NETWORK, 5),
            (RUNTIME, 7),
            (SQLITE, 24),
            (ZSTD, 17),
            (BINDINGS, 19),
            (METADATA, 23),
        ];
        assert_eq!(code(symbols), expected.into_iter().collect());
    }

    #[test]
    fn sections_are_told_apart_by_name() {
        let listed = "\
  [ 9] .rodata           PROGBITS        0000000000045000 045000 000010 00 AMS  0   0 4096
  [12] .eh_frame         PROGBITS        0000000000195ab8 195ab8 000020 00   A  0   0  8
  [ 7] .rela.dyn         RELA            000000000000e578 00e578 000030 18   A  2   0  8
  [15] .text             PROGBITS        0000000000264fc0 263fc0 000040 00  AX  0   0 64
  [28] .bss              NOBITS          000000000077afa0 777fa0 000050 00  WA  0   0 32
";
        assert_eq!(sections(listed), [(CONSTANTS, 16), (UNWINDING, 32), (LINKING, 48)]);
    }
}
