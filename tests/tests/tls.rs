//! TLS by certificate files: a phone that trusts one private authority only, each fault of a
//! certificate by its name, and phones whose clocks are decades away.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fangxian::ledger::{HazardDraft, Ledger, LedgerError, Options};
use fangxian::sync::{
    BadEndpoint, Cancel, CertificateFault, Endpoint, Failure, Outcome as Ended, SyncReport,
};
use fangxian_tests::harness::{Centre, HandClock, Link, Outcome, leak, once, tables};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An authority for certificates of servers.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Outcome<Self> {
        let mut authority = CertificateParams::new(vec![])?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Ok(Self(CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?))
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    /// Writes a certificate for these names, valid between two moments since 1970.
    fn certify(&self, folder: &Path, names: &[&str], valid: (Duration, Duration)) -> Outcome<()> {
        let key = KeyPair::generate()?;
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut server = CertificateParams::new(names)?;
        server.not_before = date_time_ymd(1970, 1, 1) + valid.0;
        server.not_after = date_time_ymd(1970, 1, 1) + valid.1;
        let server = server.signed_by(&key, &self.0)?;
        std::fs::write(folder.join("cert.pem"), server.pem())?;
        std::fs::write(folder.join("key.pem"), key.serialize_pem())?;
        Ok(())
    }
}

const HERE: [&str; 2] = ["localhost", "127.0.0.1"];

/// The time of this machine, which is also the centre's.
fn now() -> Outcome<Duration> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?)
}

fn ms(time: Duration) -> Outcome<i64> {
    Ok(i64::try_from(time.as_millis())?)
}

fn start(folder: &Path) -> Outcome<Centre> {
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    Centre::start_tls(&folder.join("centre"), "test", &cert, &key)
}

fn phone(folder: &Path, now_ms: i64) -> Outcome<(Ledger, Arc<HandClock>)> {
    let clock = Arc::new(HandClock::at(now_ms));
    let options = Options { clock: clock.clone(), ..Options::default() };
    Ok((Ledger::open(folder, options)?.0, clock))
}

fn over(link: &Link, authority: &Authority) -> Outcome<Endpoint> {
    let url = link.url().replace("http://127.0.0.1", "https://localhost");
    Ok(Endpoint::new(&url)?.with_private_ca(authority.pem()))
}

async fn synchronise(ledger: &Ledger) -> Outcome<SyncReport> {
    Ok(ledger.sync_with(once(), Cancel::default()).await?)
}

#[tokio::test]
async fn a_phone_speaks_tls_to_the_centre_it_was_told_to_trust_and_to_no_other() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (authority, now) = (Authority::new()?, now()?);
    authority.certify(folder.path(), &HERE, (now - YEAR, now + YEAR))?;
    let centre = start(folder.path())?;
    centre.import(&tables())?;
    let link = Link::open(centre.address()).await?;
    let code = centre.enrolment_code("p-0001")?;
    let (ledger, _) = phone(&folder.path().join("phone"), ms(now)?)?;

    let refused = ledger.enrol(&over(&link, &Authority::new()?)?, &code).await;
    let unknown = Failure::Certificate(CertificateFault::UnknownAuthority);
    let is_unknown = matches!(&refused, Err(LedgerError::Centre(why)) if *why == unknown);
    assert!(is_unknown, "{refused:?}");
    for no_pem in ["", "not a certificate", "-----BEGIN CERTIFICATE-----\n"] {
        let endpoint = over(&link, &authority)?.with_private_ca(no_pem.into());
        let refused = ledger.enrol(&endpoint, &code).await;
        let bad = matches!(refused, Err(LedgerError::BadEndpoint(BadEndpoint::BadAuthority)));
        assert!(bad, "{no_pem}: {refused:?}");
    }

    ledger.enrol(&over(&link, &authority)?, &code).await?;
    let draft = HazardDraft { title: "电梯超期未检".into(), ..HazardDraft::default() };
    ledger.report_hazard(&draft)?;
    let report = synchronise(&ledger).await?;
    assert_eq!((report.outcome, report.pushed), (Ended::UpToDate, 1));
    Ok(())
}

