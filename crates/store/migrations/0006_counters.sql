-- What waits for the desks of a street is counted in this index alone, without the rows of its matters.
DROP INDEX matter_division_idx;
CREATE INDEX matter_division_idx ON matter (area, division, next_due, id, owner, lead, next_warn);

-- So is what waits for an office: `warn` is the matter's, as `due` is.
ALTER TABLE share ADD COLUMN warn {i64};
UPDATE share SET warn = (SELECT m.next_warn FROM matter m WHERE m.area = share.area AND m.id = share.matter)
    WHERE due IS NOT NULL;
DROP INDEX share_due_idx;
CREATE INDEX share_due_idx ON share (area, unit, due, matter, warn, state, role, signed_in);

-- Whether a matter concerns some units, and what they have to do, is asked of each matter, never of the
-- whole worklist, which SQLite prefers where only that index holds all that is asked for.
DROP INDEX share_matter_idx;
CREATE INDEX share_matter_idx ON share (area, matter, unit, state, role, signed_in);

{quick_state}
