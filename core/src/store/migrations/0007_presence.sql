-- Who was at which training session from when to when, as far as it counts: derived, rebuildable.
CREATE TABLE presence (
    person  TEXT    NOT NULL,           -- in small letters
    row     INTEGER NOT NULL REFERENCES document (row) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL,
    to_ms   INTEGER NOT NULL,
    PRIMARY KEY (person, row, from_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_row ON presence (row);

-- An id in small or capital letters is one person.
CREATE INDEX card_letters ON card (person COLLATE NOCASE);
CREATE INDEX post_letters ON post (person COLLATE NOCASE);
