-- The trail: who looked, signed in, took something out or changed something, beside the histories of
-- matters. Each entry hashes the one before. Area 0 is the house as a whole. Nobody's personal data stands
-- here; of the reason, in the words of staff, a salted hash is in the chain, as of the words of an event.
CREATE TABLE trail (
    area {i32} NOT NULL,
    seq {i64} NOT NULL,
    recorded_at {i64} NOT NULL,
    account {uuid},
    unit {uuid},
    kind {text} NOT NULL,
    outcome {text} NOT NULL,
    matter {uuid},
    report {uuid},
    subject {text},
    details {text} NOT NULL,
    reason {text},
    salt {blob},
    reason_hash {blob},
    hash {blob} NOT NULL,
    PRIMARY KEY (area, seq)
) {strict};
CREATE INDEX trail_recorded_idx ON trail (area, recorded_at, seq);
CREATE INDEX trail_kind_idx ON trail (area, kind, recorded_at, seq);
CREATE INDEX trail_account_idx ON trail (area, account, recorded_at, seq) WHERE account IS NOT NULL;
CREATE INDEX trail_matter_idx ON trail (area, matter, recorded_at, seq) WHERE matter IS NOT NULL;
CREATE INDEX trail_report_idx ON trail (area, report, recorded_at, seq) WHERE report IS NOT NULL;

-- Where the trail of an area ends. Who writes holds this row, so that two nodes do not fork it.
CREATE TABLE trail_head (
    area {i32} NOT NULL,
    seq {i64} NOT NULL,
    hash {blob} NOT NULL,
    PRIMARY KEY (area)
) {clustered};

-- What was removed after its years: always from the beginning up to `seq`, whose hash goes on here. Signed.
CREATE TABLE trail_removed (
    area {i32} NOT NULL,
    seq {i64} NOT NULL,
    hash {blob} NOT NULL,
    newest_at {i64} NOT NULL,
    removed_at {i64} NOT NULL,
    mac {blob} NOT NULL,
    PRIMARY KEY (area, seq)
) {strict};

-- A checkpoint also signs where the trail of its area ends.
ALTER TABLE checkpoint ADD COLUMN trail_seq {i64};
ALTER TABLE checkpoint ADD COLUMN trail_hash {blob};

-- Looks are entries of the trail now. A hash is no SQL: here they are taken over.
{looks}
DROP TABLE look;
