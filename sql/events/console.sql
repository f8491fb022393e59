-- The columns that the console's Event history shows by default, in the same order, and whether the call
-- succeeded and from where it came.
    event_name,
    event_time,
    user_name,
    outcome,
    event_source,
    resource_type,
    resource_name,
    source_ip_address,
    event_id
