-- What CloudTrail left out of a record for its size is left out of few in a million, and can hide what
-- a caller asked for. To find those few meant to inflate four columns of JSON of all records.
--
-- SQL makes it of these four when an event is inserted, and of those that are there with the next
-- rules: see src/store/derived.rs.
ALTER TABLE events ADD COLUMN omitted_parts VARCHAR;
