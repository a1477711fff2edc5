-- 待回填: whether an answer is owed to the platform above. What was answered before is owed until somebody says that
-- it was entered there.
ALTER TABLE matter ADD COLUMN owes_above {bool} NOT NULL DEFAULT {false};
UPDATE matter SET owes_above = NOT {false} WHERE upstream_source IS NOT NULL AND origin <> 'imported'
    AND (ending <> 'quarantined' OR ending IS NULL AND owner IN ('callback', 'check'));
CREATE INDEX matter_owes_above_idx ON matter (area, key) WHERE owes_above;

-- 上级平台: how the sheets of a platform above are read, and in which columns it wants its answers.
CREATE TABLE upstream_source (
    area {i32} NOT NULL,
    name {text} NOT NULL,
    version {i32} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, name)
) {strict};
