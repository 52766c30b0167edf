//! One CSV file with named columns. Headers may be Chinese or English, in any order.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::{FAULTS_MAX, Fault};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A column and the headers it goes by; the first two are shown to people.
pub(super) struct Column {
    pub(super) names: &'static [&'static str],
    pub(super) required: bool,
}

/// A file read, its columns found.
pub(super) struct Table {
    file: String,
    headers: Vec<String>,
    /// For each column asked for, where it is.
    places: Vec<Option<usize>>,
    /// The line's number, and its cell for each column asked for: a file may have far more.
    rows: Vec<(u64, Vec<String>)>,
    /// Everything wrong so far.
    pub(super) faults: Vec<Fault>,
}

/// One line of a table.
pub(super) struct Line<'a> {
    cells: &'a [String],
}

impl Table {
    /// Reads a file. What is wrong with it as a whole is in `faults`, and there are no rows then.
    pub(super) fn read(path: &Path, columns: &[Column]) -> Self {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let (headers, places, rows) = (Vec::new(), vec![None; columns.len()], Vec::new());
        let mut table = Self { file, headers, places, rows, faults: Vec::new() };
        match std::fs::read(path) {
            Ok(bytes) => table.parse(bytes.strip_prefix(BOM).unwrap_or(&bytes), columns),
            Err(error) => table.fault(0, None, format!("cannot be read ({error}); check the path")),
        }
        table
    }

    /// Goes over the lines; what the closure says is wrong is noted.
    pub(super) fn each<T>(
        &mut self,
        mut read: impl FnMut(&Line<'_>) -> Result<T, (usize, String)>,
    ) -> Vec<(u64, T)> {
        let mut good = Vec::new();
        for (number, cells) in std::mem::take(&mut self.rows) {
            match read(&Line { cells: &cells }) {
                Ok(row) => good.push((number, row)),
                Err((column, what)) => self.fault(number, Some(column), what),
            }
        }
        good
    }

    /// Notes that something is wrong.
    pub(super) fn fault(&mut self, line: u64, column: Option<usize>, what: String) {
        if self.faults.len() >= FAULTS_MAX {
            return;
        }
        let place = column.and_then(|column| self.places.get(column).copied().flatten());
        let column = place.and_then(|place| self.headers.get(place)).cloned().unwrap_or_default();
        self.faults.push(Fault { file: self.file.clone(), line, column, what });
    }

    fn parse(&mut self, bytes: &[u8], columns: &[Column]) {
        if std::str::from_utf8(bytes).is_err() {
            let what = "is not UTF-8; in Excel save it as `CSV UTF-8 (逗号分隔)`".to_owned();
            return self.fault(0, None, what);
        }
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
        match reader.headers() {
            Ok(headers) => self.headers = headers.iter().map(|h| h.trim().to_owned()).collect(),
            Err(error) => return self.fault(1, None, format!("cannot be read: {error}")),
        }
        for (place, column) in columns.iter().enumerate() {
            let here =
                |header: &String| column.names.iter().any(|name| name.eq_ignore_ascii_case(header));
            self.places[place] = self.headers.iter().position(here);
            if column.required && self.places[place].is_none() {
                let names = column.names.join(" / ");
                self.fault(1, None, format!("has no column {names}; add it to the header"));
            }
        }
        if !self.faults.is_empty() {
            return;
        }
        // One record for all lines: a copy of it would be as wide as the widest line so far.
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return,
                Ok(true) if record.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(true) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    self.rows.push((line, self.cells(&record)));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    return self.fault(line, None, format!("cannot be read: {error}"));
                }
            }
        }
    }

    /// The cells asked for, without spaces around them.
    fn cells(&self, record: &StringRecord) -> Vec<String> {
        let cell = |place: &Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
        self.places.iter().map(|place| cell(place).trim().to_owned()).collect()
    }
}

impl Line<'_> {
    /// A cell, without spaces around it; empty when the line or the file has no such cell.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}
