-- Devices that are no longer taken at their word, and those that had to take a new name.

-- How many unverified envelopes of a device were taken.
ALTER TABLE device ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0;

-- The device it took over from, when it was restored from a backup or copied.
ALTER TABLE device ADD COLUMN parent BLOB;
CREATE INDEX device_parent ON device (parent) WHERE parent IS NOT NULL;

-- What was done to devices, and when: for the operator.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    what TEXT NOT NULL,                 -- a stable word
    device BLOB NOT NULL,
    other BLOB                          -- the device it took over from
) STRICT;
