-- 待审剔除: whether an office waits for what is to be left out of its figures.
ALTER TABLE matter ADD COLUMN excluding {bool} NOT NULL DEFAULT {false};
CREATE INDEX matter_excluding_idx ON matter (area, id) WHERE excluding;

-- 通报: the figures of a period by unit, as they were when it was drawn up, and the words around them.
CREATE TABLE bulletin (
    area {i32} NOT NULL,
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    state {text} NOT NULL,
    last_day {i32} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, id)
) {strict};
CREATE INDEX bulletin_day_idx ON bulletin (area, state, last_day, id);
