-- From whom a matter is kept: accounts and units it complains of, and accounts that stepped back from it. What
-- somebody is shown is asked with the few lines that name him or his unit.
CREATE TABLE apart (
    area {i32} NOT NULL,
    who {uuid} NOT NULL,
    matter {uuid} NOT NULL,
    PRIMARY KEY (area, who, matter)
) {clustered};
CREATE INDEX apart_matter_idx ON apart (area, matter);

-- Whether somebody waits for a second person, to see who reported.
ALTER TABLE matter ADD COLUMN unsealing {bool} NOT NULL DEFAULT {false};
CREATE INDEX matter_unsealing_idx ON matter (area, id) WHERE unsealing;
