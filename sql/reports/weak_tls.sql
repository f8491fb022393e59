-- title: Old versions of TLS
-- question: Which callers use a version of TLS before 1.2, for what, and with which client?
-- note: Calls of which the record does not tell the version are not shown: CloudTrail writes it only since 2021, and not for calls that a service makes.
-- column last_at: The last one, in UTC.
-- column caller: Who: the ARN of the user or role, else a name.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column example_action: One of the calls.
-- column tls_version: The version.
-- column tls_cipher_suite: The cipher suite.
-- column user_agent: The program that made the calls, as it named itself.
-- column region: The Region of the call.
-- column account_id: The account whose log this is.
-- column example_source_ip_address: One of the addresses.
-- column source_ip_addresses: From how many different addresses.
-- column calls: How many calls.
-- column denied: How many were denied.
-- column failed: How many failed otherwise.
-- column first_at: The first one, in UTC.
-- column example_event_id: One of the events, to look it up.
SELECT
    max(event_time) AS last_at,
    coalesce(actor_arn, actor) AS caller,
    actor_class,
    service,
    min(action) AS example_action,
    tls_version,
    tls_cipher_suite,
    user_agent,
    region,
    recipient_account_id AS account_id,
    min(source_ip_address) AS example_source_ip_address,
    count(DISTINCT source_ip_address) AS source_ip_addresses,
    count(*) AS calls,
    count(*) FILTER (WHERE outcome = 'denied') AS denied,
    count(*) FILTER (WHERE outcome = 'failed') AS failed,
    min(event_time) AS first_at,
    min(event_id) AS example_event_id
FROM activity
WHERE (tls_version IN ('TLSv1', 'TLSv1.0', 'TLSv1.1') OR starts_with(tls_version, 'SSL'))
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY caller, actor_class, service, tls_version, tls_cipher_suite, user_agent, region, recipient_account_id
ORDER BY calls DESC, last_at DESC, caller, actor_class, service, tls_version, tls_cipher_suite, user_agent, region, account_id
