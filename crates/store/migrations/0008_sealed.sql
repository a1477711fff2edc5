-- Keys that seal personal data, each wrapped by the master key, which stands outside the database.
CREATE TABLE data_key (
    id {i32} NOT NULL PRIMARY KEY,
    purpose {text} NOT NULL,
    algorithm {text} NOT NULL,
    wrapped {blob} NOT NULL,
    wrapped_by {text} NOT NULL,
    state {text} NOT NULL,
    created_at {i64} NOT NULL
) {strict};

-- Name, and telephone or another way to reach somebody, are sealed; an exact telephone is found by a keyed hash.
ALTER TABLE voice ADD COLUMN sealed_name {blob};
ALTER TABLE voice ADD COLUMN sealed_contact {blob};
ALTER TABLE voice ADD COLUMN contact_index {blob};

-- Where something personal was said, `body` has stars in its place, and here stands, sealed, what was said. The hash of
-- the words is over what was said.
ALTER TABLE words ADD COLUMN sealed {blob};

DROP INDEX voice_contact_idx;
-- Here the program seals what stands in clear, see `migrate/seal.rs`.
{seal}
ALTER TABLE voice DROP COLUMN name;
ALTER TABLE voice DROP COLUMN contact;
CREATE INDEX voice_contact_idx ON voice (area, contact_index, created_at) WHERE contact_index IS NOT NULL;
