-- The columns that the console's Event history shows by default, in the same order.
    event_name,
    event_time,
    user_name,
    event_source,
    resource_type,
    resource_name,
    event_id
