-- Voices that were erased in one matter, for the others they went through and for their files: looked after right
-- away, or by a timer.
CREATE TABLE erasure (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    from_matter {uuid} NOT NULL,
    report {uuid} NOT NULL,
    ground {text} NOT NULL,
    words {bool} NOT NULL,
    request {uuid},
    PRIMARY KEY (area, matter, from_matter, report)
) {clustered};

-- What was deleted because its time was over 删除记录: how much of a kind of record on a day, and up to which instant.
-- Area 0 is the house as a whole.
CREATE TABLE deletion (
    area {i32} NOT NULL,
    day {i32} NOT NULL,
    record {text} NOT NULL,
    rule {text} NOT NULL,
    up_to {i64} NOT NULL,
    n {i64} NOT NULL,
    done_at {i64} NOT NULL,
    PRIMARY KEY (area, day, record)
) {clustered};

-- Matters in the order of their ends, for the retention schedule.
CREATE INDEX matter_ended_idx ON matter (area, ended_at, id) WHERE ended_at IS NOT NULL;

-- Impact assessments and breaches 影响评估、泄露事件, each version of them.
CREATE TABLE register_entry (
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    kind {text} NOT NULL,
    begun_at {i64} NOT NULL,
    body {text} NOT NULL,
    written_by {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    written_at {i64} NOT NULL,
    PRIMARY KEY (id, version)
) {strict};
CREATE INDEX register_entry_begun_idx ON register_entry (begun_at, id, version);
