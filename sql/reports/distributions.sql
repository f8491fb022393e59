-- title: CloudFront: distributions and invalidations
-- theme: services
-- core: event_time, actor, action, target, outcome
-- not shown: requests from viewers: they are in the access logs of CloudFront
-- question: Who changed or read CloudFront distributions, policies, functions or origin access, and which paths were invalidated?
-- note: Requests from viewers are not in CloudTrail; they are in the access logs of CloudFront. Records of 2014 name neither service nor Region; they are recognized by the API version in the event name. AWS leaves out configurations that are too large.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column kind: invalidation, distribution, function, policy, access or other.
-- column target: Distribution, or other target of the call.
-- column paths: Paths of an invalidation.
-- column aliases: Alternate domain names in the configuration that was sent.
-- column origins: Origins in the configuration that was sent.
-- column enabled: true if the configuration enables the distribution.
-- column is_read: True if the call only read.
-- column via_service: True if an AWS service made the call on the caller's behalf.
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
    action,
    CASE
        WHEN contains(action, 'Invalidation') THEN 'invalidation'
        WHEN contains(action, 'Distribution') THEN 'distribution'
        WHEN contains(action, 'Function') THEN 'function'
        WHEN contains(action, 'Policy') OR contains(action, 'Policies') THEN 'policy'
        WHEN contains(action, 'OriginAccess') OR contains(action, 'KeyGroup') OR contains(action, 'PublicKey') THEN 'access'
        ELSE 'other'
    END AS kind,
    coalesce(json_text(request_parameters, '$.distributionId'), json_text(request_parameters, '$.id'), json_text(response_elements, '$.distribution.id'), json_text(request_parameters, '$.resource'), target) AS target,
    nullif(array_to_string(json_text(request_parameters, '$.invalidationBatch.paths.items[*]'), ', '), '') AS paths,
    nullif(array_to_string(list_concat(json_text(request_parameters, '$.distributionConfig.aliases.items[*]'), json_text(request_parameters, '$.distributionConfigWithTags.distributionConfig.aliases.items[*]')), ', '), '') AS aliases,
    nullif(array_to_string(list_concat(json_text(request_parameters, '$.distributionConfig.origins.items[*].domainName'), json_text(request_parameters, '$.distributionConfigWithTags.distributionConfig.origins.items[*].domainName')), ', '), '') AS origins,
    coalesce(json_text(request_parameters, '$.distributionConfig.enabled'), json_text(request_parameters, '$.distributionConfigWithTags.distributionConfig.enabled')) AS enabled,
    is_read,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service IN ('cloudfront', 'cloudfront-keyvaluestore')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, kind, paths, aliases, origins, enabled, is_read, via_service, region, account_id, outcome, error
