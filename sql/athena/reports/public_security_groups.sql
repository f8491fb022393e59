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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
      coalesce(
        json_extract_scalar(request_parameters, '$.groupId'),
        nullif(json_format(json_extract(request_parameters, '$.groupId')), 'null')
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.groupName'),
        nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId'),
        nullif(
          json_format(json_extract(request_parameters, '$.ModifySecurityGroupRulesRequest.GroupId')),
          'null'
        )
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.dBSecurityGroupName'),
        nullif(json_format(json_extract(request_parameters, '$.dBSecurityGroupName')), 'null')
      ),
      coalesce(
        json_extract_scalar(request_parameters, '$.clusterSecurityGroupName'),
        nullif(
          json_format(json_extract(request_parameters, '$.clusterSecurityGroupName')),
          'null'
        )
      ),
      target
    ) AS security_group,
    unnested_opened AS opened
  FROM (
    SELECT
      *
    FROM in_scope AS activity
    CROSS JOIN UNNEST(concat(
      ARRAY[CAST(row(
        coalesce(
          coalesce(
            json_extract_scalar(request_parameters, '$.cidrIp'),
            nullif(json_format(json_extract(request_parameters, '$.cidrIp')), 'null')
          ),
          coalesce(
            json_extract_scalar(request_parameters, '$.cidrIpv6'),
            nullif(json_format(json_extract(request_parameters, '$.cidrIpv6')), 'null')
          ),
          coalesce(
            json_extract_scalar(request_parameters, '$.cIDRIP'),
            nullif(json_format(json_extract(request_parameters, '$.cIDRIP')), 'null')
          )
        ),
        coalesce(
          json_extract_scalar(request_parameters, '$.ipProtocol'),
          nullif(json_format(json_extract(request_parameters, '$.ipProtocol')), 'null')
        ),
        coalesce(
          json_extract_scalar(request_parameters, '$.fromPort'),
          nullif(json_format(json_extract(request_parameters, '$.fromPort')), 'null')
        ),
        coalesce(
          json_extract_scalar(request_parameters, '$.toPort'),
          nullif(json_format(json_extract(request_parameters, '$.toPort')), 'null')
        )
      ) AS ROW(cidr VARCHAR, protocol VARCHAR, from_port VARCHAR, to_port VARCHAR))],
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
              permission -> transform(
                concat(
                  coalesce(
                    filter(
                      transform(
                        coalesce(
                          transform(
                            CAST(try(
                              CAST(json_parse(json_format(json_extract(permission, '$.ipRanges.items'))) AS ARRAY(JSON))
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
                              CAST(json_parse(json_format(json_extract(permission, '$.ipv6Ranges.items'))) AS ARRAY(JSON))
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
                  )
                ),
                block -> CAST(row(
                  block,
                  coalesce(
                    json_extract_scalar(permission, '$.ipProtocol'),
                    nullif(json_format(json_extract(permission, '$.ipProtocol')), 'null')
                  ),
                  coalesce(
                    json_extract_scalar(permission, '$.fromPort'),
                    nullif(json_format(json_extract(permission, '$.fromPort')), 'null')
                  ),
                  coalesce(
                    json_extract_scalar(permission, '$.toPort'),
                    nullif(json_format(json_extract(permission, '$.toPort')), 'null')
                  )
                ) AS ROW(cidr VARCHAR, protocol VARCHAR, from_port VARCHAR, to_port VARCHAR))
              )
            ),
            them -> NOT them IS NULL
          )
        ),
        ARRAY[]
      ),
      coalesce(
        flatten(
          filter(
            transform(
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
              changed -> transform(
                ARRAY[coalesce(
                  json_extract_scalar(changed, '$.SecurityGroupRule.CidrIpv4'),
                  nullif(json_format(json_extract(changed, '$.SecurityGroupRule.CidrIpv4')), 'null')
                ), coalesce(
                  json_extract_scalar(changed, '$.SecurityGroupRule.CidrIpv6'),
                  nullif(json_format(json_extract(changed, '$.SecurityGroupRule.CidrIpv6')), 'null')
                )],
                block -> CAST(row(
                  block,
                  coalesce(
                    json_extract_scalar(changed, '$.SecurityGroupRule.IpProtocol'),
                    nullif(json_format(json_extract(changed, '$.SecurityGroupRule.IpProtocol')), 'null')
                  ),
                  coalesce(
                    json_extract_scalar(changed, '$.SecurityGroupRule.FromPort'),
                    nullif(json_format(json_extract(changed, '$.SecurityGroupRule.FromPort')), 'null')
                  ),
                  coalesce(
                    json_extract_scalar(changed, '$.SecurityGroupRule.ToPort'),
                    nullif(json_format(json_extract(changed, '$.SecurityGroupRule.ToPort')), 'null')
                  )
                ) AS ROW(cidr VARCHAR, protocol VARCHAR, from_port VARCHAR, to_port VARCHAR))
              )
            ),
            them -> NOT them IS NULL
          )
        ),
        ARRAY[]
      )
    )) AS each_unnested_opened(unnested_opened)
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
  coalesce(regexp_like(opened.cidr, '/[0-6]\z'), FALSE)
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  security_group,
  opened.cidr,
  opened.protocol,
  opened.from_port,
  opened.to_port,
  source_ip_address,
  actor_class,
  service,
  via_service,
  region,
  account_id,
  outcome,
  error
