-- What the table `stored` holds, from the attachments that are here.
DELETE FROM stored;
INSERT INTO stored SELECT 'centre', coalesce(sum(bytes), 0) FROM attachment;
INSERT INTO stored SELECT 'person:' || device.person, sum(bytes)
    FROM attachment JOIN device USING (device) GROUP BY device.person;
INSERT INTO stored SELECT 'village:' || record.home, sum(bytes)
    FROM attachment
    JOIN (SELECT hash, min(record) AS first FROM naming GROUP BY hash) USING (hash)
    JOIN record ON record.id = first GROUP BY record.home;
