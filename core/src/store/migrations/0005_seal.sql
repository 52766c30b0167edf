-- List rows lie under a seal over their columns: one that a drive has changed is noticed when it is
-- read. Rows that are here already get theirs as the lists are rebuilt.
ALTER TABLE hazard   ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE training ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE site     ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE accident ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
