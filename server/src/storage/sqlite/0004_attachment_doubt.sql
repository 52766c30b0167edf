-- Attachments whose bytes are here, and were found to be what their hash says.
CREATE TABLE attachment (
    hash BLOB PRIMARY KEY,
    bytes INTEGER NOT NULL,
    device BLOB NOT NULL,               -- whose upload it was
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_device ON attachment (device, at_ms);

-- Which records name an attachment, whether it is here or not.
CREATE TABLE naming (
    hash BLOB NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    PRIMARY KEY (hash, record)
) STRICT, WITHOUT ROWID;

-- Why an envelope is unverified; nothing when its author is taken at their word.
ALTER TABLE envelope ADD COLUMN doubt TEXT;
