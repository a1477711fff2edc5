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

-- Numbers are kept by their digits, so that they are found however they were typed.
UPDATE voice
    SET contact = substr(replace(replace(contact, ' ', ''), '-', ''), length(replace(replace(contact, ' ', ''), '-', '')) - 10)
    WHERE (length(replace(replace(contact, ' ', ''), '-', '')) = 11
        OR (length(replace(replace(contact, ' ', ''), '-', '')) = 14 AND replace(replace(contact, ' ', ''), '-', '') LIKE '+86%')
        OR (length(replace(replace(contact, ' ', ''), '-', '')) = 15 AND replace(replace(contact, ' ', ''), '-', '') LIKE '0086%'))
    AND substr(replace(replace(contact, ' ', ''), '-', ''), length(replace(replace(contact, ' ', ''), '-', '')) - 10) LIKE '1%'
    AND trim(substr(replace(replace(contact, ' ', ''), '-', ''), length(replace(replace(contact, ' ', ''), '-', '')) - 10), '0123456789') = '';
