-- Devices that are no longer taken at their word, and those that had to take a new name.

-- How many unverified envelopes of a device were taken.
ALTER TABLE device ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0;
