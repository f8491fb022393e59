-- title: Access keys and their use
-- theme: identity
-- core: access_key_id, caller, last_at, calls, denied
-- not shown: calls without an access key, such as those by AWS services
-- question: Which access keys were used, by whom, from where and when, and when were they created, deactivated and deleted?
-- note: One row per key. A key that was created but never used is shown with 0 calls. The times of creation, deactivation and deletion are known only if the logs contain those calls. Calls without an access key, such as those by AWS services, are not shown.
-- parameter key VARCHAR = NULL: Show only this access key.
-- column first_at: Time of the first use, in UTC.
-- column last_at: Time of the last use, in UTC.
-- column access_key_id: Access key ID: AKIA… for long-term keys, ASIA… for temporary ones.
-- column kind: long-term, temporary or other.
-- column caller: Caller: the ARN of the user or role, or a name if it has none; for an unused key, the user it was created for.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column services: Services called, the most used first; after 20, how many more.
-- column regions: Regions called.
-- column source_ip_addresses: Source addresses; after 10, how many more.
-- column source_ip_address_count: Number of distinct source addresses.
-- column created_at: Time of creation, in UTC.
-- column created_by: Creator of the key.
-- column deactivated_at: Time of the last deactivation, in UTC.
-- column deleted_at: Time of deletion, in UTC.
-- column example_event_id: ID of an event signed with the key; for an unused key, of a call that created or changed it.
SELECT
    uses.first_at,
    uses.last_at,
    coalesce(uses.access_key_id, changes.access_key_id) AS access_key_id,
    CASE
        WHEN starts_with(coalesce(uses.access_key_id, changes.access_key_id), 'AKIA') THEN 'long-term'
        WHEN starts_with(coalesce(uses.access_key_id, changes.access_key_id), 'ASIA') THEN 'temporary'
        ELSE 'other'
    END AS kind,
    coalesce(uses.caller, changes.user_name) AS caller,
    uses.actor_class,
    coalesce(uses.calls, 0) AS calls,
    coalesce(uses.writes, 0) AS writes,
    coalesce(uses.denied, 0) AS denied,
    coalesce(uses.failed, 0) AS failed,
    first_names(uses.services, 20) AS services,
    array_to_string(uses.regions, ', ') AS regions,
    first_names(uses.addresses, 10) AS source_ip_addresses,
    coalesce(len(uses.addresses), 0) AS source_ip_address_count,
    changes.created_at,
    changes.created_by,
    changes.deactivated_at,
    changes.deleted_at,
    coalesce(uses.example_event_id, changes.example_event_id) AS example_event_id
FROM (
    SELECT
        access_key_id,
        min(caller) AS caller,
        min(actor_class) AS actor_class,
        sum(calls)::BIGINT AS calls,
        sum(writes)::BIGINT AS writes,
        sum(denied)::BIGINT AS denied,
        sum(failed)::BIGINT AS failed,
        min(first_at) AS first_at,
        max(last_at) AS last_at,
        list(service ORDER BY calls DESC, service) FILTER (WHERE service IS NOT NULL) AS services,
        list_sort(list_distinct(flatten(list(regions)))) AS regions,
        list_sort(list_distinct(flatten(list(addresses)))) AS addresses,
        min(example_event_id) AS example_event_id
    FROM (
        SELECT
            access_key_id,
            service,
            min(caller) AS caller,
            min(actor_class) AS actor_class,
            sum(calls) AS calls,
            sum(writes) AS writes,
            sum(denied) AS denied,
            sum(failed) AS failed,
            min(first_at) AS first_at,
            max(last_at) AS last_at,
            list(DISTINCT region) AS regions,
            list(DISTINCT source_ip_address) AS addresses,
            min(example_event_id) AS example_event_id
        FROM (
            SELECT
                identity_access_key_id AS access_key_id,
                service,
                region,
                source_ip_address,
                min(caller_of(actor_arn, actor)) AS caller,
                min(actor_class) AS actor_class,
                count(*) AS calls,
                count(*) FILTER (WHERE NOT is_read) AS writes,
                count(*) FILTER (WHERE outcome = 'denied') AS denied,
                count(*) FILTER (WHERE outcome = 'failed') AS failed,
                min(event_time) AS first_at,
                max(event_time) AS last_at,
                min(event_id) AS example_event_id
            FROM activity
            WHERE identity_access_key_id IS NOT NULL
                AND event_category IS DISTINCT FROM 'NetworkActivity'
            GROUP BY identity_access_key_id, service, region, source_ip_address
        ) AS together
        GROUP BY access_key_id, service
    ) AS by_service
    GROUP BY access_key_id
) AS uses
FULL JOIN (
    SELECT
        coalesce(issued_access_key_id, json_text(request_parameters, '$.accessKeyId')) AS access_key_id,
        max(coalesce(json_text(request_parameters, '$.userName'), json_text(response_elements, '$.accessKey.userName'))) AS user_name,
        min(event_time) FILTER (WHERE action = 'CreateAccessKey') AS created_at,
        min(actor) FILTER (WHERE action = 'CreateAccessKey') AS created_by,
        max(event_time) FILTER (WHERE action = 'UpdateAccessKey' AND json_text(request_parameters, '$.status') = 'Inactive') AS deactivated_at,
        max(event_time) FILTER (WHERE action = 'DeleteAccessKey') AS deleted_at,
        min(event_id) AS example_event_id
    FROM activity
    WHERE event_source = 'iam.amazonaws.com'
        AND event_name IN ('CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey')
        -- Redundant, but with this filter the scan skips all other events.
        AND action IN ('CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey')
        AND outcome = 'success'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
    GROUP BY access_key_id
    HAVING access_key_id IS NOT NULL
) AS changes
    ON changes.access_key_id = uses.access_key_id
WHERE getvariable('key') IS NULL OR getvariable('key') IN (uses.access_key_id, changes.access_key_id)
ORDER BY last_at DESC NULLS LAST, created_at DESC NULLS LAST, access_key_id
