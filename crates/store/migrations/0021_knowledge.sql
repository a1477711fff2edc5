-- 知识库: questions and their answers. `body` is what was written last, `told` what is published. The days and instants
-- say in which lists it stands: told until a day, awaiting somebody who publishes it, withdrawn, to be looked at again.
CREATE TABLE knowledge (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    told_until {i32},
    awaits_since {i64},
    withdrawn_at {i64},
    ask_until {i32},
    asked {uuid},
    used {i64} NOT NULL,
    written_by {uuid} NOT NULL,
    written_at {i64} NOT NULL,
    body {text} NOT NULL,
    told {text},
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX knowledge_told_idx ON knowledge (area, told_until, id) WHERE told_until IS NOT NULL;
CREATE INDEX knowledge_awaits_idx ON knowledge (area, awaits_since, id) WHERE awaits_since IS NOT NULL;
CREATE INDEX knowledge_withdrawn_idx ON knowledge (area, withdrawn_at, id) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX knowledge_ask_idx ON knowledge (area, ask_until, id) WHERE ask_until IS NOT NULL;

-- Every version there was: who did what when.
CREATE TABLE knowledge_version (
    area {i32} NOT NULL,
    entry {uuid} NOT NULL,
    version {i32} NOT NULL,
    account {uuid} NOT NULL,
    written_at {i64} NOT NULL,
    act {text} NOT NULL,
    note {text},
    body {text} NOT NULL,
    PRIMARY KEY (area, entry, version)
) {strict};

-- The pairs of characters of what is told, by which it is found.
CREATE TABLE knowledge_pair (
    area {i32} NOT NULL,
    pair {text} NOT NULL,
    entry {uuid} NOT NULL,
    PRIMARY KEY (area, pair, entry)
) {clustered};

-- In which matters an answer was used: each counts once.
CREATE TABLE knowledge_use (
    area {i32} NOT NULL,
    entry {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    used_at {i64} NOT NULL,
    PRIMARY KEY (area, entry, matter)
) {clustered};
