-- What a line of a list shows needs no document: the next step in both languages, and a picture.
-- Opening fills them.
ALTER TABLE hazard ADD COLUMN next_en TEXT NOT NULL DEFAULT '';
ALTER TABLE hazard ADD COLUMN photo BLOB;
ALTER TABLE line ADD COLUMN photo BLOB;
