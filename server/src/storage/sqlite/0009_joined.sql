-- Who said of a record that it is the same as another: found by the other, which may say nothing
-- of it. A record that is not here may be named.
CREATE TABLE joined (
    other BLOB NOT NULL,
    record INTEGER NOT NULL REFERENCES record (id),
    person TEXT NOT NULL,
    PRIMARY KEY (other, record, person)
) STRICT, WITHOUT ROWID;
