-- title: Launches of EC2 instances
-- question: Who launched EC2 instances, which, where, and who tried?
-- note: Only RunInstances, which fleets and Auto Scaling groups call too. Stopped instances that were started again are not shown.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column instance_ids: The new instances; empty where it failed.
-- column instance_count: How many instances.
-- column instance_type: Their type.
-- column image_id: The image.
-- column launch_template_id: The launch template, by ID or name.
-- column key_name: The key pair to log in with.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message; empty where it succeeded.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    nullif(list_aggregate(json_text(response_elements, '$.instancesSet.items[*].instanceId'), 'string_agg', ', '), '') AS instance_ids,
    coalesce(json_array_length(response_elements, '$.instancesSet.items'), 0)::BIGINT AS instance_count,
    coalesce(json_text(request_parameters, '$.instanceType'), json_text(response_elements, '$.instancesSet.items[0].instanceType')) AS instance_type,
    coalesce(json_text(request_parameters, '$.instancesSet.items[0].imageId'), json_text(response_elements, '$.instancesSet.items[0].imageId')) AS image_id,
    coalesce(json_text(request_parameters, '$.launchTemplate.launchTemplateId'), json_text(request_parameters, '$.launchTemplate.launchTemplateName')) AS launch_template_id,
    coalesce(json_text(request_parameters, '$.instancesSet.items[0].keyName'), json_text(response_elements, '$.instancesSet.items[0].keyName')) AS key_name,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    via_service,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE service = 'ec2'
    AND action = 'RunInstances'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY event_time DESC, event_id, actor, instance_ids, image_id, source_ip_address
