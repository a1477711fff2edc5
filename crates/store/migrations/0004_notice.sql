-- What an office tells everybody of a place. `body` is the notice as it is now.
CREATE TABLE notice (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    until_at {i64} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX notice_until_idx ON notice (area, until_at, id);

-- Every version there was: who wrote what when.
CREATE TABLE notice_version (
    area {i32} NOT NULL,
    notice {uuid} NOT NULL,
    version {i32} NOT NULL,
    account {uuid} NOT NULL,
    written_at {i64} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, notice, version)
) {strict};
