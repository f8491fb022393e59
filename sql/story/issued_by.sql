-- How the credentials of a story were issued: its chains of roles. 'role_chains_query' is replaced by the
-- query of the report.
SELECT actor, access_key_id, session_start, chain, ends, origin, origin_class, origin_ip_address, origin_event_id, calls, first_at, last_at
FROM (role_chains_query) AS chains
ORDER BY first_at, actor, access_key_id, session_start, chain, calls, last_at, origin_event_id
