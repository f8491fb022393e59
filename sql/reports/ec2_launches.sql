-- title: EC2 instance launches
-- theme: services
-- core: event_time, actor, instance_ids, instance_type, outcome
-- not shown: stopped instances that were started again
-- question: Who launched EC2 instances or tried to, of which type, and where?
-- note: Only RunInstances, which fleets and Auto Scaling groups also call. Stopped instances that were started again are not shown.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column instance_ids: New instances; empty on failure.
-- column instance_count: Number of new instances.
-- column instance_type: Instance type.
-- column image_id: Image (AMI).
-- column launch_template_id: Launch template, by ID or name.
-- column key_name: Key pair.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
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
ORDER BY event_time DESC, event_id, actor, instance_ids, image_id, source_ip_address, actor_class, instance_count, instance_type, launch_template_id, key_name, region, account_id, via_service, outcome, error
