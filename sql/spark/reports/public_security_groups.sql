-- Made from sql/reports/public_security_groups.sql by lake/dialects/generate.py; do not edit.
-- inputs: c12a1290b778a3cac2cda4e2243416ced14eeb1c8dd24d22a4d107936ae6d9f1
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
    coalesce(
      get_json_object(request_parameters, '$.groupId'),
      get_json_object(request_parameters, '$.groupName'),
      get_json_object(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId'),
      get_json_object(request_parameters, '$.dBSecurityGroupName'),
      get_json_object(request_parameters, '$.clusterSecurityGroupName'),
      target
    ) AS security_group,
    unnested_opened AS opened
  FROM (
    SELECT
      *,
      explode(
        concat(
          array(
            struct(
              coalesce(
                get_json_object(request_parameters, '$.cidrIp'),
                get_json_object(request_parameters, '$.cidrIpv6'),
                get_json_object(request_parameters, '$.cIDRIP')
              ) AS cidr,
              get_json_object(request_parameters, '$.ipProtocol') AS protocol,
              get_json_object(request_parameters, '$.fromPort') AS from_port,
              get_json_object(request_parameters, '$.toPort') AS to_port
            )
          ),
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
                  permission -> transform(
                    concat(
                      coalesce(
                        filter(
                          transform(
                            coalesce(
                              from_json(
                                get_json_object(concat('[', permission, ']'), '$[*].ipRanges.items'),
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
                                get_json_object(concat('[', permission, ']'), '$[*].ipv6Ranges.items'),
                                'array<string>'
                              ),
                              array()
                            ),
                            item -> get_json_object(item, '$.cidrIpv6')
                          ),
                          part -> NOT part IS NULL
                        ),
                        array()
                      )
                    ),
                    block -> struct(
                      block AS cidr,
                      get_json_object(permission, '$.ipProtocol') AS protocol,
                      get_json_object(permission, '$.fromPort') AS from_port,
                      get_json_object(permission, '$.toPort') AS to_port
                    )
                  )
                ),
                them -> NOT them IS NULL
              )
            ),
            array()
          ),
          coalesce(
            flatten(
              filter(
                transform(
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
                  changed -> transform(
                    array(
                      get_json_object(changed, '$.SecurityGroupRule.CidrIpv4'),
                      get_json_object(changed, '$.SecurityGroupRule.CidrIpv6')
                    ),
                    block -> struct(
                      block AS cidr,
                      get_json_object(changed, '$.SecurityGroupRule.IpProtocol') AS protocol,
                      get_json_object(changed, '$.SecurityGroupRule.FromPort') AS from_port,
                      get_json_object(changed, '$.SecurityGroupRule.ToPort') AS to_port
                    )
                  )
                ),
                them -> NOT them IS NULL
              )
            ),
            array()
          )
        )
      ) AS unnested_opened
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND (
        service = 'ec2'
        AND action IN ('AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules')
        OR service = 'rds'
        AND action = 'AuthorizeDBSecurityGroupIngress'
        OR service = 'redshift'
        AND action = 'AuthorizeClusterSecurityGroupIngress'
      )
      AND coalesce(regexp_like(request_parameters, '/[0-6]"'), FALSE)
  ) AS activity
) AS rules
WHERE
  coalesce(regexp_like(opened.cidr, '/[0-6]\\z'), FALSE)
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  security_group NULLS LAST,
  opened.cidr NULLS LAST,
  opened.protocol NULLS LAST,
  opened.from_port NULLS LAST,
  opened.to_port NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
