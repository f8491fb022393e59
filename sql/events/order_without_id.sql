-- The end of an ORDER BY that distinguishes records without an ID.
CASE
    WHEN event_id IS NULL
        THEN concat_ws(' ', request_id, user_identity, request_parameters, response_elements, additional_event_data, extra)
END