#[tokio::test]
async fn each_fault_of_a_certificate_is_told_by_its_name_and_what_waits_goes_on_later()
-> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (authority, now) = (Authority::new()?, now()?);
    let good = (now - YEAR, now + YEAR);
    authority.certify(folder.path(), &HERE, good)?;
    let centre = start(folder.path())?;
    centre.import(&tables())?;
    let link = Link::open(centre.address()).await?;
    let (ledger, _) = phone(&folder.path().join("phone"), ms(now)?)?;
    ledger.enrol(&over(&link, &authority)?, &centre.enrolment_code("p-0001")?).await?;
    ledger.report_hazard(&leak())?;
    centre.kill()?;

    let (own, other) = (&authority, &Authority::new()?);
    let day = YEAR / 365;
    let faults: [(&Authority, &[&str], _, CertificateFault); 4] = [
        (own, &HERE, (now - YEAR, now - day), CertificateFault::Expired),
        (own, &HERE, (now + day, now + YEAR), CertificateFault::NotValidYet),
        (own, &["other.example"], good, CertificateFault::WrongName),
        (other, &HERE, good, CertificateFault::UnknownAuthority),
    ];
    for (authority, names, valid, fault) in faults {
        authority.certify(folder.path(), names, valid)?;
        let centre = start(folder.path())?;
        link.point_at(centre.address());
        let report = synchronise(&ledger).await?;
        let Ended::Stopped { why, retry_at_ms } = &report.outcome else {
            return Err(format!("{fault:?}: {report:?}").into());
        };
        assert_eq!(*why, Failure::Certificate(fault));
        assert!(*retry_at_ms >= Some(ms(now)? + 60_000), "by itself, and not at once: {report:?}");
        assert_eq!((report.waiting, report.pushed), (1, 0), "{fault:?}");
        centre.kill()?;
    }
    authority.certify(folder.path(), &HERE, good)?;
    let centre = start(folder.path())?;
    link.point_at(centre.address());
    assert_eq!(synchronise(&ledger).await?.pushed, 1);
    Ok(())
}

#[tokio::test]
async fn a_phone_whose_clock_is_decades_away_synchronises_at_the_centres_time() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (authority, now) = (Authority::new()?, now()?);
    authority.certify(folder.path(), &HERE, (now - YEAR, now + YEAR))?;
    let centre = start(folder.path())?;
    centre.import(&tables())?;
    let link = Link::open(centre.address()).await?;
    let (ledger, clock) = phone(&folder.path().join("phone"), 0)?;
    let code = centre.enrolment_code("p-0001")?;
    // Of a centre nobody knows yet, nobody can tell which of the two is wrong.
    let refused = ledger.enrol(&over(&link, &authority)?, &code).await;
    let dates = Failure::Certificate(CertificateFault::Dates);
    assert!(matches!(&refused, Err(LedgerError::Centre(why)) if *why == dates), "{refused:?}");
    clock.set(ms(now)?);
    ledger.enrol(&over(&link, &authority)?, &code).await?;
    for wrong in [0, ms(now + 14 * YEAR)?] {
        clock.set(wrong);
        ledger.report_hazard(&leak())?;
        let report = synchronise(&ledger).await?;
        assert_eq!((&report.outcome, report.pushed), (&Ended::UpToDate, 1), "{wrong}: {report:?}");
    }
    // A clock that is right by chance of the fault: the centre's time says that it has ended.
    centre.kill()?;
    authority.certify(folder.path(), &HERE, (now - YEAR, now - YEAR / 365))?;
    let centre = start(folder.path())?;
    link.point_at(centre.address());
    let report = synchronise(&ledger).await?;
    let expired = Failure::Certificate(CertificateFault::Expired);
    let is_expired = matches!(&report.outcome, Ended::Stopped { why, .. } if *why == expired);
    assert!(is_expired, "{report:?}");
    Ok(())
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_after_a_hangup_and_a_broken_one_is_not() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (first, second, now) = (Authority::new()?, Authority::new()?, now()?);
    let good = (now - YEAR, now + YEAR);
    first.certify(folder.path(), &HERE, good)?;
    let centre = start(folder.path())?;
    centre.import(&tables())?;
    let link = Link::open(centre.address()).await?;
    let hang_up = || -> Outcome<()> {
        let id = centre.process_id().to_string();
        std::process::Command::new("kill").args(["-HUP", &id]).status()?;
        std::thread::sleep(std::time::Duration::from_millis(500));
        Ok(())
    };
    let enrols = async |authority: &Authority| -> Outcome<bool> {
        let place = tempfile::tempdir()?;
        let (ledger, _) = phone(place.path(), ms(now)?)?;
        let code = centre.enrolment_code("p-0001")?;
        Ok(ledger.enrol(&over(&link, authority)?, &code).await.is_ok())
    };
    assert!(enrols(&first).await?);
    std::fs::write(folder.path().join("cert.pem"), "no certificate")?;
    hang_up()?;
    assert!(enrols(&first).await?, "what was shown stays");
    second.certify(folder.path(), &HERE, good)?;
    hang_up()?;
    assert!(enrols(&second).await?, "the new one is shown");
    assert!(!enrols(&first).await?, "and the old one no longer");
    Ok(())
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    let refused = Endpoint::new("http://centre.example/").unwrap_err();
    assert!(refused.to_string().starts_with("url:"), "{refused}");
    for bad in ["", "centre", "ftp://centre.example/", "https://"] {
        assert!(Endpoint::new(bad).is_err(), "{bad}");
    }
}
