-- 消息: that something happened to a matter, for one member of staff or one reporter, once. `occasion` is the event, or the
-- instant of a clock.
CREATE TABLE notification (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    occasion {i64} NOT NULL,
    topic {text} NOT NULL,
    recipient {uuid} NOT NULL,
    to_staff {bool} NOT NULL,
    told_at {i64} NOT NULL,
    read_at {i64},
    PRIMARY KEY (area, id),
    UNIQUE (area, matter, occasion, topic, recipient)
) {strict};
CREATE INDEX notification_recipient_idx ON notification (area, recipient, told_at, id) WHERE to_staff;
CREATE INDEX notification_unread_idx ON notification (area, recipient, told_at, id) WHERE to_staff AND read_at IS NULL;

-- What of it goes out of the house, by which channel. Whoever takes it may see it again under the same id.
CREATE TABLE delivery (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    notification {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    channel {text} NOT NULL,
    state {text} NOT NULL,
    due_at {i64} NOT NULL,
    attempts {i32} NOT NULL,
    problem {text},
    sent_at {i64},
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX delivery_notification_idx ON delivery (area, notification);
CREATE INDEX delivery_waiting_idx ON delivery (area, channel, due_at, id) WHERE state = 'waiting';
CREATE INDEX delivery_dead_idx ON delivery (area, id) WHERE state = 'dead';
CREATE INDEX delivery_sent_idx ON delivery (area, matter, sent_at) WHERE sent_at IS NOT NULL;

-- Up to where the history of an area was told.
CREATE TABLE notification_mark (
    area {i32} NOT NULL PRIMARY KEY,
    recorded_at {i64} NOT NULL,
    matter {uuid} NOT NULL,
    seq {i32} NOT NULL
) {strict};

-- When a matter is to be looked at again: a clock turns yellow or red then, or a leader in charge is called.
CREATE TABLE alarm (
    area {i32} NOT NULL,
    at {i64} NOT NULL,
    matter {uuid} NOT NULL,
    PRIMARY KEY (area, at, matter)
) {clustered};

-- What a member of staff wants to be sent, and where.
CREATE TABLE notification_choice (
    account {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL,
    sealed_mail {blob}
) {strict};

-- Reporters who want to be sent the answer and nothing else.
CREATE TABLE answer_only (
    area {i32} NOT NULL,
    report {uuid} NOT NULL,
    PRIMARY KEY (area, report)
) {clustered};
