//! What an app asks lists for.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::State;
use fangxian::domain::view::Flag;
use fangxian::store::{self, HazardOrder, PageKey};
use fangxian_protocol::id::{PersonId, Scope};

use crate::across::{Across, mirror};

mirror! {
    /// Which hazards to list, and how. The default lists all, the most overdue first.
    from HazardQuery of store::HazardQuery {
        /// Belonging to, or answered for by, a unit inside this scope.
        #[uniffi(default = None)]
        scope: Option<Scope>,
        /// In one of these states; none means any.
        #[uniffi(default = [])]
        states: Vec<State>,
        /// With one of these flags; none means any.
        #[uniffi(default = [])]
        flags_any: Vec<Flag>,
        /// Of this sector.
        #[uniffi(default = None)]
        sector: Option<String>,
        /// Neither closed nor void, or one of the two.
        #[uniffi(default = None)]
        open: Option<bool>,
        /// Open and past its deadline on this day.
        #[uniffi(default = None)]
        overdue_on: Option<Day>,
        /// This person must put it right.
        #[uniffi(default = None)]
        responsible: Option<PersonId>,
        /// Found by what a person typed: characters, pinyin initials, letters or digits.
        #[uniffi(default = None)]
        text: Option<String>,
        /// With something on this device that the centre has not accepted.
        #[uniffi(default = false)]
        pending_only: bool,
        /// Also records found to be the same as one that is listed; otherwise each hazard once.
        #[uniffi(default = false)]
        every_record: bool,
        /// In which order.
        #[uniffi(default = None)]
        order: Option<HazardOrder>,
        /// Where to go on: from the page before, for the same query.
        #[uniffi(default = None)]
        after: Option<PageKey>,
        /// Most rows of the page; 0 for as many as a page may have.
        #[uniffi(default = 0)]
        limit: u32,
    }
}

impl Across<HazardOrder> for Option<HazardOrder> {
    fn across(self) -> HazardOrder {
        self.unwrap_or_default()
    }
}
