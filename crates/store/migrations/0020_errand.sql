-- 代办事项: what a unit can do for residents, with the papers it takes.
CREATE TABLE errand_item (
    area {i32} NOT NULL,
    unit {uuid} NOT NULL,
    id {uuid} NOT NULL,
    version {i32} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, unit, id)
) {strict};
