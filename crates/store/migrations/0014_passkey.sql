-- The passkeys of an account. The private half never leaves the person's device; what stands here opens nothing.
CREATE TABLE passkey (
    id {uuid} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    credential_id {blob} NOT NULL UNIQUE,
    public_key {blob} NOT NULL,
    counter {i64} NOT NULL,
    synced {bool} NOT NULL,
    name {text} NOT NULL,
    made_at {i64} NOT NULL,
    used_at {i64}
) {strict};
CREATE INDEX passkey_account_idx ON passkey (account);

-- Challenges that were answered, of the identity provider and of passkeys, so that none is answered twice: keyed hashes,
-- for as long as one is good.
CREATE TABLE challenge (
    challenge_hash {blob} NOT NULL PRIMARY KEY,
    used_at {i64} NOT NULL
) {strict};
INSERT INTO challenge (challenge_hash, used_at) SELECT state_hash, used_at FROM provider_return;
DROP TABLE provider_return;
