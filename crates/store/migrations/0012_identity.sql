-- Who an account is at the identity provider of the office.
CREATE TABLE identity (
    issuer {text} NOT NULL,
    subject {text} NOT NULL,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    name {text} NOT NULL,
    linked_at {i64} NOT NULL,
    used_at {i64},
    PRIMARY KEY (issuer, subject),
    UNIQUE (account, issuer)
) {strict};

-- Returns from the provider that were used, so that none is used twice: keyed hashes, for as long as one is good.
CREATE TABLE provider_return (
    state_hash {blob} NOT NULL PRIMARY KEY,
    used_at {i64} NOT NULL
) {strict};

-- By which way a session began.
ALTER TABLE session ADD COLUMN by_provider {bool} NOT NULL DEFAULT {false};
ALTER TABLE session ADD COLUMN twice_elsewhere {bool} NOT NULL DEFAULT {false};
