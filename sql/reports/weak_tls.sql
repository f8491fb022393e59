-- title: Outdated TLS versions
-- theme: security
-- core: last_at, caller, example_action, tls_version, calls
-- not shown: calls whose record does not state the TLS version
-- question: Which callers use a TLS version before 1.2, for what, and with which client?
-- note: Calls whose record does not state the TLS version are not shown. CloudTrail has recorded it only since 2021, and does not record it for calls by AWS services.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column example_action: One of the actions.
-- column tls_version: TLS version.
-- column tls_cipher_suite: Cipher suite.
-- column user_agent: User agent: the client, as it identifies itself.
-- column region: Region of the call.
-- column account_id: Account that the log belongs to.
-- column example_source_ip_address: One of the source addresses.
-- column source_ip_addresses: Number of distinct source addresses.
-- column calls: Number of calls.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column first_at: Time of the first call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    caller_of(actor_arn, actor) AS caller,
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
