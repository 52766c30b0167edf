-- Who said of a record that it is the same as another: found by the other, which may say nothing
-- of it. A record that is not here may be named, and of each person only so many count.
CREATE TABLE joined (
    other BLOB NOT NULL,
    person TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES record (id),
    PRIMARY KEY (other, person, record)
) STRICT, WITHOUT ROWID;
