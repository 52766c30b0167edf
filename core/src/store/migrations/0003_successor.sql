-- The key a restored or copied phone is about to go on with, kept before it is sent: at most one.
CREATE TABLE successor (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    key_seed BLOB NOT NULL
) STRICT;
