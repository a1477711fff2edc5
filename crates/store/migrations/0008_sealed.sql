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
