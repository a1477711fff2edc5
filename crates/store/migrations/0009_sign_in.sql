-- Failed tries to sign in, of a name or of an address, for a day. Neither stands here, only a keyed hash.
CREATE TABLE sign_in_try (
    who_hash {blob} NOT NULL PRIMARY KEY,
    failures {i32} NOT NULL,
    since {i64} NOT NULL,
    locks {i32} NOT NULL,
    locked_until {i64} NOT NULL
) {strict};

-- The passwords that an account had before the one in use, so that they are not taken again.
CREATE TABLE password_past (
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    replaced_at {i64} NOT NULL,
    password_hash {text} NOT NULL,
    PRIMARY KEY (account, replaced_at)
) {clustered};

-- Sessions are listed, have an end whatever happens, and know what they are used on. Those of before have not:
-- everybody signs in once more.
DROP TABLE session;
CREATE TABLE session (
    token_hash {blob} NOT NULL PRIMARY KEY,
    id {uuid} NOT NULL UNIQUE,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    device {text} NOT NULL,
    telephone {bool} NOT NULL,
    created_at {i64} NOT NULL,
    used_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    ends_at {i64} NOT NULL
) {strict};
CREATE INDEX session_account_idx ON session (account);
CREATE INDEX session_expires_at_idx ON session (expires_at);

-- The second factor of an account: the secret that its app has, too, sealed. Until a code was given it is none.
CREATE TABLE second_factor (
    account {uuid} NOT NULL PRIMARY KEY REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    secret {blob} NOT NULL,
    used_step {i64},
    made_at {i64} NOT NULL,
    confirmed_at {i64}
) {strict};

-- Codes for when the telephone is lost, each good once: keyed hashes.
CREATE TABLE recovery_code (
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    code_hash {blob} NOT NULL,
    PRIMARY KEY (account, code_hash)
) {clustered};

-- Tokens with which programs act for an account. The token itself is only with the program.
CREATE TABLE api_token (
    id {uuid} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    name {text} NOT NULL,
    token_hash {blob} NOT NULL UNIQUE,
    scopes {text} NOT NULL,
    made_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    used_at {i64}
) {strict};
CREATE INDEX api_token_account_idx ON api_token (account);
