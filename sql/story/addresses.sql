-- The addresses of a story, with the place and the network of each, as far as they are known.
SELECT
    source_ip_address,
    places_of(source_ip_address) AS place,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    count(*) AS calls,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    most_frequent(histogram(user_agent), 3) AS user_agents
FROM activity
WHERE source_ip_address IS NOT NULL
GROUP BY source_ip_address
ORDER BY calls DESC, source_ip_address
