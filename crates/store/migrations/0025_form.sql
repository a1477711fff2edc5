-- Matters in the order in which they were said: a form is filled for a period, and what was split off later has a later number.
CREATE INDEX matter_received_idx ON matter (area, received_at, id);
-- Made anew, for of two that begin alike SQLite takes the younger one.
DROP INDEX matter_unsigned_idx;
CREATE INDEX matter_unsigned_idx ON matter (area, received_at, id) WHERE stage IN ('received', 'assigning');

-- 报送表: ledgers as superiors want them. What is filled is not kept, only that it was. `since`: the day on which the schedule
-- was set; from then on it is owed by the calendar.
CREATE TABLE form (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    version {i32} NOT NULL,
    since {i32},
    body {text} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX form_unit_idx ON form (area, unit, id);

-- 报送期次: a form for one period. Owed as long as it has a day and was not sent.
CREATE TABLE filing (
    area {i32} NOT NULL,
    form {uuid} NOT NULL,
    first_day {i32} NOT NULL,
    last_day {i32} NOT NULL,
    due_at {i64},
    warn_at {i64},
    filled_by {uuid},
    filled_at {i64},
    filled_rows {i64},
    sent_by {uuid},
    sent_at {i64},
    PRIMARY KEY (area, form, first_day, last_day)
) {strict};
CREATE INDEX filing_owed_idx ON filing (area, form, first_day, last_day) WHERE due_at IS NOT NULL AND sent_at IS NULL;
