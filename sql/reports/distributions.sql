-- title: CloudFront: distributions and invalidations
-- question: Who changed or read which CloudFront distribution, policy, function or origin access, and which paths were invalidated?
-- note: Requests of viewers are not in CloudTrail; they are in the access logs of CloudFront. Records of 2014 name neither service nor Region; they are told by the version in their name. Where a configuration was too large, AWS left it out.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column kind: invalidation, distribution, function, policy, access or other.
-- column target: The distribution, or what else was called on.
-- column paths: The paths of an invalidation.
-- column aliases: The names of the site in the configuration that was sent.
-- column origins: The origins in it.
-- column enabled: Whether the distribution is to be enabled.
-- column is_read: Whether the call only read.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message.
-- column event_id: The event, to look it up.
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
    coalesce(json_text(request_parameters, '$.distributionId'), json_text(request_parameters, '$.id'), json_text(response_elements, '$.distribution.id'), json_text(request_parameters, '$.resource'), target_of(resources, request_parameters)) AS target,
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
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
