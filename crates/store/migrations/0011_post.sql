-- Posts of accounts: what somebody may do, for which unit, from which day to which. Days are `2026-03-01`; on that in
-- `ends` it is held no more. `roles`, `places` (divisions) and `grids` are lists in JSON. `acted_at` is when somebody
-- last chose to act in it.
CREATE TABLE post (
    id {uuid} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    unit {uuid} NOT NULL REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    roles {text} NOT NULL,
    title {text},
    places {text} NOT NULL,
    grids {text} NOT NULL,
    force {text},
    begins {text} NOT NULL,
    ends {text},
    stands_in_for {uuid} REFERENCES post (id) DEFERRABLE INITIALLY DEFERRED,
    made_at {i64} NOT NULL,
    acted_at {i64}
) {strict};
CREATE INDEX post_account_idx ON post (account);
CREATE INDEX post_unit_idx ON post (unit);
CREATE INDEX post_stands_in_for_idx ON post (stands_in_for) WHERE stands_in_for IS NOT NULL;
CREATE INDEX post_grids_idx ON post (ends) WHERE grids <> '[]';

-- What an account may do was its own until now: it becomes a post, under the id of the account.
INSERT INTO post (id, account, unit, roles, places, grids, begins, made_at)
    SELECT id, id, unit, roles, '[]', '[]', {created_day}, created_at FROM account WHERE roles <> '[]';
ALTER TABLE account DROP COLUMN roles;

-- What was handed over 移交 stands in the list of who goes on with it; `handed_by` is whose step it was. After an own step
-- there it is empty again.
ALTER TABLE handled ADD COLUMN handed_by {uuid};

-- The post that a session or a token acts in. Posts are never deleted, sessions often: no key between them.
ALTER TABLE session ADD COLUMN post {uuid};
ALTER TABLE api_token ADD COLUMN post {uuid};
