//! One CSV file with named columns. Headers may be Chinese or English, in any order. One line is
//! one row: an open quotation mark swallows none.

use std::collections::HashSet;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::{Fault, Said, cell};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A column and the headers it goes by; the first two are shown to people.
pub(super) struct Column {
    pub(super) names: &'static [&'static str],
    pub(super) required: bool,
    /// Whether people write it: codes, numbers and fixed words are read in any width.
    pub(super) prose: bool,
}

/// A file read, its columns found.
pub(super) struct Table {
    file: String,
    headers: Vec<String>,
    columns: &'static [Column],
    /// For each column asked for, where it is.
    places: Vec<Option<usize>>,
    /// The line's number, and its cell for each column asked for: a file may have far more.
    rows: Vec<(u64, Vec<String>)>,
    /// Everything wrong so far.
    pub(super) faults: Vec<Fault>,
    /// What the first column says in lines that are wrong: others may rightly name it.
    spoiled: HashSet<String>,
    /// Whether every line could be taken apart.
    pub(super) whole: bool,
}

/// What is wrong with a line, and in which column.
pub(super) type Wrong = (usize, Said);

/// One line of a table.
pub(super) struct Line<'a> {
    cells: &'a [String],
}

impl Table {
    /// Reads a file, if one is given. What is wrong with it as a whole is in `faults`.
    pub(super) fn read(path: Option<&Path>, columns: &'static [Column]) -> Self {
        let name = path.map(|path| path.file_name().unwrap_or(path.as_os_str()));
        let file = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut table = Self {
            file,
            headers: Vec::new(),
            columns,
            places: vec![None; columns.len()],
            rows: Vec::new(),
            faults: Vec::new(),
            spoiled: HashSet::new(),
            whole: true,
        };
        match path.map(std::fs::read) {
            Some(Ok(bytes)) => table.parse(bytes.strip_prefix(BOM).unwrap_or(&bytes)),
            Some(Err(error)) => {
                let zh = format!("读不出来({error}):请检查路径");
                table.spoil(0, Said::new(zh, format!("cannot be read ({error}); check the path")));
            }
            None => {}
        }
        table
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Goes over the lines; what the closure says is wrong is noted.
    pub(super) fn each<T>(
        &mut self,
        mut read: impl FnMut(&Line<'_>) -> Result<T, Wrong>,
    ) -> Vec<(u64, T)> {
        let mut good = Vec::new();
        for (number, cells) in std::mem::take(&mut self.rows) {
            let mut mangled = cells.iter().map(|cell| cell::mangled(cell)).enumerate();
            let mangled = mangled.find_map(|(place, what)| Some((place, what?)));
            match mangled.map_or_else(|| read(&Line { cells: &cells }), Err) {
                Ok(row) => good.push((number, row)),
                Err((column, what)) => {
                    self.spoiled.extend(cells.into_iter().next());
                    self.fault(number, Some(column), what);
                }
            }
        }
        good
    }

    /// Notes that something is wrong.
    pub(super) fn fault(&mut self, line: u64, column: Option<usize>, what: Said) {
        let place = column.and_then(|column| self.places.get(column).copied().flatten());
        let column = place.and_then(|place| self.headers.get(place)).cloned().unwrap_or_default();
        self.faults.push(Fault { file: self.file.clone(), line, column, what });
    }

    /// Whether a wrong line may have said this in its first column.
    pub(super) fn may_say(&self, first: &str) -> bool {
        !self.whole || self.spoiled.contains(first)
    }

    /// Notes that lines are missing.
    fn spoil(&mut self, line: u64, what: Said) {
        self.whole = false;
        self.fault(line, None, what);
    }

    fn parse(&mut self, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            let zh = "不是 UTF-8:在表格里另存为“CSV UTF-8 (逗号分隔)”";
            return self.spoil(0, Said::new(zh, "is not UTF-8; in Excel save it as `CSV UTF-8`"));
        };
        let text = self.closed_lines(text);
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        match reader.headers() {
            Ok(headers) => self.headers = headers.iter().map(cell::plain).collect(),
            Err(error) => return self.spoil(1, unreadable(&error)),
        }
        self.find_columns();
        if !self.whole {
            return;
        }
        // One record for all lines: a copy of it would be as wide as the widest line so far.
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return,
                Ok(true) if record.iter().all(|cell| cell::trimmed(cell).is_empty()) => {}
                Ok(true) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    self.refuse_overflow(line, &record);
                    self.rows.push((line, self.cells(&record)));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    return self.spoil(line, unreadable(&error));
                }
            }
        }
    }

    /// The text with an empty line for each in which a quotation mark stays open.
    fn closed_lines(&mut self, text: &str) -> String {
        let mut closed = String::with_capacity(text.len());
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for (number, line) in (1..).zip(text.split('\n')) {
            if is_left_open(line) {
                let zh = "引号没有在这一行里关上:补上引号,或删掉单元格里的换行";
                let en = "a quotation mark is not closed in this line; close it, or delete the \
                          line break inside the cell";
                self.spoil(number, Said::new(zh, en));
            } else {
                closed.push_str(line);
            }
            closed.push('\n');
        }
        closed
    }

    fn find_columns(&mut self) {
        let one = self.headers.first().filter(|_| self.headers.len() == 1);
        if one.is_some_and(|only| only.contains([';', '\t'])) {
            let zh = "各列不是用逗号分开的:在表格里另存为“CSV UTF-8 (逗号分隔)”";
            return self
                .spoil(1, Said::new(zh, "is not separated by commas; save it as `CSV UTF-8`"));
        }
        let columns = self.columns;
        for (place, column) in columns.iter().enumerate() {
            let is_it =
                |header: &String| column.names.iter().any(|name| name.eq_ignore_ascii_case(header));
            let all: Vec<usize> =
                (0..self.headers.len()).filter(|at| is_it(&self.headers[*at])).collect();
            self.places[place] = all.first().copied();
            let names = column.names.join(" / ");
            if all.len() > 1 {
                let zh = format!("有不止一列是 {names}:只留一列");
                self.spoil(1, Said::new(zh, format!("has more than one column {names}; keep one")));
            } else if column.required && all.is_empty() {
                let zh = format!("缺少 {names} 这一列:在表头补上");
                let en = format!("has no column {names}; add it to the header");
                self.spoil(
                    1,
                    Said::new(zh, en).and(self.serial_number(names.contains("人员编号"))),
                );
            }
        }
    }

    /// A column of serial numbers is not one of ids.
    fn serial_number(&self, asks_for_id: bool) -> Option<Said> {
        let has = self.headers.iter().any(|header| header == "编号" || header == "序号");
        (asks_for_id && has).then(|| {
            let zh = "“编号”可能只是序号,如果它就是人员编号,请把表头改成“人员编号”";
            let en = "编号 may be a serial number; if it holds the ids, call it 人员编号";
            Said::new(zh, en)
        })
    }

    /// More cells than headers: a comma stands in one of them, and the rest is shifted.
    fn refuse_overflow(&mut self, line: u64, record: &StringRecord) {
        if record.iter().skip(self.headers.len()).any(|cell| !cell::trimmed(cell).is_empty()) {
            let zh = "比表头多出几格:格子里有逗号的,要用引号括起来";
            let en = "has more cells than the header; put a cell with a comma in quotation marks";
            self.fault(line, None, Said::new(zh, en));
        }
    }

    /// The cells asked for, without spaces around them.
    fn cells(&self, record: &StringRecord) -> Vec<String> {
        let cell = |place: &Option<usize>| place.and_then(|place| record.get(place)).unwrap_or("");
        let read = |(place, column): (&Option<usize>, &Column)| match column.prose {
            true => cell::trimmed(cell(place)).to_owned(),
            false => cell::plain(cell(place)),
        };
        self.places.iter().zip(self.columns).map(read).collect()
    }
}

