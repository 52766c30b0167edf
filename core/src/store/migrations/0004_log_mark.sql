-- How far each village's log was heard, and the mark of that log there. Places heard before there
-- were marks are heard again, once.
DELETE FROM cursor;
ALTER TABLE cursor ADD COLUMN mark BLOB NOT NULL DEFAULT x'0000000000000000';

-- The newest own envelope the centre said to have.
CREATE INDEX envelope_acknowledged ON envelope (counter) WHERE own = 1 AND place = 2;

-- What the centre once had and has not been heard to have since it lost something: rows of envelope.
CREATE TABLE unheard (
    id INTEGER PRIMARY KEY
) STRICT;
