//! The units of the fictional district, by name.

use std::collections::BTreeMap;

use fangxian_protocol::id::Division;

use crate::harness::{Outcome, tables};

/// Units by name, and names by division.
#[derive(Debug, Clone, Default)]
pub struct Units {
    by_name: BTreeMap<String, Division>,
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
            if let [code, "", name] = line.split(',').collect::<Vec<_>>().as_slice() {
                let division: Division = code.parse()?;
                units.by_name.insert((*name).to_owned(), division);
                units.names.insert(division, (*name).to_owned());
            }
        }
        Ok(units)
    }

    /// The unit of a name.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&self, name: &str) -> Outcome<Division> {
        let known = || self.by_name.keys().cloned().collect::<Vec<_>>().join("、");
        let found = self.by_name.get(name).copied();
        found.ok_or_else(|| format!("no unit `{name}`; there are {}", known()).into())
    }

    /// Every unit, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Division)> {
        self.by_name.iter().map(|(name, division)| (name.as_str(), *division))
    }

    /// The name of a unit, or its code.
    pub fn name(&self, division: Division) -> String {
        self.names.get(&division).cloned().unwrap_or_else(|| division.to_string())
    }
}
