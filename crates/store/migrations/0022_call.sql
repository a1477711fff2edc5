-- 来电: what the telephone system says of calls. The number is sealed, and goes once a matter was entered from the call: the
-- matter has it then. `missed_at` is there as long as somebody has to call back, `loose_at` as long as it belongs to no matter.
CREATE TABLE call (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    switch_id {text} NOT NULL,
    direction {text} NOT NULL,
    account {uuid},
    line {text},
    rang_at {i64} NOT NULL,
    answered_at {i64},
    ended_at {i64},
    missed_at {i64},
    loose_at {i64},
    changed_at {i64} NOT NULL,
    sealed_number {blob},
    number_index {blob},
    PRIMARY KEY (area, id),
    UNIQUE (area, switch_id)
) {strict};
CREATE INDEX call_rang_idx ON call (area, rang_at, id);
CREATE INDEX call_account_idx ON call (area, account, rang_at, id) WHERE account IS NOT NULL;
CREATE INDEX call_missed_idx ON call (area, missed_at, id) WHERE missed_at IS NOT NULL;
CREATE INDEX call_loose_idx ON call (area, loose_at) WHERE loose_at IS NOT NULL;
CREATE INDEX call_changed_idx ON call (area, changed_at, id);
CREATE INDEX call_number_idx ON call (area, number_index) WHERE number_index IS NOT NULL;

-- Which matters were entered from a call.
CREATE TABLE call_matter (
    area {i32} NOT NULL,
    call {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    PRIMARY KEY (area, call, matter)
) {clustered};
CREATE INDEX call_matter_matter_idx ON call_matter (area, matter, call);
