-- One-time codes to telephones, for minutes. Neither the number nor the code stands here, only keyed hashes.
CREATE TABLE one_time_code (
    contact_hash {blob} NOT NULL PRIMARY KEY,
    code_hash {blob},
    sent_at {i64} NOT NULL,
    tries {i32} NOT NULL,
    hour_from {i64} NOT NULL,
    hour_count {i32} NOT NULL
) {strict};
CREATE INDEX one_time_code_sent_idx ON one_time_code (sent_at);
