-- What a log is up to each position, so that phones notice when it is no longer the one they heard.
-- Rows that are here already get theirs from the program.
ALTER TABLE log ADD COLUMN mark BLOB NOT NULL DEFAULT x'';

-- Their manifests do not say the mark; the files are made again.
DELETE FROM snapshot;

-- What another device brings back to a centre that lost it may bear a number its device has used
-- again since then.
DROP INDEX envelope_device;
CREATE UNIQUE INDEX envelope_device ON envelope (device, counter, hash);
ALTER TABLE device ADD COLUMN doubled INTEGER NOT NULL DEFAULT 0;  -- 1: that has happened
