-- 值班表: who is on duty in a unit, from when to an exclusive end. `on_duty` is a list of accounts in JSON, in the order of
-- the sheet.
CREATE TABLE shift (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    begins_at {i64} NOT NULL,
    ends_at {i64} NOT NULL,
    on_duty {text} NOT NULL,
    leader {uuid},
    phone {text},
    version {i32} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX shift_unit_idx ON shift (area, unit, begins_at);
CREATE INDEX shift_begins_idx ON shift (area, begins_at);

-- The same people and the leader one by one: in which shifts somebody is on duty, or leads.
CREATE TABLE shift_duty (
    area {i32} NOT NULL,
    shift {uuid} NOT NULL,
    account {uuid} NOT NULL,
    begins_at {i64} NOT NULL,
    leads {bool} NOT NULL,
    PRIMARY KEY (area, shift, account, leads)
) {strict};
CREATE INDEX shift_duty_account_idx ON shift_duty (area, account, begins_at);

-- 交接班: what a shift left to the next. `matters` is a list in JSON. Nothing of it changes once `confirmed_at` is there.
CREATE TABLE shift_hand_over (
    area {i32} NOT NULL,
    shift {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    ended_at {i64} NOT NULL,
    written_by {uuid} NOT NULL,
    written_at {i64} NOT NULL,
    remarks {text} NOT NULL,
    matters {text} NOT NULL,
    confirmed_by {uuid},
    confirmed_at {i64},
    PRIMARY KEY (area, shift)
) {strict};
CREATE INDEX shift_hand_over_unit_idx ON shift_hand_over (area, unit, ended_at);

-- How a unit keeps its roster.
CREATE TABLE roster_setting (
    area {i32} NOT NULL,
    unit {uuid} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, unit)
) {strict};

-- What no lead unit has signed in for, few of all: who is on duty asks for it every minute.
CREATE INDEX matter_unsigned_idx ON matter (area, received_at, id) WHERE stage IN ('received', 'assigning');
