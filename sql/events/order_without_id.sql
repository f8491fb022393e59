-- What tells two records without an ID apart, as the end of an ORDER BY.
CASE
    WHEN event_id IS NULL
        THEN concat_ws(' ', request_id, user_identity, request_parameters, response_elements, additional_event_data, extra)
END
