-- Lists that every area shares. They are small, so they carry no area.
-- Columns are what keys and references need; `body` is the whole value as JSON. Instants are
-- microseconds. Parents are checked at commit, so a list may come in any order. Nothing is ever
-- deleted, so what refers needs no index.

CREATE TABLE schema_version (
    version {i32} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    applied_at {i64} NOT NULL
) {strict};

-- Codes of divisions are never given again; quarters and buildings have none.
CREATE TABLE division (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} UNIQUE,
    parent {uuid} REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL
) {strict};
CREATE INDEX division_parent_idx ON division (parent);

CREATE TABLE grid (
    id {uuid} NOT NULL PRIMARY KEY,
    division {uuid} NOT NULL REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL
) {strict};

CREATE TABLE place (
    id {uuid} NOT NULL PRIMARY KEY,
    division {uuid} NOT NULL REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    grid {uuid} REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES place (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL
) {strict};

CREATE TABLE unit (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    division {uuid} REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL
) {strict};

CREATE TABLE category (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    parent {uuid} REFERENCES category (id) DEFERRABLE INITIALLY DEFERRED,
    body {text} NOT NULL
) {strict};

CREATE TABLE responsibility_list (
    version {i32} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    published_at {i64}
) {strict};

-- A draft may name what does not exist; the check of the list says so, not the database.
CREATE TABLE responsibility (
    version {i32} NOT NULL REFERENCES responsibility_list (version) DEFERRABLE INITIALLY DEFERRED,
    id {uuid} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (version, id)
) {strict};

-- Days that differ from the shipped calendar; division is zero for the whole country.
CREATE TABLE calendar_day (
    division {uuid} NOT NULL,
    day {text} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (division, day)
) {strict};

CREATE TABLE procedure_text (
    hash {text} NOT NULL PRIMARY KEY,
    code {text} NOT NULL,
    source {text} NOT NULL,
    loaded_at {i64} NOT NULL
) {strict};

CREATE TABLE account (
    id {uuid} NOT NULL PRIMARY KEY,
    login {text} NOT NULL UNIQUE,
    password_hash {text},
    name {text} NOT NULL,
    unit {uuid} NOT NULL REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    roles {text} NOT NULL,
    active {bool} NOT NULL,
    must_change {bool} NOT NULL,
    created_at {i64} NOT NULL
) {strict};
CREATE INDEX account_unit_idx ON account (unit);

CREATE TABLE session (
    token_hash {blob} NOT NULL PRIMARY KEY,
    account {uuid} NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    created_at {i64} NOT NULL,
    seen_at {i64} NOT NULL,
    expires_at {i64} NOT NULL
) {strict};
CREATE INDEX session_account_idx ON session (account);
CREATE INDEX session_expires_at_idx ON session (expires_at);

CREATE TABLE setting (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {strict};
