-- What waits for the desks of a street is counted in this index alone, without the rows of its matters.
DROP INDEX matter_division_idx;
CREATE INDEX matter_division_idx ON matter (area, division, next_due, id, owner, lead, next_warn);
