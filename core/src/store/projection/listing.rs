//! Pages of a list: keyset paging, so that a page costs the same wherever it lies.

use fangxian_protocol::id::Scope;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::table::Table;
use crate::store::envelope::{as_i64, damaged};
use crate::store::search::Narrowed;
use crate::store::{Reading, StoreError};

/// Most rows of one page.
pub const PAGE_ROWS_MAX: usize = 500;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<R> {
    /// Its rows, in order.
    pub rows: Vec<R>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<PageKey>,
}

/// Where a page begins: opaque text, to be handed back with the same query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageKey(pub String);

/// Conditions that must all hold. Clauses are this program's words; what people say is bound.
#[derive(Clone, Default)]
pub(super) struct Filter {
    clauses: Vec<String>,
    values: Vec<Value>,
    /// So few rows that they are looked up and sorted, not met on the way along an index.
    few: bool,
}

/// A list to be read: which table, in which order, under which conditions.
pub(super) struct List {
    pub(super) table: &'static Table,
    /// The columns it is ordered by, ascending; together they name one row. Rows are read from them
    /// too.
    pub(super) order: &'static [&'static str],
    /// What holds of every row.
    pub(super) filter: Filter,
    /// Alternatives of which at most one holds of any row; none means all.
    pub(super) arms: Vec<Filter>,
}

impl Filter {
    /// Also requires `clause`, whose `?` stand for `values` in order.
    pub(super) fn and(&mut self, clause: &str, values: impl IntoIterator<Item = Value>) {
        self.clauses.push(clause.to_owned());
        self.values.extend(values);
    }

    pub(super) fn with(mut self, clause: &str, values: impl IntoIterator<Item = Value>) -> Self {
        self.and(clause, values);
        self
    }

    /// Also requires `column` to be one of `values`, unless there are none.
    pub(super) fn any_of(&mut self, column: &'static str, values: Vec<Value>) {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.and(&format!("{column} IN ({marks})"), values);
        }
    }

    /// Also requires what a search narrowed the list to.
    pub(super) fn narrowed(&mut self, narrowed: Option<Narrowed>) {
        if let Some(narrowed) = narrowed {
            self.and(narrowed.clause, [narrowed.value]);
        }
    }

    /// Also requires something made here that the centre has not accepted or does not have.
    pub(super) fn pending(&mut self) {
        self.and("record IN (SELECT record FROM not_accepted)", []);
    }

    /// The same, for rows that are few and named by their row number.
    pub(super) fn few(mut self) -> Self {
        self.few = true;
        self
    }

    /// Both filters.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.few |= other.few;
        both.clauses.extend(other.clauses.iter().cloned());
        both.values.extend(other.values.iter().cloned());
        both
    }

    /// Records whose home lies in `scope`. An index is used for one village only: a larger scope
    /// is most of what a phone has, and walking the list in its order is faster.
    pub(super) fn home_in(scope: Scope) -> Self {
        let (low, high) = scope.bounds();
        match low == high {
            true => Self::default().with("home = ?", [code(low.as_u64())]),
            false => Self::default().with("+home BETWEEN ? AND ?", both(scope)),
        }
    }

    /// Rows of `table` whose home a unit in `scope` replaced: they keep their old code.
    pub(super) fn succeeded(table: &'static str, scope: Scope) -> Self {
        let replaced = format!(
            "row IN (SELECT r.row FROM succession AS s JOIN {table} AS r ON r.home = s.old
             WHERE s.new BETWEEN ? AND ?)"
        );
        let elsewhere = "+home NOT BETWEEN ? AND ?";
        Self::default().few().with(&replaced, both(scope)).with(elsewhere, both(scope))
    }

    fn sql(&self) -> String {
        match self.clauses.is_empty() {
            true => "1".to_owned(),
            false => self.clauses.join(" AND "),
        }
    }
}

/// The smallest and largest code of a scope, to be bound.
pub(super) fn both(scope: Scope) -> [Value; 2] {
    let (low, high) = scope.bounds();
    [code(low.as_u64()), code(high.as_u64())]
}

