//! A fictional district, phones in it, and the centre they speak to.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fangxian::crdt::{Document, Edit, fresh_actor_of, pack};
use fangxian::domain::fact::{Body as FactBody, Fact};
use fangxian::domain::hazard::{HazardAct, Source};
use fangxian::domain::person::Role;
use fangxian::domain::post_of;
use fangxian_protocol::batch::Batch;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{
    Actor, ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, FactId, RecordId,
};
use fangxian_protocol::key::{Signer, SoftwareKey, Suite};
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    ATTACHMENT_PATH, Chain, Claim, ENROL_PATH, EnrolRequest, EnrolResponse, SYNC_PATH,
    SignedRequest, SyncRequest, SyncResponse,
};
use fangxian_protocol::version::SPOKEN;
use fangxian_server::import::{Files, Imported, import};
use fangxian_server::{Centre, Options, app, watch};
use tower::ServiceExt;

/// 鲤跃村
pub(crate) const LIYUE: &str = "990101101201";
/// 磨盘沿村
pub(crate) const MOPAN: &str = "990101101202";
/// 云岫乡雾松村
pub(crate) const WUSONG: &str = "990101201203";
/// A name that must never reach a log.
pub(crate) const CANARY_NAME: &str = "示例甲金丝雀";
/// A phone that must never reach a log.
pub(crate) const CANARY_PHONE: &str = "000-0000-7777";

const UNITS: &str = "\u{feff}区划代码,网格号,名称
990000000000,,岚川省
990100000000,,澜州市
990101000000,,望川区
990101101000,,石鲤镇
990101101201,,鲤跃村
990101101201,1,鲤跃一网格
990101101202,,磨盘沿村
990101201000,,云岫乡
990101201203,,雾松村
";
const POSTS: &str = "person,role,scope,title
p-grid-1,grid,990101101201,网格长
p-grid-2,网格员,990101101201,
p-grid-3,grid,990101101202,
p-grid-9,grid,990101201203,
p-town,township,990101101,副镇长
p-district,区,990101,
";

pub(crate) struct Town {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) centre: Arc<Centre>,
    pub(crate) app: Router,
}

pub(crate) struct Phone {
    pub(crate) key: SoftwareKey,
    pub(crate) certificate: Certificate,
    pub(crate) number: u64,
    pub(crate) counter: u64,
    pub(crate) previous: EnvelopeHash,
    pub(crate) role: Role,
}

/// A record on a phone.
pub(crate) struct Paper {
    pub(crate) id: RecordId,
    pub(crate) home: Division,
    pub(crate) document: Document,
}

/// An answer: its status, and its body as it came.
pub(crate) type Answer = (StatusCode, Vec<u8>);

impl Town {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let centre = Arc::new(Centre::open(dir.path()).unwrap());
        let app = app(centre.clone(), Options::default());
        let town = Self { dir, centre, app };
        town.import(UNITS, &people(), POSTS);
        town
    }

    /// The centre is started anew.
    pub(crate) fn restart(&mut self) {
        self.centre.close();
        self.centre = Arc::new(Centre::open(self.dir.path()).unwrap());
        self.app = app(self.centre.clone(), Options::default());
    }

    pub(crate) fn import(&self, units: &str, people: &str, posts: &str) -> Imported {
        let files = files(self.dir.path(), units, people, posts);
        import(self.centre.registry(), &files).unwrap()
    }

    pub(crate) fn code(&self, person: &str) -> String {
        let person = person.parse().unwrap();
        let until = fangxian_server::clock::now_ms() + 60_000;
        self.centre.registry().issue_code(&person, until).unwrap().unwrap()
    }

    pub(crate) async fn phone(&self, person: &str) -> Phone {
        let key = fresh_key();
        let request = EnrolRequest::new(&self.code(person), &key).unwrap();
        let (status, body) = self.post(ENROL_PATH, frame(&codec::encode(&request))).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        Phone::new(key, enrolled(&body).certificate)
    }

    /// The place of a phone that heard a village's log so far.
    pub(crate) fn heard(&self, village: &str, position: u64) -> Cursor {
        let (start, bounds) = (Cursor::start(village.parse().unwrap()), (usize::MAX, usize::MAX));
        let storage = self.centre.registry().storage();
        let page = storage.log_after(start, position, None, bounds).unwrap();
        assert_eq!(page.through.position, position);
        page.through
    }

    /// The place of a phone that heard all of a village's log.
    pub(crate) fn end(&self, village: &str) -> Cursor {
        let village: Division = village.parse().unwrap();
        let ends = self.centre.registry().storage().log_ends(&[village.scope()]).unwrap();
        ends.first().copied().unwrap_or(Cursor::start(village))
    }

    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> Answer {
        self.ask(Request::post(path).body(Body::from(body)).unwrap()).await
    }

    /// What whoever watches over the centre reads.
    pub(crate) async fn counts(&self) -> String {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = watch(self.centre.clone()).oneshot(request).await.unwrap();
        let text = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(text.to_vec()).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    /// Pushes and pulls as an honest phone does.
    pub(crate) async fn sync(&self, phone: &mut Phone, ask: SyncRequest) -> SyncResponse {
        let (status, body) = self.post(SYNC_PATH, phone.request(&ask)).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        synced(&body)
    }

    pub(crate) async fn push(&self, phone: &mut Phone, push: Vec<Vec<u8>>) -> SyncResponse {
        self.sync(phone, SyncRequest { push: packed(push), ..nothing() }).await
    }

    pub(crate) async fn pull(&self, phone: &mut Phone) -> SyncResponse {
        self.sync(phone, nothing()).await
    }

    pub(crate) fn totals(&self) -> fangxian_server::storage::Totals {
        self.centre.registry().storage().totals().unwrap()
    }
}

