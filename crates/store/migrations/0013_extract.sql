-- 导出申请: lists with names and telephones that somebody asked to take out, and what a second person said. What such a
-- list holds is not kept.
CREATE TABLE extract (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    unit {uuid} NOT NULL,
    asked_at {i64} NOT NULL,
    -- Which matters: as the list of matters is asked.
    asked {text} NOT NULL,
    format {text} NOT NULL,
    reason {text} NOT NULL,
    voices {i64} NOT NULL,
    decided_by {uuid},
    decided_at {i64},
    agreed {bool},
    words {text},
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX extract_account_idx ON extract (area, account, asked_at);
CREATE INDEX extract_waiting_idx ON extract (area, asked_at) WHERE decided_at IS NULL;
