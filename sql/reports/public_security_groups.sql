-- title: Security groups opened to the world
-- question: Which rules opened a security group to every address, for which ports, by whom, and did it succeed?
-- note: One row per rule. Every address means a block of /6 or wider, as 0.0.0.0/0 and ::/0; no private network is that wide. Rules that name other groups or prefix lists, and outgoing rules, are left out; ModifySecurityGroupRules does not say which way a rule is. Whether the rule is still there the report does not tell.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column service: The service.
-- column action: The call.
-- column security_group: The security group.
-- column cidr: The block of addresses that was let in.
-- column protocol: The protocol; -1 is all.
-- column from_port: The first port; -1 or nothing is all.
-- column to_port: The last port.
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
    service,
    action,
    security_group,
    opened.cidr AS cidr,
    opened.protocol AS protocol,
    opened.from_port AS from_port,
    opened.to_port AS to_port,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    SELECT
        activity.*,
        coalesce(json_text(request_parameters, '$.groupId'), json_text(request_parameters, '$.groupName'), json_text(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId'), json_text(request_parameters, '$.dBSecurityGroupName'), json_text(request_parameters, '$.clusterSecurityGroupName'), target_of(resources, request_parameters)) AS security_group,
        unnest(list_concat(
            [{
                'cidr': coalesce(json_text(request_parameters, '$.cidrIp'), json_text(request_parameters, '$.cidrIpv6'), json_text(request_parameters, '$.cIDRIP')),
                'protocol': json_text(request_parameters, '$.ipProtocol'),
                'from_port': json_text(request_parameters, '$.fromPort'),
                'to_port': json_text(request_parameters, '$.toPort')}],
            flatten(list_transform(
                json_extract(request_parameters, '$.ipPermissions.items[*]'),
                lambda permission: list_transform(
                    list_concat(json_text(permission, '$.ipRanges.items[*].cidrIp'), json_text(permission, '$.ipv6Ranges.items[*].cidrIpv6')),
                    lambda block: {
                        'cidr': block,
                        'protocol': json_text(permission, '$.ipProtocol'),
                        'from_port': json_text(permission, '$.fromPort'),
                        'to_port': json_text(permission, '$.toPort')}))),
            flatten(list_transform(
                list_concat(
                    [json_extract(request_parameters, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule')],
                    json_extract(request_parameters, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule[*]')),
                lambda changed: list_transform(
                    [json_text(changed, '$.SecurityGroupRule.CidrIpv4'), json_text(changed, '$.SecurityGroupRule.CidrIpv6')],
                    lambda block: {
                        'cidr': block,
                        'protocol': json_text(changed, '$.SecurityGroupRule.IpProtocol'),
                        'from_port': json_text(changed, '$.SecurityGroupRule.FromPort'),
                        'to_port': json_text(changed, '$.SecurityGroupRule.ToPort')}))))
        ) AS opened
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
            service = 'ec2' AND action IN ('AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules')
            OR service = 'rds' AND action = 'AuthorizeDBSecurityGroupIngress'
            OR service = 'redshift' AND action = 'AuthorizeClusterSecurityGroupIngress'
        )
        AND coalesce(text_matches(request_parameters::VARCHAR, '/[0-6]"'), false)
) AS rules
WHERE coalesce(text_matches(opened.cidr, '/[0-6]$'), false)
ORDER BY event_time DESC, event_id, action, actor, security_group, opened.cidr, opened.protocol, opened.from_port, opened.to_port, source_ip_address
