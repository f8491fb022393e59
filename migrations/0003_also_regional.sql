-- STS and the sign-in service have regional endpoints besides the global one: a record of theirs in
-- another Region is as it should be, and must not look like one that has strayed.
ALTER TABLE global_service_regions ADD COLUMN is_also_regional BOOLEAN;
COMMENT ON COLUMN global_service_regions.is_also_regional IS 'Whether the service has regional endpoints as well, which log in their own Regions.';