impl Phone {
    pub(crate) fn new(key: SoftwareKey, certificate: Certificate) -> Self {
        let role = Role::from_code(&certificate.posts[0].role).unwrap();
        let previous = EnvelopeHash([0; 16]);
        Self { key, certificate, number: 0, counter: 0, previous, role }
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.key.public_key().device()
    }

    /// The body of a signed request with the next number.
    pub(crate) fn request(&mut self, ask: &SyncRequest) -> Vec<u8> {
        self.number += 1;
        let ask = SyncRequest { chain: self.chain(), ..ask.clone() };
        self.request_of(self.number, frame(&codec::encode(&ask)))
    }

    /// Where its own chain of envelopes stands.
    pub(crate) fn chain(&self) -> Chain {
        Chain { counter: self.counter, last: self.previous }
    }

    pub(crate) fn request_of(&self, number: u64, body: Vec<u8>) -> Vec<u8> {
        codec::encode(&SignedRequest::sign(SYNC_PATH, number, body, &self.key).unwrap())
    }

    /// A new hazard at a village, and its envelope.
    pub(crate) fn report(&mut self, home: &str) -> (Paper, Vec<u8>) {
        let (id, home) = (RecordId(random()), home.parse().unwrap());
        let kind = "hazard".parse().unwrap();
        let document = Document::open(id, &kind, home, 1, fresh_actor_of(&self.device()));
        let mut paper = Paper { id, home, document };
        let fact = self.fact(HazardAct::Report { source: Source::Patrol });
        let fields = vec![("title".to_owned(), "配电箱进水".into())];
        let edit = Edit { fields, facts: vec![fact], ..Edit::default() };
        let envelope = self.write(&mut paper, &edit);
        (paper, envelope)
    }

    /// Looks at a hazard again.
    pub(crate) fn observe(&mut self, paper: &mut Paper) -> Vec<u8> {
        let fact = self.fact(HazardAct::Observe { danger: true, note: None, photo: None });
        self.write(paper, &Edit { facts: vec![fact], ..Edit::default() })
    }

    pub(crate) fn fact(&self, act: HazardAct) -> Fact {
        let posts = &self.certificate.posts;
        let own = posts.iter().find(|post| post.role == self.role.code());
        Fact {
            id: FactId(random()),
            by: self.certificate.person.clone(),
            role: self.role,
            post: own.and_then(|post| post_of(self.role, post.scope)),
            asked: None,
            more: Default::default(),
            at_ms: 1_795_000_000_000,
            seen: Default::default(),
            body: FactBody::Hazard(act),
        }
    }

    pub(crate) fn write(&mut self, paper: &mut Paper, edit: &Edit) -> Vec<u8> {
        let written = paper.document.reconcile(edit).unwrap().unwrap();
        let header = self.header(paper, written.hash);
        let envelope = Envelope::sign(header, written.change, &self.key).unwrap();
        self.sent(&envelope)
    }

    pub(crate) fn header(&self, paper: &Paper, change: ChangeHash) -> Header {
        Header {
            suite: Suite::Ed25519,
            device: self.device(),
            counter: self.counter + 1,
            previous: self.previous,
            wall_ms: 1_795_000_000_000,
            kind: "hazard".parse().unwrap(),
            home: paper.home,
            record: paper.id,
            change,
        }
    }

