-- Lists that every area shares. They are small, so they carry no area.
-- Days are ISO 8601 text, valid_to is the first day no longer valid; instants are microseconds.
-- Parents are checked at commit, so a list may come in any order.

CREATE TABLE schema_version (
    version {i32} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    applied_at {i64} NOT NULL
) {strict};

CREATE TABLE division (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    level {text} NOT NULL,
    parent {uuid} REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    valid_from {text} NOT NULL,
    valid_to {text}
) {strict};
CREATE INDEX division_parent_idx ON division (parent);

CREATE TABLE grid (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    level {text} NOT NULL,
    kind {text} NOT NULL,
    division {uuid} NOT NULL REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
    polygon {text},
    places {text},
    households {i32},
    persons {i32},
    valid_from {text} NOT NULL,
    valid_to {text}
) {strict};
CREATE INDEX grid_division_idx ON grid (division);
CREATE INDEX grid_parent_idx ON grid (parent);

CREATE TABLE place (
    id {uuid} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    division {uuid} NOT NULL REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    grid {uuid} REFERENCES grid (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES place (id) DEFERRABLE INITIALLY DEFERRED,
    aliases {text} NOT NULL,
    longitude {f64},
    latitude {f64}
) {strict};
CREATE INDEX place_division_idx ON place (division);
CREATE INDEX place_grid_idx ON place (grid);
CREATE INDEX place_parent_idx ON place (parent);

CREATE TABLE unit (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    division {uuid} NOT NULL REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    parent {uuid} REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    valid_from {text} NOT NULL,
    valid_to {text}
) {strict};
CREATE INDEX unit_division_idx ON unit (division);
CREATE INDEX unit_parent_idx ON unit (parent);

CREATE TABLE category (
    id {uuid} NOT NULL PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    level {i32} NOT NULL,
    parent {uuid} REFERENCES category (id) DEFERRABLE INITIALLY DEFERRED,
    urgent_on_holidays {bool} NOT NULL,
    valid_from {text} NOT NULL,
    valid_to {text}
) {strict};
CREATE INDEX category_parent_idx ON category (parent);

CREATE TABLE responsibility_list (
    version {i32} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    valid_from {text} NOT NULL,
    published_at {i64}
) {strict};

CREATE TABLE responsibility (
    version {i32} NOT NULL REFERENCES responsibility_list (version) DEFERRABLE INITIALLY DEFERRED,
    id {uuid} NOT NULL,
    category {uuid} NOT NULL REFERENCES category (id) DEFERRABLE INITIALLY DEFERRED,
    division {uuid} REFERENCES division (id) DEFERRABLE INITIALLY DEFERRED,
    level {text},
    lead {uuid} NOT NULL REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    support {text} NOT NULL,
    limits {text} NOT NULL,
    basis {text} NOT NULL,
    valid_from {text} NOT NULL,
    valid_to {text},
    PRIMARY KEY (version, id)
) {strict};
CREATE INDEX responsibility_category_idx ON responsibility (category);
CREATE INDEX responsibility_division_idx ON responsibility (division);
CREATE INDEX responsibility_lead_idx ON responsibility (lead);

-- Days that differ from the shipped calendar; division is a code, empty for the whole country.
CREATE TABLE calendar_day (
    division {text} NOT NULL,
    day {text} NOT NULL,
    kind {text} NOT NULL,
    name {text} NOT NULL,
    source {text} NOT NULL,
    PRIMARY KEY (division, day)
) {strict};

CREATE TABLE procedure_text (
    hash {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    source {text} NOT NULL,
    loaded_at {i64} NOT NULL
) {strict};
CREATE INDEX procedure_text_name_idx ON procedure_text (name, loaded_at);

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
