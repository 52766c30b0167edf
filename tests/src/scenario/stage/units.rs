//! The units of the fictional district, by name.

use std::collections::BTreeMap;

use fangxian_protocol::id::Division;

use crate::harness::{Outcome, tables};

/// Units by name, and names by division.
#[derive(Debug, Clone, Default)]
pub struct Units {
    by_name: BTreeMap<String, Division>,
    /// Grids: their rows as they begin.
    grids: BTreeMap<String, String>,
    names: BTreeMap<Division, String>,
}

impl Units {
    /// The units of Wangchuan.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn read() -> Outcome<Self> {
        let table = std::fs::read_to_string(tables().join("units.csv"))?;
        let mut units = Self::default();
        for line in table.lines().skip(1) {
            let [code, grid, name] = line.splitn(3, ',').collect::<Vec<_>>()[..] else { continue };
            let division: Division = code.parse()?;
            units.by_name.insert(name.to_owned(), division);
            if grid.is_empty() {
                units.names.insert(division, name.to_owned());
            } else {
                units.grids.insert(name.to_owned(), format!("{code},{grid},"));
            }
        }
        Ok(units)
    }

    /// The unit of a name; of a grid the village it lies in.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&self, name: &str) -> Outcome<Division> {
        let known = || self.by_name.keys().cloned().collect::<Vec<_>>().join("、");
        let found = self.by_name.get(name).copied();
        found.ok_or_else(|| format!("no unit `{name}`; there are {}", known()).into())
    }

    /// The row of a unit or a grid in the table, as it begins.
    ///
    /// # Errors
    /// When there is none.
    pub fn row(&self, name: &str) -> Outcome<String> {
        let division = self.find(name)?;
        Ok(self.grids.get(name).cloned().unwrap_or_else(|| format!("{division},,")))
    }

    /// Every unit and grid, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Division)> {
        self.by_name.iter().map(|(name, division)| (name.as_str(), *division))
    }

    /// The name of a unit, or its code.
    pub fn name(&self, division: Division) -> String {
        self.names.get(&division).cloned().unwrap_or_else(|| division.to_string())
    }
}
