-- What the centre says of its storage: attachments of a record whose bytes it has, each by its tag. It
-- is heard with the logs, and forgotten when they no longer say it.
CREATE TABLE arrival (
    record BLOB NOT NULL CHECK (length(record) = 16),
    tag BLOB NOT NULL CHECK (length(tag) = 16),
    unheard INTEGER NOT NULL DEFAULT 0,   -- 1: everything is heard again, and this was not yet
    PRIMARY KEY (record, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX arrival_unheard ON arrival (record) WHERE unheard = 1;
