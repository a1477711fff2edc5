-- Tables that grow. `area` comes first in every primary, unique and foreign key, and no statement
-- on them leaves it out. Instants are microseconds. Nothing personal stands outside voice, words
-- and file.

-- What the history of a matter adds up to, with the columns a worklist shows.
CREATE TABLE matter (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    key {i64} NOT NULL,
    number {text} NOT NULL,
    title {text} NOT NULL,
    kind {text} NOT NULL,
    channel {text} NOT NULL,
    category {uuid},
    division {uuid},
    grid {uuid},
    severity {text} NOT NULL,
    urgency {text} NOT NULL,
    origin {text} NOT NULL,
    stage {text} NOT NULL,
    owner {text} NOT NULL,
    lead {uuid},
    ending {text},
    suspended {bool} NOT NULL,
    late {bool} NOT NULL,
    flagged {bool} NOT NULL,
    upstream_source {text},
    upstream_number {text},
    received_at {i64} NOT NULL,
    changed_at {i64} NOT NULL,
    next_due {i64},
    next_warn {i64},
    ended_at {i64},
    close_at {i64},
    released {i64},
    near {i64},
    state {text} NOT NULL,
    head {blob} NOT NULL,
    base {i32} NOT NULL,
    version {i32} NOT NULL,
    PRIMARY KEY (area, id),
    UNIQUE (area, key),
    UNIQUE (area, number),
    UNIQUE (area, upstream_source, upstream_number)
) {strict};
CREATE INDEX matter_due_idx ON matter (area, next_due, id, next_warn);
CREATE INDEX matter_owner_idx ON matter (area, owner, next_due, id);
CREATE INDEX matter_lead_idx ON matter (area, lead, owner, next_due, id);
CREATE INDEX matter_changed_idx ON matter (area, changed_at, id);
CREATE INDEX matter_category_idx ON matter (area, category, key);
CREATE INDEX matter_division_idx ON matter (area, division, next_due, id);
CREATE INDEX matter_close_idx ON matter (area, close_at) WHERE close_at IS NOT NULL;
-- What is shown to everybody: the number of the event whose words are public, and the cell it is found by
-- while it is open.
CREATE INDEX matter_released_idx ON matter (area, ended_at, id) WHERE released IS NOT NULL;
CREATE INDEX matter_near_idx ON matter (area, near) WHERE near IS NOT NULL;
CREATE INDEX matter_quarantined_idx ON matter (area, changed_at) WHERE ending = 'quarantined';

-- History: each event hashes the one before, its own text and the salted hash of its words.
CREATE TABLE event (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    seq {i32} NOT NULL,
    kind {text} NOT NULL,
    recorded_at {i64} NOT NULL,
    body {text} NOT NULL,
    words_hash {blob},
    hash {blob} NOT NULL,
    PRIMARY KEY (area, matter, seq)
) {strict};
CREATE INDEX event_recorded_idx ON event (area, recorded_at, matter, seq);

-- What people said, beside the event. Erased with their salt, the event still verifies.
CREATE TABLE words (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    seq {i32} NOT NULL,
    salt {blob} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, matter, seq)
) {strict};

-- One voice: who it is and how to reach the person.
CREATE TABLE voice (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    party {uuid} NOT NULL,
    name {text},
    contact {text},
    created_at {i64} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX voice_matter_idx ON voice (area, matter);
CREATE INDEX voice_contact_idx ON voice (area, contact, created_at) WHERE contact IS NOT NULL;

-- The units a matter concerns, for their worklists: whoever has a share of it, whoever has to report
-- back on an instruction, and whoever took it in (the row whose id is the matter's). `key` and `due`
-- are the matter's; `due` is empty once it has ended.
CREATE TABLE share (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    role {text} NOT NULL,
    state {text} NOT NULL,
    signed_in {bool} NOT NULL,
    key {i64} NOT NULL,
    due {i64},
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX share_due_idx ON share (area, unit, due, matter);
CREATE INDEX share_key_idx ON share (area, unit, key, matter);
CREATE INDEX share_matter_idx ON share (area, matter);

-- Who opened a matter, last.
CREATE TABLE opening (
    area {i32} NOT NULL,
    matter {uuid} NOT NULL,
    account {uuid} NOT NULL,
    opened_at {i64} NOT NULL,
    PRIMARY KEY (area, matter, account)
) {clustered};

-- Every look at contact data: who, whose, why.
CREATE TABLE look (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    voice {uuid} NOT NULL,
    account {uuid} NOT NULL,
    reason {text} NOT NULL,
    looked_at {i64} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX look_voice_idx ON look (area, voice, id);

-- Files, content-addressed within a matter; the bytes stand in the object store.
CREATE TABLE file (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    matter {uuid},
    sha256 {blob} NOT NULL,
    mime {text} NOT NULL,
    size {i64} NOT NULL,
    width {i32},
    height {i32},
    thumbnail {bool} NOT NULL,
    uploaded_at {i64} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX file_matter_idx ON file (area, matter, sha256);

-- What was answered under an idempotency key.
CREATE TABLE idempotency (
    area {i32} NOT NULL,
    principal {text} NOT NULL,
    key {text} NOT NULL,
    body_hash {blob} NOT NULL,
    outcome {text} NOT NULL,
    answered_at {i64} NOT NULL,
    PRIMARY KEY (area, principal, key)
) {strict};
CREATE INDEX idempotency_answered_idx ON idempotency (area, answered_at);

-- Counting: appended with the events, folded by a worker.
CREATE TABLE tally_delta (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    day {i32} NOT NULL,
    measure {i32} NOT NULL,
    division {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    category {uuid} NOT NULL,
    channel {text} NOT NULL,
    kind {text} NOT NULL,
    n {i64} NOT NULL,
    PRIMARY KEY (area, id)
) {clustered};

CREATE TABLE tally (
    area {i32} NOT NULL,
    measure {i32} NOT NULL,
    day {i32} NOT NULL,
    division {uuid} NOT NULL,
    unit {uuid} NOT NULL,
    category {uuid} NOT NULL,
    channel {text} NOT NULL,
    kind {text} NOT NULL,
    n {i64} NOT NULL,
    PRIMARY KEY (area, measure, day, division, unit, category, channel, kind)
) {clustered};

-- Serials of public numbers are leased in blocks: a gap is allowed, a repeat never.
CREATE TABLE number_block (
    area {i32} NOT NULL,
    day {i32} NOT NULL,
    next {i64} NOT NULL,
    PRIMARY KEY (area, day)
) {clustered};

-- A signed sum over the heads of all matters of an area, so that a cut tail is seen.
CREATE TABLE checkpoint (
    area {i32} NOT NULL,
    made_at {i64} NOT NULL,
    matters {i64} NOT NULL,
    events {i64} NOT NULL,
    sum {blob} NOT NULL,
    mac {blob} NOT NULL,
    PRIMARY KEY (area, made_at)
) {strict};

-- How far an import got, so that it can be taken up again.
CREATE TABLE import_batch (
    area {i32} NOT NULL,
    id {text} NOT NULL,
    rows_done {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};

{search}
