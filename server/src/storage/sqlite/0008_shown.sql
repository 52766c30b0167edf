-- Whether those who hear of a record may know what is here of an attachment it names: someone who
-- hears of it sent the bytes, or could see them already when they named it. A hash alone, which
-- anyone may write down, opens nothing.
ALTER TABLE naming ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
UPDATE naming SET shown = 1 WHERE hash IN (SELECT hash FROM attachment);
