-- What of a record the centre does not have is told of its attachments, too.

-- Attachments that lie in the folder of those that wait: kept in step with it, made anew from it.
CREATE TABLE attachment_waiting (
    hash     BLOB    NOT NULL PRIMARY KEY,  -- 32 bytes: SHA-256 of its bytes
    bytes    INTEGER NOT NULL,
    since_ms INTEGER NOT NULL               -- when it was first seen to wait, milliseconds since 1970 UTC
) STRICT, WITHOUT ROWID;

-- Which record names which attachment: derived, rebuildable.
CREATE TABLE evidence (
    hash BLOB    NOT NULL,
    row  INTEGER NOT NULL REFERENCES document (row) ON DELETE CASCADE,
    PRIMARY KEY (hash, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_row ON evidence (row);

-- What this phone has of a record and the centre has not accepted: words by their place,
-- attachments as only here.
CREATE VIEW not_accepted (record, place) AS
    SELECT record, place FROM envelope WHERE own = 1 AND place <> 2
    UNION ALL
    SELECT d.record, 0 FROM document AS d
    JOIN evidence AS e ON e.row = d.row
    JOIN attachment_waiting AS w ON w.hash = e.hash;
