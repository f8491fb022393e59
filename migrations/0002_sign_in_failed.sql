-- Whether a sign-in failed often shows in its answer alone. To look into the answers, in two of the
-- longest columns, made every question about outcomes slow; so the import looks once.
ALTER TABLE events ADD COLUMN sign_in_failed BOOLEAN;
UPDATE events
SET sign_in_failed =
    coalesce(contains(response_elements::VARCHAR, '"Failure"'), false)
    OR coalesce(contains(service_event_details::VARCHAR, '"Failure"'), false)
WHERE event_source = 'signin.amazonaws.com';
