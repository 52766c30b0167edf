//! A phone that was set up from the backup of another does not have its key. It shows what is here,
//! enrols again for the same person, and loses no word (41).

use std::path::Path;
use std::sync::Arc;

use fangxian::domain::hazard::State;
use fangxian::keys::{KeyPlace, KeyStore};
use fangxian::ledger::{Ledger, LedgerError, Options};
use fangxian::store::HazardQuery;
use fangxian::sync::Cancel;
use fangxian::sync::{Endpoint, Failure, HttpTransport, SyncReport};
use fangxian_tests::harness::{
    Centre, Dying, Outcome, copy_folder, counts, is_done, leak, once, sees, tables,
};
use fangxian_tests::town::Vault;

fn open(folder: &Path, vault: &Arc<Vault>) -> Result<Ledger, LedgerError> {
    let options = Options { key: KeyPlace::Store(vault.clone()), ..Options::default() };
    Ledger::open(folder, options).map(|(ledger, _)| ledger)
}

async fn sync(ledger: &Ledger) -> Outcome<SyncReport> {
    Ok(ledger.sync_with(once(), Cancel::default()).await?)
}

struct Office {
    centre: Centre,
    endpoint: Endpoint,
}

impl Office {
    fn open(folder: &Path) -> Outcome<Self> {
        let centre = Centre::start(&folder.join("centre"), "test")?;
        centre.import(&tables())?;
        let endpoint = centre.endpoint()?;
        Ok(Self { centre, endpoint })
    }

