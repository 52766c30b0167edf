//! TLS by certificate files, and a phone that trusts one private authority only.

use std::path::Path;

use fangxian::ledger::{HazardDraft, Ledger, LedgerError, Options};
use fangxian::sync::{Cancel, Endpoint, Failure, Outcome as Ended};
use fangxian_tests::harness::{Centre, Outcome, once, tables};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// Writes a server certificate for this machine, signed by a new authority; returns the
/// authority's certificate.
fn certify(folder: &Path) -> Outcome<Vec<u8>> {
    let mut authority = CertificateParams::new(vec![])?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let server = CertificateParams::new(vec!["localhost".into(), "127.0.0.1".into()])?;
    let server = server.signed_by(&key, &authority)?;
    std::fs::write(folder.join("cert.pem"), server.pem())?;
    std::fs::write(folder.join("key.pem"), key.serialize_pem())?;
    Ok(authority.pem().into_bytes())
}

#[tokio::test]
async fn a_phone_speaks_tls_to_the_centre_it_was_told_to_trust_and_to_no_other() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let trusted = certify(folder.path())?;
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let centre = Centre::start_tls(&folder.path().join("centre"), "test", &cert, &key)?;
    centre.import(&tables())?;
    let url = format!("https://localhost:{}/", centre.address().port());
    let code = centre.enrolment_code("p-0001")?;
    let (ledger, _) = Ledger::open(&folder.path().join("phone"), Options::default())?;

    let stranger = tempfile::tempdir()?;
    let wrong = Endpoint::new(&url)?.with_private_ca(certify(stranger.path())?);
    let refused = ledger.enrol(&wrong, &code).await;
    assert!(matches!(refused, Err(LedgerError::Centre(Failure::NoConnection))), "{refused:?}");

    let right = Endpoint::new(&url)?.with_private_ca(trusted);
    ledger.enrol(&right, &code).await?;
    ledger
        .report_hazard(&HazardDraft {
            title: "电梯超期未检".into(), ..HazardDraft::default()
        })?;
    let report = ledger.sync_with(once(), Cancel::default()).await?;
    assert_eq!((report.outcome, report.pushed), (Ended::UpToDate, 1));
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
