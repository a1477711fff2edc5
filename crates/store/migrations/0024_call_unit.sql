-- Whose line a call came by: the unit that the telephone system's token acts for. Calls of before are their takers' alone.
ALTER TABLE call ADD COLUMN unit {uuid};