impl Line<'_> {
    /// A cell, without spaces around it; empty when the line or the file has no such cell.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

fn unreadable(error: &csv::Error) -> Said {
    Said::new(format!("读不出来:{error}"), format!("cannot be read: {error}"))
}

/// Whether a line ends inside quotation marks.
fn is_left_open(line: &str) -> bool {
    #[derive(Clone, Copy)]
    enum At {
        Start,
        Plain,
        Quoted,
        Closed,
    }
    let end = line.chars().fold(At::Start, |at, letter| match (at, letter) {
        (At::Start | At::Closed, '"') => At::Quoted,
        (At::Quoted, '"') => At::Closed,
        (At::Quoted, _) => At::Quoted,
        (_, ',') => At::Start,
        _ => At::Plain,
    });
    matches!(end, At::Quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_ends_inside_quotation_marks_is_known() {
        for open in ["\"", "a,\"b", "a,\"b\"\"", "\"a\",\"b,c", "a\"b,\"c\"\",\"\""] {
            assert!(is_left_open(open), "{open}");
        }
        for closed in ["", "a,b", "\"a,b\",c", "\"a\"\"b\",c", "a\"b,c", "\"\",\"\"", "\"a\"b\"c"] {
            assert!(!is_left_open(closed), "{closed}");
        }
    }
}
