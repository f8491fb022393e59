-- The size of the texts of an event in bytes.
(300
    + coalesce(strlen(request_parameters::VARCHAR), 0)
    + coalesce(strlen(response_elements::VARCHAR), 0)
    + coalesce(strlen(additional_event_data::VARCHAR), 0)
    + coalesce(strlen(resources::VARCHAR), 0)
    + coalesce(strlen(service_event_details::VARCHAR), 0)
    + coalesce(strlen(extra::VARCHAR), 0))
