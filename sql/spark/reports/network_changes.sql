-- Made from sql/reports/network_changes.sql by lake/dialects/generate.py; do not edit.
-- inputs: 70ba8c5c38f89f7005b4bf728f2c444ae4cfd03c6d158925cbacd6963d3ae6d1
WITH in_scope AS (
  SELECT *
  FROM activity
  WHERE true
    AND event_time >= {{getvariable('since')}} -- if since
    AND day >= {{CAST(getvariable('since') AS DATE)}} -- if since
    AND event_time < {{getvariable('until')}} -- if until
    AND day <= {{CAST(getvariable('until') AS DATE)}} -- if until
    AND regexp_like(account, {{whole: getvariable('accounts_pattern')}}) -- if accounts_pattern
    AND regexp_like(region, {{whole: getvariable('regions_pattern')}}) -- if regions_pattern
    AND regexp_like(service, {{whole: getvariable('services_pattern')}}) -- if services_pattern
    AND regexp_like(source_ip_address, {{whole: getvariable('ips_pattern')}}) -- if ips_pattern
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
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
    event_time,
    recipient_account_id,
    event_id,
    event_category,
    source_ip_address,
    error_code,
    error_message,
    request_parameters,
    response_elements,
    outcome,
    action,
    service,
    region,
    actor,
    actor_class,
    via_service,
    recipient_account_id AS account_id,
    coalesce(error_code, error_message) AS error,
    CASE
      WHEN contains(action, 'SecurityGroup')
      THEN 'security group'
      WHEN contains(action, 'NetworkAcl')
      THEN 'network ACL'
      WHEN contains(action, 'FlowLog')
      THEN 'flow log'
      WHEN contains(action, 'Gateway') OR contains(action, 'VpnConnection')
      THEN 'gateway'
      WHEN contains(action, 'Route')
      THEN 'route'
      WHEN contains(action, 'Peering')
      THEN 'peering'
      WHEN contains(action, 'VpcEndpoint')
      THEN 'endpoint'
      WHEN contains(action, 'Subnet')
      THEN 'subnet'
      WHEN contains(action, 'Address')
      THEN 'address'
      ELSE 'VPC'
    END AS kind,
    coalesce(
      activity.target,
      get_json_object(request_parameters, '$.networkAclId'),
      get_json_object(request_parameters, '$.customerGatewayId'),
      get_json_object(request_parameters, '$.vpcPeeringConnectionId'),
      get_json_object(response_elements, '$.vpc.vpcId'),
      get_json_object(response_elements, '$.groupId')
    ) AS target,
    coalesce(
      (
        CASE
          WHEN regexp_like(
            request_parameters,
            '"(ipPermissions|cidrIp|cidrIpv6|SecurityGroupRule|securityGroupRuleIds)"'
          )
          THEN (
            nullif(
              nullif(
                array_join(
                  concat(
                    coalesce(
                      flatten(
                        filter(
                          transform(
                            coalesce(
                              from_json(
                                get_json_object(concat('[', request_parameters, ']'), '$[*].ipPermissions.items'),
                                'array<string>'
                              ),
                              array()
                            ),
                            permission__0 -> transform(
                              concat(
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        from_json(
                                          get_json_object(concat('[', permission__0, ']'), '$[*].ipRanges.items'),
                                          'array<string>'
                                        ),
                                        array()
                                      ),
                                      item -> get_json_object(item, '$.cidrIp')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        from_json(
                                          get_json_object(concat('[', permission__0, ']'), '$[*].ipv6Ranges.items'),
                                          'array<string>'
                                        ),
                                        array()
                                      ),
                                      item -> get_json_object(item, '$.cidrIpv6')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  transform(
                                    coalesce(
                                      from_json(
                                        get_json_object(concat('[', permission__0, ']'), '$[*].groups.items'),
                                        'array<string>'
                                      ),
                                      array()
                                    ),
                                    peer__1 -> coalesce(get_json_object(peer__1, '$.groupId'), get_json_object(peer__1, '$.groupName'))
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        from_json(
                                          get_json_object(concat('[', permission__0, ']'), '$[*].prefixListIds.items'),
                                          'array<string>'
                                        ),
                                        array()
                                      ),
                                      item -> get_json_object(item, '$.prefixListId')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                )
                              ),
                              peer__2 -> (
                                CASE get_json_object(permission__0, '$.ipProtocol')
                                  WHEN '-1'
                                  THEN 'all'
                                  WHEN '1'
                                  THEN 'icmp'
                                  WHEN '6'
                                  THEN 'tcp'
                                  WHEN '17'
                                  THEN 'udp'
                                  WHEN '58'
                                  THEN 'icmpv6'
                                  ELSE coalesce(get_json_object(permission__0, '$.ipProtocol'), 'all')
                                END || CASE
                                  WHEN get_json_object(permission__0, '$.fromPort') IS NULL
                                  OR coalesce(get_json_object(permission__0, '$.ipProtocol'), '-1') = '-1'
                                  THEN ''
                                  WHEN coalesce(
                                    get_json_object(permission__0, '$.toPort'),
                                    get_json_object(permission__0, '$.fromPort')
                                  ) = get_json_object(permission__0, '$.fromPort')
                                  THEN ' ' || get_json_object(permission__0, '$.fromPort')
                                  ELSE ' ' || get_json_object(permission__0, '$.fromPort') || '-' || get_json_object(permission__0, '$.toPort')
                                END
                              ) || ' ' || CASE WHEN contains(action, 'Egress') THEN 'to' ELSE 'from' END || ' ' || peer__2
                            )
                          ),
                          them -> NOT them IS NULL
                        )
                      ),
                      array()
                    ),
                    coalesce(
                      transform(
                        filter(
                          array(
                            get_json_object(request_parameters, '$.cidrIp'),
                            get_json_object(request_parameters, '$.cidrIpv6')
                          ),
                          peer__3 -> NOT peer__3 IS NULL
                        ),
                        peer__4 -> (
                          CASE get_json_object(request_parameters, '$.ipProtocol')
                            WHEN '-1'
                            THEN 'all'
                            WHEN '1'
                            THEN 'icmp'
                            WHEN '6'
                            THEN 'tcp'
                            WHEN '17'
                            THEN 'udp'
                            WHEN '58'
                            THEN 'icmpv6'
                            ELSE coalesce(get_json_object(request_parameters, '$.ipProtocol'), 'all')
                          END || CASE
                            WHEN get_json_object(request_parameters, '$.fromPort') IS NULL
                            OR coalesce(get_json_object(request_parameters, '$.ipProtocol'), '-1') = '-1'
                            THEN ''
                            WHEN coalesce(
                              get_json_object(request_parameters, '$.toPort'),
                              get_json_object(request_parameters, '$.fromPort')
                            ) = get_json_object(request_parameters, '$.fromPort')
                            THEN ' ' || get_json_object(request_parameters, '$.fromPort')
                            ELSE ' ' || get_json_object(request_parameters, '$.fromPort') || '-' || get_json_object(request_parameters, '$.toPort')
                          END
                        ) || ' ' || CASE WHEN contains(action, 'Egress') THEN 'to' ELSE 'from' END || ' ' || peer__4
                      ),
                      array()
                    ),
                    coalesce(
                      transform(
                        filter(
                          concat(
                            array(
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].ModifySecurityGroupRulesRequest.SecurityGroupRule'
                              )
                            ),
                            coalesce(
                              coalesce(
                                from_json(
                                  get_json_object(
                                    concat('[', request_parameters, ']'),
                                    '$[*].ModifySecurityGroupRulesRequest.SecurityGroupRule'
                                  ),
                                  'array<string>'
                                ),
                                array()
                              ),
                              array()
                            )
                          ),
                          changed__5 -> CASE substring(changed__5, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                        ),
                        changed__6 -> concat_ws(
                          ' ',
                          get_json_object(changed__6, '$.SecurityGroupRuleId'),
                          (
                            CASE get_json_object(changed__6, '$.SecurityGroupRule.IpProtocol')
                              WHEN '-1'
                              THEN 'all'
                              WHEN '1'
                              THEN 'icmp'
                              WHEN '6'
                              THEN 'tcp'
                              WHEN '17'
                              THEN 'udp'
                              WHEN '58'
                              THEN 'icmpv6'
                              ELSE coalesce(get_json_object(changed__6, '$.SecurityGroupRule.IpProtocol'), 'all')
                            END || CASE
                              WHEN get_json_object(changed__6, '$.SecurityGroupRule.FromPort') IS NULL
                              OR coalesce(get_json_object(changed__6, '$.SecurityGroupRule.IpProtocol'), '-1') = '-1'
                              THEN ''
                              WHEN coalesce(
                                get_json_object(changed__6, '$.SecurityGroupRule.ToPort'),
                                get_json_object(changed__6, '$.SecurityGroupRule.FromPort')
                              ) = get_json_object(changed__6, '$.SecurityGroupRule.FromPort')
                              THEN ' ' || get_json_object(changed__6, '$.SecurityGroupRule.FromPort')
                              ELSE ' ' || get_json_object(changed__6, '$.SecurityGroupRule.FromPort') || '-' || get_json_object(changed__6, '$.SecurityGroupRule.ToPort')
                            END
                          ),
                          'for',
                          coalesce(
                            get_json_object(changed__6, '$.SecurityGroupRule.CidrIpv4'),
                            get_json_object(changed__6, '$.SecurityGroupRule.CidrIpv6'),
                            get_json_object(changed__6, '$.SecurityGroupRule.ReferencedGroupId'),
                            get_json_object(changed__6, '$.SecurityGroupRule.PrefixListId')
                          )
                        )
                      ),
                      array()
                    ),
                    coalesce(
                      transform(
                        filter(
                          transform(
                            coalesce(
                              from_json(
                                get_json_object(concat('[', request_parameters, ']'), '$[*].securityGroupRuleIds.items'),
                                'array<string>'
                              ),
                              array()
                            ),
                            item -> get_json_object(item, '$.securityGroupRuleId')
                          ),
                          part -> NOT part IS NULL
                        ),
                        rule__7 -> 'rule ' || rule__7
                      ),
                      array()
                    )
                  ),
                  '; '
                ),
                ''
              ),
              ''
            )
          )
        END
      ),
      (
        CASE
          WHEN NOT get_json_object(request_parameters, '$.ruleNumber') IS NULL
          THEN concat_ws(
            ' ',
            'rule',
            get_json_object(request_parameters, '$.ruleNumber') || CASE
              WHEN get_json_object(request_parameters, '$.ruleAction') IS NULL
              THEN ''
              ELSE ':'
            END,
            get_json_object(request_parameters, '$.ruleAction'),
            CASE
              WHEN NOT get_json_object(request_parameters, '$.aclProtocol') IS NULL
              THEN (
                CASE get_json_object(request_parameters, '$.aclProtocol')
                  WHEN '-1'
                  THEN 'all'
                  WHEN '1'
                  THEN 'icmp'
                  WHEN '6'
                  THEN 'tcp'
                  WHEN '17'
                  THEN 'udp'
                  WHEN '58'
                  THEN 'icmpv6'
                  ELSE coalesce(get_json_object(request_parameters, '$.aclProtocol'), 'all')
                END || CASE
                  WHEN get_json_object(request_parameters, '$.portRange.from') IS NULL
                  OR coalesce(get_json_object(request_parameters, '$.aclProtocol'), '-1') = '-1'
                  THEN ''
                  WHEN coalesce(
                    get_json_object(request_parameters, '$.portRange.to'),
                    get_json_object(request_parameters, '$.portRange.from')
                  ) = get_json_object(request_parameters, '$.portRange.from')
                  THEN ' ' || get_json_object(request_parameters, '$.portRange.from')
                  ELSE ' ' || get_json_object(request_parameters, '$.portRange.from') || '-' || get_json_object(request_parameters, '$.portRange.to')
                END
              )
            END,
            CASE get_json_object(request_parameters, '$.egress')
              WHEN 'true'
              THEN 'outbound'
              WHEN 'false'
              THEN 'inbound'
            END,
            CASE get_json_object(request_parameters, '$.egress')
              WHEN 'true'
              THEN 'to '
              ELSE 'from '
            END || coalesce(
              get_json_object(request_parameters, '$.cidrBlock'),
              get_json_object(request_parameters, '$.ipv6CidrBlock')
            )
          )
        END
      ),
      (
        (
          nullif(
            nullif(
              array_join(
                transform(
                  filter(
                    regexp_extract_all(
                      request_parameters,
                      '"[^"\\\\]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(?:"[^"\\\\]*"|-?[0-9.]+|true|false)',
                      0
                    ),
                    pair__8 -> regexp_extract(pair__8, '^"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"?([^"]*)"?\\z', 2) <> ''
                    AND regexp_extract(pair__8, '^"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"?([^"]*)"?\\z', 1) <> 'tag'
                  ),
                  pair__9 -> regexp_extract(pair__9, '^"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"?([^"]*)"?\\z', 1) || '=' || regexp_extract(pair__9, '^"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"?([^"]*)"?\\z', 2)
                ),
                ', '
              ),
              ''
            ),
            ''
          )
        )
      )
    ) AS details
  FROM in_scope AS activity
  WHERE
    event_category IS DISTINCT FROM 'NetworkActivity'
    AND service = 'ec2'
    AND regexp_like(
      action,
      '(SecurityGroup|NetworkAcl|Route|InternetGateway|NatGateway|CustomerGateway|VpnGateway|VpnConnection|CarrierGateway|LocalGateway|TransitGateway|Peering|VpcEndpoint|Vpc|Subnet|ClassicLink|FlowLogs|DhcpOptions|ManagedPrefixList|AllocateAddress|AssociateAddress|DisassociateAddress|ReleaseAddress)'
    )
    AND action NOT LIKE 'Describe%'
    AND action NOT LIKE 'Get%'
    AND action NOT LIKE 'Search%'
    AND action NOT LIKE 'Export%'
) AS changes
WHERE
  {{getvariable('kind') IS NULL}} OR kind = {{getvariable('kind')}}
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  kind NULLS LAST,
  details NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
