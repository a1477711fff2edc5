-- 由记录转来: the matter that a new one was raised from, so that the earlier one tells of it.
ALTER TABLE matter ADD COLUMN raised_from {uuid};
CREATE INDEX matter_raised_from_idx ON matter (area, raised_from) WHERE raised_from IS NOT NULL;

-- 现场拍摄: when and where a photo was taken, where our own page told it just then.
ALTER TABLE file ADD COLUMN taken {text};

-- 模板: what is the same in many service records of a unit.
CREATE TABLE record_template (
    area {i32} NOT NULL,
    unit {uuid} NOT NULL,
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, unit, id)
) {strict};
