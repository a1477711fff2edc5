-- 待回填: the key of a matter whose answer is owed to the platform above, for the list of them. What was answered before
-- is owed until somebody says that it was entered there.
ALTER TABLE matter ADD COLUMN owed_above {i64};
UPDATE matter SET owed_above = key WHERE upstream_source IS NOT NULL AND origin <> 'imported'
    AND (ending <> 'quarantined' OR ending IS NULL AND owner IN ('callback', 'check'));
CREATE INDEX matter_owed_above_idx ON matter (area, owed_above) WHERE owed_above IS NOT NULL;

-- 上级平台: how the sheets of a platform above are read, and in which columns it wants its answers.
CREATE TABLE upstream_source (
    area {i32} NOT NULL,
    name {text} NOT NULL,
    version {i32} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (area, name)
) {strict};
