-- The access key that a call issued leads from credentials to who got them, and on to what was done
-- with them. It stands in the answer of AssumeRole and of a few more calls; as a column it joins to
-- identity_access_key_id, and a look for the origin of one key inflates no JSON.
--
-- SQL makes it of response_elements when an event is inserted, and of those that are there with the
-- next rules: see src/store/derived.rs.
ALTER TABLE events ADD COLUMN issued_access_key_id VARCHAR;
