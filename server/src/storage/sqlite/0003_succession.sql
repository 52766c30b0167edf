-- A unit may answer for what earlier ones answered for (区划调整): division codes, one space
-- between, and since when.
ALTER TABLE unit ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN from_ms INTEGER NOT NULL DEFAULT 0;
