-- The identities of a story: each caller, key and session with its calls.
SELECT
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    actor,
    actor_class,
    identity_account_id AS caller_account_id,
    identity_access_key_id AS access_key_id,
    session_creation_date AS session_start,
    mfa_authenticated,
    source_identity,
    count(*) AS calls,
    count(*) FILTER (WHERE NOT is_read) AS writes,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed
FROM activity
GROUP BY ALL
ORDER BY first_at, last_at, actor, access_key_id, session_start, caller_account_id, actor_class, mfa_authenticated, source_identity
