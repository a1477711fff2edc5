-- 对接方: systems that orders are exchanged with. The secret that messages are signed with is sealed.
CREATE TABLE exchange_partner (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    name {text} NOT NULL,
    version {i32} NOT NULL,
    body {text} NOT NULL,
    sealed_secret {blob} NOT NULL,
    heard_at {i64},
    listed_at {i64},
    compared_at {i64},
    differences {text},
    PRIMARY KEY (area, id),
    UNIQUE (area, name)
) {strict};

-- Orders that go back and forth with a partner, each once. What it is told next is made when it is sent: `state` says whether that
-- is to come, `sent` which version of the matter it was told last, `taken` which of its own was taken in, `done` what of it.
CREATE TABLE exchange_order (
    area {i32} NOT NULL,
    partner {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    number {text} NOT NULL,
    state {text} NOT NULL,
    due_at {i64} NOT NULL,
    attempts {i32} NOT NULL,
    problem {text},
    refused {text},
    wanted {i32} NOT NULL,
    sent {i32} NOT NULL,
    taken {i32} NOT NULL,
    done {text} NOT NULL,
    changed_at {i64} NOT NULL,
    ended_at {i64},
    PRIMARY KEY (area, partner, matter),
    UNIQUE (area, partner, number)
) {strict};
CREATE INDEX exchange_order_due_idx ON exchange_order (area, partner, state, due_at);
CREATE INDEX exchange_order_changed_idx ON exchange_order (area, partner, changed_at);
CREATE INDEX exchange_order_open_idx ON exchange_order (area, partner, number) WHERE ended_at IS NULL;
CREATE INDEX exchange_order_refused_idx ON exchange_order (area, partner, changed_at) WHERE refused IS NOT NULL;

-- Files that went over with an order, by the hash they had where they come from: those that came, as what they are kept here, and
-- those that were sent. The same picture may go both ways.
CREATE TABLE exchange_file (
    area {i32} NOT NULL,
    partner {uuid} NOT NULL,
    number {text} NOT NULL,
    sent {bool} NOT NULL,
    sha256 {text} NOT NULL,
    file {uuid},
    at {i64} NOT NULL,
    PRIMARY KEY (area, partner, number, sent, sha256)
) {clustered};
