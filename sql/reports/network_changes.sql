-- title: Network changes
-- theme: network
-- core: event_time, actor, action, target, outcome
-- not shown: read-only calls; load balancers, Route 53 and CloudFront (see health_checks_and_zones and distributions)
-- question: Who changed security groups, network ACLs, routes, gateways, VPCs, subnets, peering connections, endpoints or flow logs?
-- note: Read-only calls are left out. Load balancers, Route 53 and CloudFront are in reports of their own or in actions_by_region.
-- parameter kind ENUM('security group', 'network ACL', 'route', 'gateway', 'peering', 'endpoint', 'flow log', 'subnet', 'address', 'VPC') = NULL: Show only changes of this kind.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column kind: security group, network ACL, route, gateway, peering, endpoint, flow log, subnet, address or VPC.
-- column target: Changed or created resource.
-- column details: Rules of security groups and network ACLs, as tcp 22 from 0.0.0.0/0; for other calls, the parameters.
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
    kind,
    target,
    details,
    via_service,
    region,
    source_ip_address,
    account_id,
    outcome,
    error,
    event_id
FROM (
    SELECT
        * EXCLUDE (target),
        recipient_account_id AS account_id,
        coalesce(error_code, error_message) AS error,
        CASE
            WHEN contains(action, 'SecurityGroup') THEN 'security group'
            WHEN contains(action, 'NetworkAcl') THEN 'network ACL'
            WHEN contains(action, 'FlowLog') THEN 'flow log'
            WHEN contains(action, 'Gateway') OR contains(action, 'VpnConnection') THEN 'gateway'
            WHEN contains(action, 'Route') THEN 'route'
            WHEN contains(action, 'Peering') THEN 'peering'
            WHEN contains(action, 'VpcEndpoint') THEN 'endpoint'
            WHEN contains(action, 'Subnet') THEN 'subnet'
            WHEN contains(action, 'Address') THEN 'address'
            ELSE 'VPC'
        END AS kind,
        coalesce(
            activity.target,
            json_text(request_parameters, '$.networkAclId'),
            json_text(request_parameters, '$.customerGatewayId'),
            json_text(request_parameters, '$.vpcPeeringConnectionId'),
            json_text(response_elements, '$.vpc.vpcId'),
            json_text(response_elements, '$.groupId')) AS target,
        coalesce(
            security_group_rules(request_parameters, CASE WHEN contains(action, 'Egress') THEN 'to' ELSE 'from' END),
            network_acl_rule(request_parameters),
            flat_parameters(request_parameters)) AS details
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        AND service = 'ec2'
        AND text_matches(action, '(SecurityGroup|NetworkAcl|Route|InternetGateway|NatGateway|CustomerGateway|VpnGateway|VpnConnection|CarrierGateway|LocalGateway|TransitGateway|Peering|VpcEndpoint|Vpc|Subnet|ClassicLink|FlowLogs|DhcpOptions|ManagedPrefixList|AllocateAddress|AssociateAddress|DisassociateAddress|ReleaseAddress)')
        AND action NOT LIKE 'Describe%'
        AND action NOT LIKE 'Get%'
        AND action NOT LIKE 'Search%'
        AND action NOT LIKE 'Export%'
) AS changes
WHERE getvariable('kind') IS NULL OR kind = getvariable('kind')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, kind, details, via_service, region, account_id, outcome, error
