-- One table for the lists of all kinds but hazards; opening fills it from the documents.
DROP TABLE training;
DROP TABLE site;
DROP TABLE accident;

CREATE TABLE line (
    row       INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    record    BLOB    NOT NULL UNIQUE,
    kind      TEXT    NOT NULL,
    home      INTEGER NOT NULL,
    label     TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    place     TEXT    NOT NULL,
    lat       INTEGER,                  -- 10^-7 degrees, WGS-84
    lon       INTEGER,
    state     TEXT    NOT NULL,         -- a word of the kind
    void      INTEGER NOT NULL,         -- 1: entered by mistake
    aged      INTEGER NOT NULL,         -- minus what it is listed by: ascending is newest first
    category  TEXT    NOT NULL,
    flags     INTEGER NOT NULL,
    notices   INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    proposals INTEGER NOT NULL,
    more      TEXT    NOT NULL,         -- what the kind shows beside that, JSON
    terms     TEXT    NOT NULL,
    seal      BLOB    NOT NULL
) STRICT;
CREATE INDEX line_newest  ON line (kind, aged);
CREATE INDEX line_village ON line (kind, home, aged);
CREATE INDEX line_title   ON line (kind, home, title);
CREATE INDEX line_home    ON line (home);
