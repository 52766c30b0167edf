//! The rows of a damaged database that did not come from phones, and how each is told to be what
//! was written. The rest follows from the envelopes.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::{EnvelopeHash, EvidenceHash};
use fangxian_protocol::message::RefusalCode;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::super::Result;
use super::value::{division, divisions, person, scope};

/// How the rows of a table are copied.
struct Copied {
    name: &'static str,
    columns: &'static str,
    /// The columns that tell one row from another.
    order: &'static [&'static str],
    /// Whether the columns of a row can be read.
    is_sound: fn(&[Value]) -> bool,
}

const COPIED: [Copied; 11] = [
    Copied { name: "setting", columns: "name, value", order: &["name"], is_sound: |_| true },
    Copied { name: "directory", columns: "version", order: &["version"], is_sound: |_| true },
    Copied {
        name: "unit",
        columns: "division, grid, name, version, replaces, from_ms",
        order: &["division", "grid"],
        is_sound: |row| is_division(row, 0) && divisions(text(row, 4)).is_ok(),
    },
    Copied {
        name: "card",
        columns: "person, name, phone, erased, version",
        order: &["person"],
        is_sound: |row| is_person(row, 0),
    },
    Copied {
        name: "post",
        columns: "person, role, scope, title, ended, version",
        order: &["person", "role", "scope"],
        is_sound: |row| is_person(row, 0) && scope(text(row, 2)).is_ok(),
    },
    Copied {
        name: "device",
        columns: "id, device, person, certificate, state, number, enrolled_ms, quarantined_bytes,
                  waited, version, unverified, parent, doubled",
        order: &["id"],
        is_sound: |row| {
            is_device(blob(row, 1), text(row, 2), blob(row, 3)) && may_be_device(row, 11)
        },
    },
    Copied {
        name: "guest",
        columns: "village, person, version",
        order: &["village", "person"],
        is_sound: |row| is_division(row, 0) && is_person(row, 1),
    },
    Copied {
        name: "code",
        columns: "hash, person, expires_ms, used_by",
        order: &["hash"],
        is_sound: |row| is_person(row, 1) && may_be_device(row, 3),
    },
    Copied {
        name: "attachment",
        columns: "hash, bytes, device, at_ms",
        order: &["hash"],
        is_sound: |row| blob(row, 0).len() == EvidenceHash::LEN_BYTES && may_be_device(row, 2),
    },
    Copied {
        name: "audit",
        columns: "id, at_ms, what, device, other",
        order: &["id"],
        is_sound: |row| may_be_device(row, 3) && may_be_device(row, 4),
    },
    Copied {
        name: "quarantine",
        columns: "id, hash, code, detail, carrier, record, change, device, at_ms, bytes",
        order: &["id"],
        is_sound: |row| {
            let code = |code: &RefusalCode| row.get(2) == Some(&Value::Integer(number(*code)));
            let hash = blob(row, 1).len() == EnvelopeHash::LEN_BYTES;
            hash && RefusalCode::ALL.iter().any(code) && may_be_device(row, 4)
        },
    },
];

const DEVICE_BYTES: usize = 16;

/// Copies what can be read of `from`; the tables of which something is missing.
pub(super) fn copy(from: Option<&Connection>, into: &Connection) -> Result<Vec<&'static str>> {
    let mut gaps = Vec::new();
    for copied in &COPIED {
        if !from.map_or(Ok(false), |from| copied.copy(from, into))? {
            gaps.push(copied.name);
        }
    }
    Ok(gaps)
}

impl Copied {
    /// Whether every row could be read and copied.
    fn copy(&self, from: &Connection, into: &Connection) -> Result<bool> {
        let Self { name: table, columns, .. } = self;
        let marks = vec!["?"; columns.split(',').count()].join(", ");
        let put = format!("INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})");
        let mut put = into.prepare(&put)?;
        // From its first row, and from its last: what lies behind an unreadable row can be reached
        // from the other end.
        for direction in ["", " DESC"] {
            let order: Vec<String> =
                self.order.iter().map(|column| format!("{column}{direction}")).collect();
            let order = order.join(", ");
            let select = format!("SELECT {columns} FROM {table} ORDER BY {order}");
            let Ok(mut select) = from.prepare(&select) else { continue };
            let count = select.column_count();
            let Ok(mut rows) = select.query([]) else { continue };
            let mut all_sound = true;
            while let Ok(row) = rows.next() {
                let Some(row) = row else { return Ok(all_sound) };
                let values = (0..count).map(|column| row.get(column));
                let values: rusqlite::Result<Vec<Value>> = values.collect();
                match values.map(|values| (self.is_sound)(&values).then_some(values)) {
                    Ok(Some(values)) => match put.execute(params_from_iter(values)) {
                        Ok(_) => {}
                        // A row the new file does not accept is not what was written.
                        Err(error) if is_refused(&error) => all_sound = false,
                        Err(error) => return Err(error.into()),
                    },
                    Ok(None) | Err(_) => all_sound = false,
                }
            }
        }
        Ok(false)
    }
}

fn is_refused(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn text(row: &[Value], column: usize) -> &str {
    match row.get(column) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn blob(row: &[Value], column: usize) -> &[u8] {
    match row.get(column) {
        Some(Value::Blob(blob)) => blob,
        _ => &[],
    }
}

fn is_person(row: &[Value], column: usize) -> bool {
    person(text(row, column)).is_ok()
}

fn is_division(row: &[Value], column: usize) -> bool {
    matches!(row.get(column), Some(Value::Integer(code)) if division(*code).is_ok())
}

/// Whether a certificate is that of a device and of its person, whoever signed it.
pub(super) fn is_device(device: &[u8], person: &str, certificate: &[u8]) -> bool {
    let certificate = Certificate::from_bytes(certificate);
    certificate.is_ok_and(|one| one.device().0 == device && one.person.as_str() == person)
}

fn may_be_device(row: &[Value], column: usize) -> bool {
    match row.get(column) {
        Some(Value::Null) => true,
        _ => blob(row, column).len() == DEVICE_BYTES,
    }
}

fn number(code: RefusalCode) -> i64 {
    i64::try_from(code.number()).unwrap_or(i64::MAX)
}
