-- Who did a step of a matter, last: for the worklist of a person.
CREATE TABLE handled (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    account {uuid} NOT NULL,
    handled_at {i64} NOT NULL,
    PRIMARY KEY (area, matter, account)
) {clustered};
CREATE INDEX handled_account_idx ON handled (area, account, handled_at, matter);
INSERT INTO handled (area, matter, account, handled_at)
    SELECT area, matter, {event_account}, MAX(recorded_at) FROM event
    WHERE {event_account} IS NOT NULL GROUP BY area, matter, {event_account};

-- Whether a matter was opened anew after its end.
ALTER TABLE matter ADD COLUMN reopened {bool} NOT NULL DEFAULT {false};
UPDATE matter SET reopened = {state_reopened};

-- A suspension waits for a leader and no longer for dispatch.
UPDATE matter SET owner = 'leader' WHERE owner = 'dispatch' AND state LIKE '%"kind":"suspension"%';

-- Who calls somebody back just now, so that two do not.
CREATE TABLE hold (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    account {uuid} NOT NULL,
    held_until {i64} NOT NULL,
    PRIMARY KEY (area, matter)
) {clustered};
CREATE INDEX hold_until_idx ON hold (area, held_until);

-- What was given back and is still open: few, among all that ever were.
CREATE INDEX share_returned_idx ON share (area, matter) WHERE state = 'returned';
-- Whether it has a lead is read from the index: what waits for a decision is counted among all that wait for dispatch.
DROP INDEX matter_owner_idx;
CREATE INDEX matter_owner_idx ON matter (area, owner, next_due, id, lead);
