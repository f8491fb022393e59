-- title: Route 53: records, zones and health checks
-- theme: network
-- core: event_time, actor, action, record_name, outcome
-- not shown: the state of a zone: only calls in these logs are shown
-- question: Who changed or read which DNS records, hosted zones, health checks, domains or Cloud Map namespaces?
-- note: One row per change of a record set. Do not rebuild a hosted zone from this report: CloudTrail logs calls, not the state of the zone, and a call that is missing from the logs is missing here. A call with several changes succeeds or fails as a whole. Personal data of domains is not logged.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Zone, health check, domain or namespace.
-- column change: CREATE, UPSERT or DELETE, for a change of a record set.
-- column record_name: Name of the record set; for a new zone or health check, its name or address.
-- column record_type: Type of the record set, such as A or CNAME; for a health check, its type.
-- column time_to_live: Time to live, in seconds.
-- column record_values: Values of the record set, or the target of the alias.
-- column change_number: Position of the change in the call, from 1; 0 if the call does not change a record set.
-- column is_read: True if the call only read.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    coalesce(json_text(request_parameters, '$.hostedZoneId'), json_text(request_parameters, '$.healthCheckId'), json_text(request_parameters, '$.domainName.name'), json_text(request_parameters, '$.domainName'), json_text(response_elements, '$.hostedZone.id'), json_text(response_elements, '$.healthCheck.id'), target) AS target,
    json_text(record_change, '$.action') AS change,
    coalesce(json_text(record_change, '$.resourceRecordSet.name'), json_text(request_parameters, '$.name'), json_text(request_parameters, '$.healthCheckConfig.fullyQualifiedDomainName'), json_text(request_parameters, '$.healthCheckConfig.iPAddress')) AS record_name,
    coalesce(json_text(record_change, '$.resourceRecordSet.type'), json_text(request_parameters, '$.healthCheckConfig.type')) AS record_type,
    json_text(record_change, '$.resourceRecordSet.tTL') AS time_to_live,
    coalesce(nullif(array_to_string(json_text(record_change, '$.resourceRecordSet.resourceRecords[*].value'), ', '), ''), json_text(record_change, '$.resourceRecordSet.aliasTarget.dNSName')) AS record_values,
    change_number,
    is_read,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    SELECT
        *,
        CASE WHEN change_number > 0 THEN json_extract(request_parameters, '$.changeBatch.changes[' || (change_number - 1) || ']') END AS record_change
    FROM (
        SELECT
            *,
            unnest(CASE
                WHEN action = 'ChangeResourceRecordSets' AND coalesce(json_array_length(request_parameters, '$.changeBatch.changes'), 0) > 0
                    THEN range(1, json_array_length(request_parameters, '$.changeBatch.changes')::BIGINT + 1)
                ELSE [0]
            END) AS change_number
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND service IN ('route53', 'route53domains', 'servicediscovery')
    ) AS calls
) AS changes
ORDER BY event_time DESC, event_id, change_number, action, actor, target, source_ip_address, actor_class, service, change, record_name, record_type, time_to_live, record_values, is_read, region, account_id, outcome, error
