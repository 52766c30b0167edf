-- Whether a record that names an attachment was told that it is here.
ALTER TABLE naming ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
UPDATE naming SET told = 1 WHERE hash IN (SELECT hash FROM attachment);
CREATE INDEX naming_untold ON naming (hash) WHERE told = 0;
