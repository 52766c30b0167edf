-- Snapshot files hold packed entries from now on. Those of before are made again when they are due.
DELETE FROM snapshot;