    async fn enrol(&self, ledger: &Ledger, person: &str) -> Outcome<()> {
        ledger.enrol(&self.endpoint, &self.centre.enrolment_code(person)?).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_phone_without_its_key_shows_what_is_here_and_says_every_word_once_it_enrolled_again()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path())?;
    let reader = open(&folder.path().join("reader"), &Arc::default())?;
    office.enrol(&reader, "p-0001").await?;
    for (turn, answer_lost) in [(0, false), (1, true)] {
        let place = |name: &str| folder.path().join(format!("{name}-{turn}"));
        let (vault, empty) = (Arc::new(Vault::default()), Arc::new(Vault::default()));
        let old = open(&place("old"), &vault)?;
        office.enrol(&old, "p-0002").await?;
        let record = old.report_hazard(&leak())?.record;
        sync(&old).await?;
        let before = old.me()?.device;
        sees(&old, record, "备份里没传的")?;
        let second = old.report_hazard(&leak())?.record;
        drop(old);
        copy_folder(&place("old"), &place("new"))?;
        // The old phone is still in use, and sends what the backup has as well.
        let old = open(&place("old"), &vault)?;
        sees(&old, record, "旧手机说的")?;
        assert!(is_done(&sync(&old).await?));

        let new = open(&place("new"), &empty)?;
        assert!(matches!(new.me(), Err(LedgerError::KeyGone)));
        assert!(matches!(sees(&new, record, "白说"), Err(error) if error.is::<LedgerError>()));
        assert!(matches!(new.sync(Cancel::default()).await, Err(LedgerError::KeyGone)));
        let listed = new.hazards(&HazardQuery::default())?.rows;
        assert!([record, second].iter().all(|one| listed.iter().any(|row| row.record == *one)));
        assert_eq!(counts(&new, record, &["备份里没传的", "旧手机说的", "白说"])?, [1, 0, 0]);
        assert_eq!(empty.load()?, None, "nothing is kept before someone enrols");
        let code = office.centre.enrolment_code("p-0002")?;
        if answer_lost {
            let dying = Dying::at(HttpTransport::new(&office.endpoint)?, 0, true);
            let lost = new.enrol_over(&dying, &office.endpoint, &code).await;
            assert!(matches!(lost, Err(LedgerError::Centre(Failure::NoConnection))), "{lost:?}");
        }
        drop(new);
        let new = open(&place("new"), &empty)?;
        new.enrol(&office.endpoint, &code).await?;
        assert_ne!(new.me()?.device, before);
        sees(&new, record, "新手机说的")?;
        drop(new);
        let new = open(&place("new"), &empty)?;
        for ledger in [&new, &old, &reader, &new] {
            assert!(is_done(&sync(ledger).await?));
        }
        let notes = ["备份里没传的", "旧手机说的", "新手机说的", "上报了"];
        for ledger in [&new, &old, &reader] {
            assert_eq!(counts(ledger, record, &notes)?, [1; 4]);
            assert_eq!(ledger.hazard(second)?.state, State::Reported);
            assert_eq!(ledger.quarantine(0, 100)?.iter().filter(|one| !one.settled).count(), 0);
            assert_eq!(ledger.compare()?, vec![]);
            assert_eq!(ledger.view(record)?, new.view(record)?);
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_a_lost_phone_had_not_sent_counts_though_that_phone_is_revoked_and_is_said_once()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path())?;
    let (place, vault) = (folder.path().join("phone"), Arc::new(Vault::default()));
    let phone = open(&place, &vault)?;
    office.enrol(&phone, "p-0002").await?;
    let record = phone.report_hazard(&leak())?.record;
    let lost = phone.me()?.device.to_string();
    drop(phone);
    office.centre.admin(&["revoke", "--device", &lost])?;
    vault.empty();
    let phone = open(&place, &vault)?;
    let code = office.centre.enrolment_code("p-0002")?;
    // Two taps: the second does not make it a third phone.
    let enrol = || phone.enrol(&office.endpoint, &code);
    let (one, other) = tokio::join!(enrol(), enrol());
    assert_eq!(one?.me.device, other?.me.device);
    let report = sync(&phone).await?;
    assert!(is_done(&report) && report.pushed == 1, "{report:?}");
    assert!(phone.hazard(record)?.face.proposals.is_empty(), "it is taken at its word");
    assert_eq!(counts(&phone, record, &["上报了"])?, [1]);
    Ok(())
}

#[tokio::test]
async fn the_words_of_one_person_do_not_go_on_under_the_code_of_another() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path())?;
    let place = folder.path().join("phone");
    let vault = Arc::new(Vault::default());
    let phone = open(&place, &vault)?;
    office.enrol(&phone, "p-0002").await?;
    let record = phone.report_hazard(&leak())?.record;
    drop(phone);
    vault.empty();
    let phone = open(&place, &vault)?;
    let code = office.centre.enrolment_code("p-0001")?;
    let refused = phone.enrol(&office.endpoint, &code).await;
    let Err(LedgerError::BadInput { field: "code", .. }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(phone.hazard(record)?.face.title, "渗水");
    assert!(matches!(phone.me(), Err(LedgerError::KeyGone)));
    office.enrol(&phone, "p-0002").await?;
    let report = sync(&phone).await?;
    assert!(is_done(&report) && report.pushed == 1, "{report:?}");
    let again = phone.enrol(&office.endpoint, "0000-0000-0000").await;
    assert!(matches!(again, Err(LedgerError::AlreadyEnrolled)));
    Ok(())
}

#[tokio::test]
async fn a_copied_phone_that_has_the_secret_takes_a_new_name_whose_key_is_not_in_its_folder()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path())?;
    let (place, twin) = (folder.path().join("phone"), folder.path().join("twin"));
    let vault = Arc::new(Vault::default());
    let phone = open(&place, &vault)?;
    office.enrol(&phone, "p-0002").await?;
    let record = phone.report_hazard(&leak())?.record;
    drop(phone);
    copy_folder(&place, &twin)?;
    let (phone, copy) = (open(&place, &vault)?, open(&twin, &vault)?);
    sees(&phone, record, "原来的手机")?;
    sees(&copy, record, "复制的手机")?;
    assert!(is_done(&sync(&phone).await?));
    let report = sync(&copy).await?;
    assert!(is_done(&report) && report.renewed, "{report:?}");
    assert_ne!(phone.me()?.device, copy.me()?.device);
    drop(copy);
    assert!(matches!(open(&twin, &Arc::default())?.me(), Err(LedgerError::KeyGone)));
    let copy = open(&twin, &vault)?;
    for ledger in [&copy, &phone] {
        assert!(is_done(&sync(ledger).await?));
        assert_eq!(counts(ledger, record, &["原来的手机", "复制的手机", "上报了"])?, [1; 3]);
    }
    Ok(())
}
