-- title: Denied calls
-- theme: security
-- core: last_at, caller, denied, actions, targets
-- not shown: other failures (see top_errors)
-- question: Which callers were denied which actions, how often, and from where?
-- note: One row per caller; --set per=action shows each action, Region, account and error of a caller in a row of its own. Other failures are in top_errors. Denials by a VPC endpoint policy, which only the owner of the endpoint sees, are in network_activity. All sessions of a role count as the role.
-- parameter per ENUM('caller', 'action') = 'caller': Show one row per caller, or one for each of its actions.
-- column last_at: Time of the last call, in UTC.
-- column caller: Caller: the ARN of the user or role, or a name or ID if it has none.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column denied: Number of denied calls.
-- column actions: Actions, as service:action, the most frequent first; after 10, how many more.
-- column targets: Requested targets, the most frequent first.
-- column error_codes: Error codes, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column account_ids: Accounts that the logs belong to, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column first_at: Time of the first call, in UTC.
-- column example_message: One of the error messages.
-- column example_event_id: ID of one of the events.
SELECT
    max(event_time) AS last_at,
    caller_of(actor_arn, actor) AS caller,
    actor_class,
    count(*) AS denied,
    most_frequent(histogram(service || ':' || action), 10) AS actions,
    most_frequent(histogram(target), 5) AS targets,
    most_frequent(histogram(error_code), 5) AS error_codes,
    most_frequent(histogram(region), 10) AS regions,
    most_frequent(histogram(recipient_account_id), 10) AS account_ids,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    min(event_time) AS first_at,
    min(error_message) AS example_message,
    min(event_id) AS example_event_id
FROM activity
WHERE outcome = 'denied'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY caller, actor_class, CASE WHEN coalesce(getvariable('per'), 'caller') = 'action' THEN concat_ws(chr(10), service, action, region, recipient_account_id, error_code) END
ORDER BY denied DESC, last_at DESC, caller, actor_class, actions, regions, account_ids, error_codes, example_event_id
