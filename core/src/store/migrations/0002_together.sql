-- Hazards found to be the same are counted once; accidents have a list; units have successors.

-- 0: found to be the same as another, which is counted and listed for both.
ALTER TABLE hazard ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;

-- On which hazard something is said of which other that may be the same: derived, rebuildable.
CREATE TABLE hazard_link (
    row   INTEGER NOT NULL REFERENCES document (row) ON DELETE CASCADE,
    other BLOB    NOT NULL,             -- 16 bytes: the record it speaks of
    PRIMARY KEY (row, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX hazard_link_other ON hazard_link (other);

-- What the list of accidents shows (事故台账): derived, rebuildable.
CREATE TABLE accident (
    row         INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    record      BLOB    NOT NULL UNIQUE,
    home        INTEGER NOT NULL,
    title       TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    occurred_ms INTEGER NOT NULL,       -- 0 when nobody said
    aged        INTEGER NOT NULL,       -- minus occurred_ms: ascending is newest first
    state       TEXT    NOT NULL,
    level       TEXT    NOT NULL,
    dead        INTEGER NOT NULL,
    missing     INTEGER NOT NULL,
    serious     INTEGER NOT NULL,
    minor       INTEGER NOT NULL,
    loss_fen    INTEGER NOT NULL,
    flags       INTEGER NOT NULL,
    notices     INTEGER NOT NULL,
    conflicts   INTEGER NOT NULL,
    terms       TEXT    NOT NULL
) STRICT;
CREATE INDEX accident_newest  ON accident (aged);
CREATE INDEX accident_village ON accident (home, aged);

-- Which unit answers for what an earlier one answered for, and from which day (区划调整).
CREATE TABLE succession (
    new     INTEGER NOT NULL,
    old     INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,           -- since when, milliseconds since 1970 UTC
    PRIMARY KEY (new, old)
) STRICT, WITHOUT ROWID;
