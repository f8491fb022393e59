-- title: Changes to the network
-- question: Who changed security groups, network ACLs, routes, gateways, VPCs, subnets, peerings, endpoints or flow logs?
-- note: What a Describe call reads is left out. Load balancers, Route 53 and CloudFront have reports of their own or are in actions_by_region.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column kind: security group, network ACL, route, gateway, peering, endpoint, flow log, subnet, address or VPC.
-- column target: What was changed or made.
-- column request_parameters: What was asked, as logged.
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
        target_of(resources, request_parameters),
        json_text(request_parameters, '$.networkAclId'),
        json_text(request_parameters, '$.customerGatewayId'),
        json_text(request_parameters, '$.vpcPeeringConnectionId'),
        json_text(response_elements, '$.vpc.vpcId'),
        json_text(response_elements, '$.groupId')) AS target,
    request_parameters,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service = 'ec2'
    AND text_matches(action, '(SecurityGroup|NetworkAcl|Route|InternetGateway|NatGateway|CustomerGateway|VpnGateway|VpnConnection|CarrierGateway|LocalGateway|TransitGateway|Peering|VpcEndpoint|Vpc|Subnet|ClassicLink|FlowLogs|DhcpOptions|ManagedPrefixList|AllocateAddress|AssociateAddress|DisassociateAddress|ReleaseAddress)')
    AND action NOT LIKE 'Describe%'
    AND action NOT LIKE 'Get%'
    AND action NOT LIKE 'Search%'
    AND action NOT LIKE 'Export%'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
