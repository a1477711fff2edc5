-- 归档: when a matter was archived, for the transfer list, and the key of one that may be, for the list of them.
ALTER TABLE matter ADD COLUMN archived_at {i64};
ALTER TABLE matter ADD COLUMN to_archive {i64};
{archive}
CREATE INDEX matter_archived_idx ON matter (area, archived_at, id) WHERE archived_at IS NOT NULL;
CREATE INDEX matter_to_archive_idx ON matter (area, to_archive) WHERE to_archive IS NOT NULL;
