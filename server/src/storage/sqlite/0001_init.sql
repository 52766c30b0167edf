-- What the centre keeps. Envelopes are the truth; documents and snapshots can be made again.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: the version of the newest directory row.
CREATE TABLE directory (
    version INTEGER NOT NULL
) STRICT;
INSERT INTO directory VALUES (0);

CREATE TABLE unit (
    division INTEGER NOT NULL,
    grid INTEGER NOT NULL,              -- 0 for the division itself
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (division, grid)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_version ON unit (version);

-- The only place of names and phones.
CREATE TABLE card (
    person TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX card_version ON card (version);

CREATE TABLE post (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,                -- leading digits
    title TEXT NOT NULL,
    ended INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (person, role, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_version ON post (version);

CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE,
    person TEXT NOT NULL,
    certificate BLOB NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,   -- 0 active, 1 revoked, 2 locked
    number INTEGER NOT NULL DEFAULT 0,  -- highest request number
    enrolled_ms INTEGER NOT NULL,
    quarantined_bytes INTEGER NOT NULL DEFAULT 0,
    waited INTEGER NOT NULL DEFAULT 0,  -- envelopes that came before what they follow
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX device_version ON device (version);
CREATE INDEX device_person ON device (person);

-- People heard in a village where they hold no post.
CREATE TABLE guest (
    village INTEGER NOT NULL,
    person TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (village, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
    hash BLOB PRIMARY KEY,              -- SHA-256 of the code
    person TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_by BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    record BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    home INTEGER NOT NULL,
    document BLOB,                      -- a cache
    document_through INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Records that were handed to another unit.
CREATE TABLE route (
    record INTEGER NOT NULL REFERENCES record,
    village INTEGER NOT NULL,
    PRIMARY KEY (record, village)
) STRICT, WITHOUT ROWID;

-- Which device writes as which actor: nobody else may.
CREATE TABLE writer (
    record INTEGER NOT NULL REFERENCES record,
    actor BLOB NOT NULL,
    device INTEGER NOT NULL REFERENCES device,
    PRIMARY KEY (record, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE envelope (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device,
    counter INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    hash BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX envelope_device ON envelope (device, counter);
CREATE INDEX envelope_record ON envelope (record);

CREATE TABLE village (
    village INTEGER PRIMARY KEY,
    last INTEGER NOT NULL               -- position of the newest entry
) STRICT;

-- Numbered from 1 without gaps, in commit order.
CREATE TABLE log (
    village INTEGER NOT NULL,
    position INTEGER NOT NULL,
    envelope INTEGER NOT NULL REFERENCES envelope,
    PRIMARY KEY (village, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    village INTEGER NOT NULL,
    position INTEGER NOT NULL,
    manifest BLOB NOT NULL,
    PRIMARY KEY (village, position)
) STRICT, WITHOUT ROWID;

-- Refused envelopes. Nothing is ever deleted here.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    code INTEGER NOT NULL,
    detail TEXT NOT NULL,
    carrier BLOB NOT NULL,
    record BLOB,
    change BLOB,
    device BLOB,
    at_ms INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX quarantine_hash ON quarantine (hash, code);
CREATE INDEX quarantine_change ON quarantine (change) WHERE change IS NOT NULL;