    pub(crate) fn sent(&mut self, envelope: &Envelope) -> Vec<u8> {
        let bytes = envelope.to_bytes();
        self.counter = envelope.header.counter;
        self.previous = Envelope::hash(&bytes);
        bytes
    }
}

impl Paper {
    /// The record as `phone` has it after these envelopes.
    pub(crate) fn of(phone: &Phone, envelopes: &[Vec<u8>]) -> Self {
        Self::by(fresh_actor_of(&phone.device()), envelopes)
    }

    /// The record after these envelopes, written on as `actor`.
    pub(crate) fn by(actor: Actor, envelopes: &[Vec<u8>]) -> Self {
        let envelopes: Vec<Envelope> =
            envelopes.iter().map(|bytes| Envelope::from_bytes(bytes).unwrap()).collect();
        let first = &envelopes[0].header;
        let changes = envelopes.iter().map(|e| (&e.header, &e.change));
        let (document, refused) = Document::rebuild(first.record, changes, actor);
        assert_eq!(refused, []);
        Self { id: first.record, home: first.home, document: document.unwrap() }
    }
}

/// A piece: where it begins, how long the whole is, and its bytes.
pub(crate) type Piece<'a> = (u64, u64, &'a [u8]);

/// One request of an upload; `None` asks how far it is.
pub(crate) async fn upload(
    town: &Town,
    phone: &mut Phone,
    hash: EvidenceHash,
    piece: Option<Piece<'_>>,
) -> (HeaderMap, Answer) {
    phone.number += 1;
    let path = format!("{ATTACHMENT_PATH}{hash}");
    let claim = Claim::sign(&path, phone.number, &phone.key).unwrap().to_string();
    let request = Request::builder().uri(path).header("authorization", claim);
    let request = match piece {
        None => request.method("HEAD").body(Body::empty()),
        Some((offset, total, bytes)) => request
            .method("PATCH")
            .header("upload-offset", offset)
            .header("upload-length", total)
            .body(Body::from(bytes.to_vec())),
    };
    let response = town.app.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.headers, (parts.status, body.to_vec()))
}

/// Envelopes packed as they are, whatever they say.
pub(crate) fn packed(push: Vec<Vec<u8>>) -> Batch {
    pack(push)
}

/// A sync that pushes nothing and has heard nothing.
pub(crate) fn nothing() -> SyncRequest {
    SyncRequest {
        dialects: SPOKEN,
        directory: 0,
        chain: Chain::default(),
        acknowledged: Chain::default(),
        cursors: vec![],
        push: Batch::default(),
        pages: vec![],
    }
}

pub(crate) fn synced(body: &[u8]) -> SyncResponse {
    let message = unframe("body", body, MESSAGE_BYTES_MAX).unwrap();
    codec::decode("synced", &message, MESSAGE_BYTES_MAX).unwrap()
}

pub(crate) fn enrolled(body: &[u8]) -> EnrolResponse {
    let message = unframe("body", body, MESSAGE_BYTES_MAX).unwrap();
    codec::decode("enrolled", &message, MESSAGE_BYTES_MAX).unwrap()
}

/// The code of a problem.
pub(crate) fn problem(answer: &Answer) -> (u16, String) {
    let details: serde_json::Value = serde_json::from_slice(&answer.1).unwrap();
    for member in ["field", "title", "title_zh"] {
        assert!(!details[member].as_str().unwrap().is_empty(), "{member}");
    }
    (answer.0.as_u16(), details["code"].as_str().unwrap().to_owned())
}

pub(crate) fn fresh_key() -> SoftwareKey {
    SoftwareKey::from_seed(&random())
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

pub(crate) fn units() -> &'static str {
    UNITS
}

pub(crate) fn posts() -> &'static str {
    POSTS
}

pub(crate) fn people() -> String {
    format!(
        "人员编号,姓名,电话\np-grid-1,{CANARY_NAME},{CANARY_PHONE}\np-grid-2,示例乙,\n\
         p-grid-3,示例丙,000-0000-0003\np-grid-9,示例癸,\np-town,示例镇长,\np-district,示例区长,\n"
    )
}

pub(crate) fn files(dir: &Path, units: &str, people: &str, posts: &str) -> Files {
    let file = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    Files {
        units: Some(file("units.csv", units)),
        people: Some(file("people.csv", people)),
        posts: Some(file("posts.csv", posts)),
    }
}
