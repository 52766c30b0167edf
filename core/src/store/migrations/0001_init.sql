-- Everything a phone keeps. One table is the truth; the rest is state or can be rebuilt.

-- The truth (D7): every signed envelope this phone wrote or received, as it was carried.
-- Rows are only added, but for words a phone says again under a new name; `id` counts up without
-- gaps, so a row's dependencies come before it.
CREATE TABLE envelope (
    id        INTEGER PRIMARY KEY,
    hash      BLOB    NOT NULL UNIQUE,  -- 16 bytes: SHA-256 of `bytes`, cut
    record    BLOB    NOT NULL,         -- 16 bytes: what it is about
    change    BLOB    NOT NULL UNIQUE,  -- 32 bytes: the change it carries
    actor     BLOB    NOT NULL,         -- 16 bytes: who wrote it, as the document knows them
    device    BLOB    NOT NULL,         -- 16 bytes: the device that signed it
    counter   INTEGER NOT NULL,         -- the how-manieth of that device
    kind      TEXT    NOT NULL,
    home      INTEGER NOT NULL,         -- division code of the record's village
    wall_ms   INTEGER NOT NULL,         -- the device's clock: a claim
    bytes     BLOB    NOT NULL,         -- the envelope itself; every other column follows from it …
    place     INTEGER NOT NULL,         -- … but these: 0 only here, 1 sent, 2 accepted, 3 quarantined
    refusal   INTEGER,                  -- why the centre quarantined it: number of the refusal code
    own       INTEGER NOT NULL,         -- 1: this phone wrote it
    stored_ms INTEGER NOT NULL          -- when this phone stored it, milliseconds since 1970 UTC
) STRICT;
CREATE INDEX envelope_record  ON envelope (record, id);
-- How this phone's own envelopes fare, for the banner on the first screen.
CREATE INDEX envelope_own     ON envelope (place, record, stored_ms) WHERE own = 1;
-- What is to be sent, oldest first.
CREATE INDEX envelope_pending ON envelope (id) WHERE own = 1 AND place < 2;
-- The cloud icon of one record.
CREATE INDEX envelope_waiting ON envelope (record, place) WHERE own = 1 AND place <> 2;

-- One document per record (D1): a cache of its envelopes, folded.
CREATE TABLE document (
    row     INTEGER PRIMARY KEY,        -- a short name for the record inside this file
    record  BLOB    NOT NULL UNIQUE,
    kind    TEXT    NOT NULL,
    home    INTEGER NOT NULL,
    touched INTEGER NOT NULL,           -- the store's change number when it last changed
    heads   BLOB    NOT NULL,           -- change hashes, 32 bytes each, sorted
    bytes   BLOB    NOT NULL
) STRICT;
CREATE INDEX document_touched ON document (touched);

-- What the list of hazards shows (隐患台账): derived, rebuildable.
CREATE TABLE hazard (
    row             INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    record          BLOB    NOT NULL UNIQUE,
    home            INTEGER NOT NULL,
    title           TEXT    NOT NULL,
    place           TEXT    NOT NULL,
    sector          TEXT    NOT NULL,
    site            BLOB,
    lat             INTEGER,            -- 10^-7 degrees, WGS-84
    lon             INTEGER,
    state           TEXT    NOT NULL,
    open            INTEGER NOT NULL,   -- 1: neither closed nor void
    flags           INTEGER NOT NULL,   -- one bit each
    judged          TEXT,
    suspected_major INTEGER NOT NULL,
    mode            TEXT,
    due             TEXT    NOT NULL,   -- the deadline's day; '9999-12-31' for none, so that it sorts last
    found_ms        INTEGER NOT NULL,
    aged            INTEGER NOT NULL,   -- minus found_ms: ascending is newest first
    reporter        TEXT,
    responsible     TEXT    NOT NULL,   -- person ids, one space between
    owners          TEXT    NOT NULL,   -- division codes, one space between
    next_zh         TEXT    NOT NULL,
    notices         INTEGER NOT NULL,
    conflicts       INTEGER NOT NULL,
    proposals       INTEGER NOT NULL,
    terms           TEXT    NOT NULL  -- what search looks through
) STRICT;
CREATE INDEX hazard_due      ON hazard (due);
CREATE INDEX hazard_open_due ON hazard (open, due);
CREATE INDEX hazard_state    ON hazard (state, due);
CREATE INDEX hazard_state_new ON hazard (state, aged);
CREATE INDEX hazard_newest   ON hazard (aged);
CREATE INDEX hazard_village  ON hazard (home, aged);
CREATE INDEX hazard_home_due ON hazard (home, open, due);