impl List {
    /// One page after `after`, of at most `limit` rows; 0 for as many as a page may hold.
    pub(super) fn page<R>(
        mut self,
        reading: &Reading<'_>,
        after: Option<&PageKey>,
        limit: usize,
        read: impl Fn(&Row<'_>) -> Result<R, StoreError>,
    ) -> Result<Page<R>, StoreError> {
        if let Some(key) = after {
            let marks = vec!["?"; self.order.len()].join(", ");
            let clause = format!("({}) > ({marks})", self.order.join(", "));
            self.filter.and(&clause, key.values(self.order)?);
        }
        let limit = if limit == 0 { PAGE_ROWS_MAX } else { limit.min(PAGE_ROWS_MAX) };
        let (sql, mut values) = self.rows();
        values.push(Value::Integer(as_i64(limit as u64 + 1)));
        let mut statement = reading.prepare(&sql)?;
        let mut found = reading.noted(statement.query(params_from_iter(values)))?;
        let (mut rows, mut last) = (Vec::new(), None);
        while let Some(row) = reading.noted(found.next())? {
            if rows.len() == limit {
                return Ok(Page { rows, next: last });
            }
            rows.push(reading.noted(read(row))?);
            if rows.len() == limit {
                last = Some(PageKey::of(self.order, row)?);
            }
        }
        Ok(Page { rows, next: None })
    }

    /// How many rows the list has.
    pub(super) fn count(self, reading: &Reading<'_>) -> Result<u64, StoreError> {
        let (keys, values) = self.keys();
        let sql = format!("SELECT count(*) FROM ({keys})");
        Ok(reading.value(&sql, params_from_iter(values))?.unwrap_or_default())
    }

    /// The plan of the first page, for tests.
    #[cfg(test)]
    pub(super) fn plan(&self, reading: &Reading<'_>) -> String {
        let (rows, mut values) = self.rows();
        values.push(Value::Integer(50));
        let sql = format!("EXPLAIN QUERY PLAN {rows}");
        let lines = reading.all(&sql, params_from_iter(values), |row| Ok(row.get::<_, String>(3)?));
        lines.unwrap().join("; ")
    }

    /// The rows of a page, which takes the limit as its last value: first which they are, by their
    /// keys alone; then what those few say.
    fn rows(&self) -> (String, Vec<Value>) {
        let (keys, values) = self.keys();
        let (table, columns) = (self.table.name, self.table.selected());
        let order = order(table, self.order);
        let sql = format!(
            "SELECT {columns} FROM ({keys} LIMIT ?) AS page
             CROSS JOIN {table} ON {table}.row = page.at ORDER BY {order}"
        );
        (sql, values)
    }

    /// The rows of the list, in order, as `at` and what they are ordered by.
    fn keys(&self) -> (String, Vec<Value>) {
        let everything = [Filter::default()];
        let arms = match self.arms.as_slice() {
            [] => everything.as_slice(),
            arms => arms,
        };
        let arms: Vec<Filter> = arms.iter().map(|arm| self.filter.plus(arm)).collect();
        let named = |(place, column): (usize, &&str)| format!("{column} AS key{place}");
        let columns: Vec<String> = self.order.iter().enumerate().map(named).collect();
        let (table, columns) = (self.table.name, columns.join(", "));
        let selects = arms.iter().map(|arm| {
            let how = if arm.few { "NOT INDEXED" } else { "" };
            let conditions = arm.sql();
            format!("SELECT row AS at, {columns} FROM {table} {how} WHERE {conditions}")
        });
        let selects = selects.collect::<Vec<_>>().join(" UNION ALL ");
        let values = arms.into_iter().flat_map(|arm| arm.values).collect();
        let places: Vec<String> =
            (0..self.order.len()).map(|place| format!("key{place}")).collect();
        (format!("{selects} ORDER BY {}", places.join(", ")), values)
    }
}

impl PageKey {
    fn of(order: &[&'static str], row: &Row<'_>) -> Result<Self, StoreError> {
        let mut parts = vec![serde_json::Value::from(order.join(","))];
        for column in order {
            parts.push(match row.get_ref(*column)? {
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                _ => return Err(damaged("page key")),
            });
        }
        Ok(Self(serde_json::Value::from(parts).to_string()))
    }

    fn values(&self, order: &[&'static str]) -> Result<Vec<Value>, StoreError> {
        use serde_json::Value as Json;
        let parts: Vec<Json> = serde_json::from_str(&self.0).map_err(|_| StoreError::BadPageKey)?;
        let (of, parts) = parts.split_first().ok_or(StoreError::BadPageKey)?;
        if of.as_str() != Some(&order.join(",")) || parts.len() != order.len() {
            return Err(StoreError::BadPageKey);
        }
        let value = |part: &Json| match part {
            Json::Number(number) => number.as_i64().map(Value::Integer),
            Json::String(text) => Some(Value::Text(text.clone())),
            _ => None,
        };
        parts.iter().map(|part| value(part).ok_or(StoreError::BadPageKey)).collect()
    }
}

/// The columns of an order, of that very table.
fn order(table: &str, columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|one| format!("{table}.{one}")).collect();
    columns.join(", ")
}

fn code(number: u64) -> Value {
    Value::Integer(as_i64(number))
}
