-- Attachments that were tried in vain, as far as that is remembered: it may be lost and costs tries.
CREATE TABLE attachment_try (
    hash     BLOB    NOT NULL PRIMARY KEY,
    tries    INTEGER NOT NULL,          -- synchronisations that did not get it there
    trouble  INTEGER,                   -- what stands in its way, as far as that is known
    aside    INTEGER NOT NULL,          -- 1: it waits for a person
    tried_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