-- Who must put a hazard right, for "mine".
CREATE TABLE hazard_responsible (
    person TEXT    NOT NULL,
    row    INTEGER NOT NULL REFERENCES hazard (row) ON DELETE CASCADE,
    PRIMARY KEY (person, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX hazard_responsible_row ON hazard_responsible (row);

-- Units other than its home that answer for a hazard: it was handed over.
CREATE TABLE hazard_owner (
    division INTEGER NOT NULL,
    row      INTEGER NOT NULL REFERENCES hazard (row) ON DELETE CASCADE,
    PRIMARY KEY (division, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX hazard_owner_row ON hazard_owner (row);

-- What the list of training sessions shows (培训台账): derived, rebuildable.
CREATE TABLE training (
    row            INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    record         BLOB    NOT NULL UNIQUE,
    home           INTEGER NOT NULL,
    title          TEXT    NOT NULL,
    place          TEXT    NOT NULL,
    start_ms       INTEGER,             -- planned
    end_ms         INTEGER,
    aged           INTEGER NOT NULL,    -- minus start_ms, or minus when it was first spoken of
    state          TEXT    NOT NULL,
    flags          INTEGER NOT NULL,
    attendees      INTEGER NOT NULL,
    person_minutes INTEGER NOT NULL,
    notices        INTEGER NOT NULL,
    conflicts      INTEGER NOT NULL,
    terms          TEXT    NOT NULL
) STRICT;
CREATE INDEX training_newest  ON training (aged);
CREATE INDEX training_village ON training (home, aged);

-- What the list of sites shows (场所): derived, rebuildable.
CREATE TABLE site (
    row                  INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    record               BLOB    NOT NULL UNIQUE,
    home                 INTEGER NOT NULL,
    name                 TEXT    NOT NULL,
    category             TEXT    NOT NULL,
    place                TEXT    NOT NULL,
    lat                  INTEGER,
    lon                  INTEGER,
    status               TEXT    NOT NULL,
    working_while_closed INTEGER NOT NULL,
    void                 INTEGER NOT NULL,
    flags                INTEGER NOT NULL,
    notices              INTEGER NOT NULL,
    conflicts            INTEGER NOT NULL,
    terms                TEXT    NOT NULL
) STRICT;
CREATE INDEX site_village ON site (home, name);

-- Search: pairs of neighbouring characters of `terms`, by document row. It keeps no text.
CREATE VIRTUAL TABLE search USING fts5 (
    terms, content = '', contentless_delete = 1, prefix = '1',
    tokenize = 'ascii'
);

-- How far each village's log was heard (D9).
CREATE TABLE cursor (
    village  INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT;

-- The org tree. Names and phones live only here, so that they can be erased (D11).
CREATE TABLE unit (
    division INTEGER NOT NULL,
    grid     INTEGER NOT NULL,          -- 0: the division itself
    name     TEXT    NOT NULL,
    PRIMARY KEY (division, grid)
) STRICT, WITHOUT ROWID;
CREATE TABLE card (
    person TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,               -- empty once erased
    phone  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE post (
    person TEXT    NOT NULL,
    role   TEXT    NOT NULL,
    scope  TEXT    NOT NULL,            -- leading digits of a division code
    title  TEXT    NOT NULL,
    ended  INTEGER NOT NULL,
    PRIMARY KEY (person, role, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE device (
    device      BLOB NOT NULL PRIMARY KEY,
    person      TEXT NOT NULL,
    certificate BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who this phone is: at most one row.
CREATE TABLE identity (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    key_seed       BLOB,                -- a software key, or …
    key_alias      TEXT,                -- … its name in the phone's keystore
    certificate    BLOB,
    centre_key     BLOB,
    centre_url     TEXT,
    centre_name    TEXT,
    centre_ca      BLOB,                -- PEM; null for the device's own authorities
    counter        INTEGER NOT NULL,    -- of the last envelope written here; 0 for none
    previous       BLOB    NOT NULL,    -- its hash; zeros for none
    request_number INTEGER NOT NULL,    -- of the last signed request
    server_time_ms INTEGER              -- the centre's clock when last heard
) STRICT;

-- What could not be taken (I6): counted, exportable, never deleted.
CREATE TABLE quarantine (
    id        INTEGER PRIMARY KEY,
    hash      BLOB    NOT NULL UNIQUE,  -- of `bytes`, so that a repeat is not kept twice
    bytes     BLOB    NOT NULL,
    reason    TEXT    NOT NULL,         -- a stable word
    source    TEXT    NOT NULL,         -- where it came from: a stable word
    at_ms     INTEGER NOT NULL,
    retriable INTEGER NOT NULL,         -- 1: may be taken later
    settled   INTEGER NOT NULL          -- 1: was taken after all
) STRICT;

-- Small numbers of this file, by name.
CREATE TABLE meta (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
