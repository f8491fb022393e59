-- title: Security groups opened to the internet
-- theme: security
-- core: event_time, actor, security_group, cidr, from_port, outcome
-- not shown: rules that name other groups or prefix lists; outbound rules; whether a rule still exists
-- question: Which rules opened a security group to every address, for which ports, by whom, and did the call succeed?
-- note: One row per rule. Every address means a CIDR block of /6 or wider, such as 0.0.0.0/0 or ::/0; no private network is that wide. Rules that name other groups or prefix lists, and outbound rules, are left out. ModifySecurityGroupRules does not record the direction of a rule. The report does not show whether the rule still exists.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column security_group: Security group.
-- column cidr: CIDR block that was allowed.
-- column protocol: Protocol; -1 means all.
-- column from_port: First port; -1 or empty means all.
-- column to_port: Last port.
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
        coalesce(json_text(request_parameters, '$.groupId'), json_text(request_parameters, '$.groupName'), json_text(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId'), json_text(request_parameters, '$.dBSecurityGroupName'), json_text(request_parameters, '$.clusterSecurityGroupName'), target) AS security_group,
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
ORDER BY event_time DESC, event_id, action, actor, security_group, opened.cidr, opened.protocol, opened.from_port, opened.to_port, source_ip_address, actor_class, service, via_service, region, account_id, outcome, error
