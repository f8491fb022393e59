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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
      WHEN strpos(action, 'SecurityGroup') > 0
      THEN 'security group'
      WHEN strpos(action, 'NetworkAcl') > 0
      THEN 'network ACL'
      WHEN strpos(action, 'FlowLog') > 0
      THEN 'flow log'
      WHEN strpos(action, 'Gateway') > 0 OR strpos(action, 'VpnConnection') > 0
      THEN 'gateway'
      WHEN strpos(action, 'Route') > 0
      THEN 'route'
      WHEN strpos(action, 'Peering') > 0
      THEN 'peering'
      WHEN strpos(action, 'VpcEndpoint') > 0
      THEN 'endpoint'
      WHEN strpos(action, 'Subnet') > 0
      THEN 'subnet'
      WHEN strpos(action, 'Address') > 0
      THEN 'address'
      ELSE 'VPC'
    END AS kind,
    coalesce(
      activity.target,
      coalesce(
        json_extract_scalar(request_parameters, '$.networkAclId'),
        nullif(json_format(json_extract(request_parameters, '$.networkAclId')), 'null')
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.customerGatewayId'),
        nullif(json_format(json_extract(request_parameters, '$.customerGatewayId')), 'null')
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.vpcPeeringConnectionId'),
        nullif(json_format(json_extract(request_parameters, '$.vpcPeeringConnectionId')), 'null')
      ),
      coalesce(
        json_extract_scalar(response_elements, '$.vpc.vpcId'),
        nullif(json_format(json_extract(response_elements, '$.vpc.vpcId')), 'null')
      ),
      coalesce(
        json_extract_scalar(response_elements, '$.groupId'),
        nullif(json_format(json_extract(response_elements, '$.groupId')), 'null')
      )
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
                              transform(
                                CAST(try(
                                  CAST(json_parse(json_format(json_extract(request_parameters, '$.ipPermissions.items'))) AS ARRAY(JSON))
                                ) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            permission__0 -> transform(
                              concat(
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          CAST(try(
                                            CAST(json_parse(json_format(json_extract(permission__0, '$.ipRanges.items'))) AS ARRAY(JSON))
                                          ) AS ARRAY(JSON)),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.cidrIp'),
                                        nullif(json_format(json_extract(item, '$.cidrIp')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          CAST(try(
                                            CAST(json_parse(json_format(json_extract(permission__0, '$.ipv6Ranges.items'))) AS ARRAY(JSON))
                                          ) AS ARRAY(JSON)),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.cidrIpv6'),
                                        nullif(json_format(json_extract(item, '$.cidrIpv6')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                ),
                                coalesce(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(
                                          CAST(json_parse(json_format(json_extract(permission__0, '$.groups.items'))) AS ARRAY(JSON))
                                        ) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    peer__1 -> coalesce(
                                      coalesce(
                                        json_extract_scalar(peer__1, '$.groupId'),
                                        nullif(json_format(json_extract(peer__1, '$.groupId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(peer__1, '$.groupName'),
                                        nullif(json_format(json_extract(peer__1, '$.groupName')), 'null')
                                      )
                                    )
                                  ),
                                  ARRAY[]
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          CAST(try(
                                            CAST(json_parse(json_format(json_extract(permission__0, '$.prefixListIds.items'))) AS ARRAY(JSON))
                                          ) AS ARRAY(JSON)),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.prefixListId'),
                                        nullif(json_format(json_extract(item, '$.prefixListId')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                )
                              ),
                              peer__2 -> concat(
                                CAST(concat(
                                  CAST(CASE coalesce(
                                      json_extract_scalar(permission__0, '$.ipProtocol'),
                                      nullif(json_format(json_extract(permission__0, '$.ipProtocol')), 'null')
                                    )
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
                                    ELSE coalesce(
                                      coalesce(
                                        json_extract_scalar(permission__0, '$.ipProtocol'),
                                        nullif(json_format(json_extract(permission__0, '$.ipProtocol')), 'null')
                                      ),
                                      'all'
                                    )
                                  END AS VARCHAR),
                                  CAST(CASE
                                    WHEN coalesce(
                                      json_extract_scalar(permission__0, '$.fromPort'),
                                      nullif(json_format(json_extract(permission__0, '$.fromPort')), 'null')
                                    ) IS NULL
                                    OR coalesce(
                                      coalesce(
                                        json_extract_scalar(permission__0, '$.ipProtocol'),
                                        nullif(json_format(json_extract(permission__0, '$.ipProtocol')), 'null')
                                      ),
                                      '-1'
                                    ) = '-1'
                                    THEN ''
                                    WHEN coalesce(
                                      coalesce(
                                        json_extract_scalar(permission__0, '$.toPort'),
                                        nullif(json_format(json_extract(permission__0, '$.toPort')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(permission__0, '$.fromPort'),
                                        nullif(json_format(json_extract(permission__0, '$.fromPort')), 'null')
                                      )
                                    ) = coalesce(
                                      json_extract_scalar(permission__0, '$.fromPort'),
                                      nullif(json_format(json_extract(permission__0, '$.fromPort')), 'null')
                                    )
                                    THEN concat(
                                      CAST(' ' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(permission__0, '$.fromPort'),
                                        nullif(json_format(json_extract(permission__0, '$.fromPort')), 'null')
                                      ) AS VARCHAR)
                                    )
                                    ELSE concat(
                                      CAST(' ' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(permission__0, '$.fromPort'),
                                        nullif(json_format(json_extract(permission__0, '$.fromPort')), 'null')
                                      ) AS VARCHAR),
                                      CAST('-' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(permission__0, '$.toPort'),
                                        nullif(json_format(json_extract(permission__0, '$.toPort')), 'null')
                                      ) AS VARCHAR)
                                    )
                                  END AS VARCHAR)
                                ) AS VARCHAR),
                                CAST(' ' AS VARCHAR),
                                CAST(CASE WHEN strpos(action, 'Egress') > 0 THEN 'to' ELSE 'from' END AS VARCHAR),
                                CAST(' ' AS VARCHAR),
                                CAST(peer__2 AS VARCHAR)
                              )
                            )
                          ),
                          them -> NOT them IS NULL
                        )
                      ),
                      ARRAY[]
                    ),
                    coalesce(
                      transform(
                        filter(
                          ARRAY[coalesce(
                            json_extract_scalar(request_parameters, '$.cidrIp'),
                            nullif(json_format(json_extract(request_parameters, '$.cidrIp')), 'null')
                          ), coalesce(
                            json_extract_scalar(request_parameters, '$.cidrIpv6'),
                            nullif(json_format(json_extract(request_parameters, '$.cidrIpv6')), 'null')
                          )],
                          peer__3 -> NOT peer__3 IS NULL
                        ),
                        peer__4 -> concat(
                          CAST(concat(
                            CAST(CASE coalesce(
                                json_extract_scalar(request_parameters, '$.ipProtocol'),
                                nullif(json_format(json_extract(request_parameters, '$.ipProtocol')), 'null')
                              )
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
                              ELSE coalesce(
                                coalesce(
                                  json_extract_scalar(request_parameters, '$.ipProtocol'),
                                  nullif(json_format(json_extract(request_parameters, '$.ipProtocol')), 'null')
                                ),
                                'all'
                              )
                            END AS VARCHAR),
                            CAST(CASE
                              WHEN coalesce(
                                json_extract_scalar(request_parameters, '$.fromPort'),
                                nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
                              ) IS NULL
                              OR coalesce(
                                coalesce(
                                  json_extract_scalar(request_parameters, '$.ipProtocol'),
                                  nullif(json_format(json_extract(request_parameters, '$.ipProtocol')), 'null')
                                ),
                                '-1'
                              ) = '-1'
                              THEN ''
                              WHEN coalesce(
                                coalesce(
                                  json_extract_scalar(request_parameters, '$.toPort'),
                                  nullif(json_format(json_extract(request_parameters, '$.toPort')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(request_parameters, '$.fromPort'),
                                  nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
                                )
                              ) = coalesce(
                                json_extract_scalar(request_parameters, '$.fromPort'),
                                nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
                              )
                              THEN concat(
                                CAST(' ' AS VARCHAR),
                                CAST(coalesce(
                                  json_extract_scalar(request_parameters, '$.fromPort'),
                                  nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
                                ) AS VARCHAR)
                              )
                              ELSE concat(
                                CAST(' ' AS VARCHAR),
                                CAST(coalesce(
                                  json_extract_scalar(request_parameters, '$.fromPort'),
                                  nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
                                ) AS VARCHAR),
                                CAST('-' AS VARCHAR),
                                CAST(coalesce(
                                  json_extract_scalar(request_parameters, '$.toPort'),
                                  nullif(json_format(json_extract(request_parameters, '$.toPort')), 'null')
                                ) AS VARCHAR)
                              )
                            END AS VARCHAR)
                          ) AS VARCHAR),
                          CAST(' ' AS VARCHAR),
                          CAST(CASE WHEN strpos(action, 'Egress') > 0 THEN 'to' ELSE 'from' END AS VARCHAR),
                          CAST(' ' AS VARCHAR),
                          CAST(peer__4 AS VARCHAR)
                        )
                      ),
                      ARRAY[]
                    ),
                    coalesce(
                      transform(
                        filter(
                          concat(
                            ARRAY[json_format(
                              json_extract(request_parameters, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule')
                            )],
                            coalesce(
                              coalesce(
                                transform(
                                  CAST(try(
                                    CAST(json_parse(
                                      json_format(
                                        json_extract(request_parameters, '$.ModifySecurityGroupRulesRequest.SecurityGroupRule')
                                      )
                                    ) AS ARRAY(JSON))
                                  ) AS ARRAY(JSON)),
                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                ),
                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                              ),
                              ARRAY[]
                            )
                          ),
                          changed__5 -> CASE substr(changed__5, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                        ),
                        changed__6 -> concat_ws(
                          ' ',
                          CAST(coalesce(
                            json_extract_scalar(changed__6, '$.SecurityGroupRuleId'),
                            nullif(json_format(json_extract(changed__6, '$.SecurityGroupRuleId')), 'null')
                          ) AS VARCHAR),
                          CAST((
                            concat(
                              CAST(CASE coalesce(
                                  json_extract_scalar(changed__6, '$.SecurityGroupRule.IpProtocol'),
                                  nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.IpProtocol')), 'null')
                                )
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
                                ELSE coalesce(
                                  coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.IpProtocol'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.IpProtocol')), 'null')
                                  ),
                                  'all'
                                )
                              END AS VARCHAR),
                              CAST(CASE
                                WHEN coalesce(
                                  json_extract_scalar(changed__6, '$.SecurityGroupRule.FromPort'),
                                  nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.FromPort')), 'null')
                                ) IS NULL
                                OR coalesce(
                                  coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.IpProtocol'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.IpProtocol')), 'null')
                                  ),
                                  '-1'
                                ) = '-1'
                                THEN ''
                                WHEN coalesce(
                                  coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.ToPort'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.ToPort')), 'null')
                                  ),
                                  coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.FromPort'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.FromPort')), 'null')
                                  )
                                ) = coalesce(
                                  json_extract_scalar(changed__6, '$.SecurityGroupRule.FromPort'),
                                  nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.FromPort')), 'null')
                                )
                                THEN concat(
                                  CAST(' ' AS VARCHAR),
                                  CAST(coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.FromPort'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.FromPort')), 'null')
                                  ) AS VARCHAR)
                                )
                                ELSE concat(
                                  CAST(' ' AS VARCHAR),
                                  CAST(coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.FromPort'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.FromPort')), 'null')
                                  ) AS VARCHAR),
                                  CAST('-' AS VARCHAR),
                                  CAST(coalesce(
                                    json_extract_scalar(changed__6, '$.SecurityGroupRule.ToPort'),
                                    nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.ToPort')), 'null')
                                  ) AS VARCHAR)
                                )
                              END AS VARCHAR)
                            )
                          ) AS VARCHAR),
                          CAST('for' AS VARCHAR),
                          CAST(coalesce(
                            coalesce(
                              json_extract_scalar(changed__6, '$.SecurityGroupRule.CidrIpv4'),
                              nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.CidrIpv4')), 'null')
                            ),
                            coalesce(
                              json_extract_scalar(changed__6, '$.SecurityGroupRule.CidrIpv6'),
                              nullif(json_format(json_extract(changed__6, '$.SecurityGroupRule.CidrIpv6')), 'null')
                            ),
                            coalesce(
                              json_extract_scalar(changed__6, '$.SecurityGroupRule.ReferencedGroupId'),
                              nullif(
                                json_format(json_extract(changed__6, '$.SecurityGroupRule.ReferencedGroupId')),
                                'null'
                              )
                            ),
                            coalesce(
                              json_extract_scalar(changed__6, '$.SecurityGroupRule.PrefixListId'),
                              nullif(
                                json_format(json_extract(changed__6, '$.SecurityGroupRule.PrefixListId')),
                                'null'
                              )
                            )
                          ) AS VARCHAR)
                        )
                      ),
                      ARRAY[]
                    ),
                    coalesce(
                      transform(
                        filter(
                          transform(
                            coalesce(
                              transform(
                                CAST(try(
                                  CAST(json_parse(json_format(json_extract(request_parameters, '$.securityGroupRuleIds.items'))) AS ARRAY(JSON))
                                ) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            item -> coalesce(
                              json_extract_scalar(item, '$.securityGroupRuleId'),
                              nullif(json_format(json_extract(item, '$.securityGroupRuleId')), 'null')
                            )
                          ),
                          part -> NOT part IS NULL
                        ),
                        rule__7 -> concat(CAST('rule ' AS VARCHAR), CAST(rule__7 AS VARCHAR))
                      ),
                      ARRAY[]
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
          WHEN NOT coalesce(
            json_extract_scalar(request_parameters, '$.ruleNumber'),
            nullif(json_format(json_extract(request_parameters, '$.ruleNumber')), 'null')
          ) IS NULL
          THEN concat_ws(
            ' ',
            CAST('rule' AS VARCHAR),
            CAST(concat(
              CAST(coalesce(
                json_extract_scalar(request_parameters, '$.ruleNumber'),
                nullif(json_format(json_extract(request_parameters, '$.ruleNumber')), 'null')
              ) AS VARCHAR),
              CAST(CASE
                WHEN coalesce(
                  json_extract_scalar(request_parameters, '$.ruleAction'),
                  nullif(json_format(json_extract(request_parameters, '$.ruleAction')), 'null')
                ) IS NULL
                THEN ''
                ELSE ':'
              END AS VARCHAR)
            ) AS VARCHAR),
            CAST(coalesce(
              json_extract_scalar(request_parameters, '$.ruleAction'),
              nullif(json_format(json_extract(request_parameters, '$.ruleAction')), 'null')
            ) AS VARCHAR),
            CAST(CASE
              WHEN NOT coalesce(
                json_extract_scalar(request_parameters, '$.aclProtocol'),
                nullif(json_format(json_extract(request_parameters, '$.aclProtocol')), 'null')
              ) IS NULL
              THEN (
                concat(
                  CAST(CASE coalesce(
                      json_extract_scalar(request_parameters, '$.aclProtocol'),
                      nullif(json_format(json_extract(request_parameters, '$.aclProtocol')), 'null')
                    )
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
                    ELSE coalesce(
                      coalesce(
                        json_extract_scalar(request_parameters, '$.aclProtocol'),
                        nullif(json_format(json_extract(request_parameters, '$.aclProtocol')), 'null')
                      ),
                      'all'
                    )
                  END AS VARCHAR),
                  CAST(CASE
                    WHEN coalesce(
                      json_extract_scalar(request_parameters, '$.portRange.from'),
                      nullif(json_format(json_extract(request_parameters, '$.portRange.from')), 'null')
                    ) IS NULL
                    OR coalesce(
                      coalesce(
                        json_extract_scalar(request_parameters, '$.aclProtocol'),
                        nullif(json_format(json_extract(request_parameters, '$.aclProtocol')), 'null')
                      ),
                      '-1'
                    ) = '-1'
                    THEN ''
                    WHEN coalesce(
                      coalesce(
                        json_extract_scalar(request_parameters, '$.portRange.to'),
                        nullif(json_format(json_extract(request_parameters, '$.portRange.to')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(request_parameters, '$.portRange.from'),
                        nullif(json_format(json_extract(request_parameters, '$.portRange.from')), 'null')
                      )
                    ) = coalesce(
                      json_extract_scalar(request_parameters, '$.portRange.from'),
                      nullif(json_format(json_extract(request_parameters, '$.portRange.from')), 'null')
                    )
                    THEN concat(
                      CAST(' ' AS VARCHAR),
                      CAST(coalesce(
                        json_extract_scalar(request_parameters, '$.portRange.from'),
                        nullif(json_format(json_extract(request_parameters, '$.portRange.from')), 'null')
                      ) AS VARCHAR)
                    )
                    ELSE concat(
                      CAST(' ' AS VARCHAR),
                      CAST(coalesce(
                        json_extract_scalar(request_parameters, '$.portRange.from'),
                        nullif(json_format(json_extract(request_parameters, '$.portRange.from')), 'null')
                      ) AS VARCHAR),
                      CAST('-' AS VARCHAR),
                      CAST(coalesce(
                        json_extract_scalar(request_parameters, '$.portRange.to'),
                        nullif(json_format(json_extract(request_parameters, '$.portRange.to')), 'null')
                      ) AS VARCHAR)
                    )
                  END AS VARCHAR)
                )
              )
            END AS VARCHAR),
            CAST(CASE coalesce(
                json_extract_scalar(request_parameters, '$.egress'),
                nullif(json_format(json_extract(request_parameters, '$.egress')), 'null')
              )
              WHEN 'true'
              THEN 'outbound'
              WHEN 'false'
              THEN 'inbound'
            END AS VARCHAR),
            CAST(concat(
              CAST(CASE coalesce(
                  json_extract_scalar(request_parameters, '$.egress'),
                  nullif(json_format(json_extract(request_parameters, '$.egress')), 'null')
                )
                WHEN 'true'
                THEN 'to '
                ELSE 'from '
              END AS VARCHAR),
              CAST(coalesce(
                coalesce(
                  json_extract_scalar(request_parameters, '$.cidrBlock'),
                  nullif(json_format(json_extract(request_parameters, '$.cidrBlock')), 'null')
                ),
                coalesce(
                  json_extract_scalar(request_parameters, '$.ipv6CidrBlock'),
                  nullif(json_format(json_extract(request_parameters, '$.ipv6CidrBlock')), 'null')
                )
              ) AS VARCHAR)
            ) AS VARCHAR)
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
                      '"[^"\\]+"[ \t\n\f\r]*:[ \t\n\f\r]*(?:"[^"\\]*"|-?[0-9.]+|true|false)',
                      0
                    ),
                    pair__8 -> CASE
                      WHEN NOT pair__8 IS NULL
                      THEN coalesce(
                        regexp_extract(pair__8, '^"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*"?([^"]*)"?\z', 2),
                        ''
                      )
                    END <> ''
                    AND CASE
                      WHEN NOT pair__8 IS NULL
                      THEN coalesce(
                        regexp_extract(pair__8, '^"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*"?([^"]*)"?\z', 1),
                        ''
                      )
                    END <> 'tag'
                  ),
                  pair__9 -> concat(
                    CAST(CASE
                      WHEN NOT pair__9 IS NULL
                      THEN coalesce(
                        regexp_extract(pair__9, '^"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*"?([^"]*)"?\z', 1),
                        ''
                      )
                    END AS VARCHAR),
                    CAST('=' AS VARCHAR),
                    CAST(CASE
                      WHEN NOT pair__9 IS NULL
                      THEN coalesce(
                        regexp_extract(pair__9, '^"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*"?([^"]*)"?\z', 2),
                        ''
                      )
                    END AS VARCHAR)
                  )
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
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  kind,
  details,
  via_service,
  region,
  account_id,
  outcome,
  error
