-- How many bytes of attachments are here, of everyone ('centre'), of a person ('person:' and the
-- id), and of a village ('village:' and its number): that of the first record that names them.
CREATE TABLE stored (
    what TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
