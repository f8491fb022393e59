-- Made from sql/reports/access_denied.sql by lake/dialects/generate.py; do not edit.
-- inputs: 988019b88ea1dc4014c02938572b271d2a3c72641518885000f1536ced30225d
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
  max(event_time) AS last_at,
  coalesce(actor_arn, actor) AS caller,
  actor_class,
  service,
  action,
  min(
    coalesce(
      (
        coalesce(
          (
            CASE
              WHEN strpos(resources, 'AWS::S3::Object') > 0
              THEN coalesce(
                coalesce(
                  json_extract_scalar(
                    element_at(
                      filter(
                        coalesce(
                          transform(
                            CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                          ),
                          CAST(ARRAY[] AS ARRAY(VARCHAR))
                        ),
                        it__0 -> coalesce(
                          json_extract_scalar(it__0, '$.type'),
                          nullif(json_format(json_extract(it__0, '$.type')), 'null')
                        ) = 'AWS::S3::Object'
                        AND coalesce(
                          json_extract_scalar(it__0, '$.ARN'),
                          nullif(json_format(json_extract(it__0, '$.ARN')), 'null')
                        ) <> ''
                      ),
                      1
                    ),
                    '$.ARN'
                  ),
                  nullif(
                    json_format(
                      json_extract(
                        element_at(
                          filter(
                            coalesce(
                              transform(
                                CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            it__0 -> coalesce(
                              json_extract_scalar(it__0, '$.type'),
                              nullif(json_format(json_extract(it__0, '$.type')), 'null')
                            ) = 'AWS::S3::Object'
                            AND coalesce(
                              json_extract_scalar(it__0, '$.ARN'),
                              nullif(json_format(json_extract(it__0, '$.ARN')), 'null')
                            ) <> ''
                          ),
                          1
                        ),
                        '$.ARN'
                      )
                    ),
                    'null'
                  )
                ),
                CASE
                  WHEN NOT strpos(resources, 'ARNPrefix') > 0
                  THEN nullif(
                    coalesce(
                      json_extract_scalar(resources, '$[0].ARN'),
                      nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                    ),
                    ''
                  )
                END
              )
              ELSE nullif(
                coalesce(
                  json_extract_scalar(resources, '$[0].ARN'),
                  nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                ),
                ''
              )
            END
          ),
          concat(
            CAST(coalesce(
              json_extract_scalar(request_parameters, '$.bucketName'),
              nullif(json_format(json_extract(request_parameters, '$.bucketName')), 'null')
            ) AS VARCHAR),
            CAST(coalesce(
              concat(
                CAST('/' AS VARCHAR),
                CAST(coalesce(
                  json_extract_scalar(request_parameters, '$.key'),
                  nullif(json_format(json_extract(request_parameters, '$.key')), 'null')
                ) AS VARCHAR)
              ),
              ''
            ) AS VARCHAR)
          ),
          (
            nullif(
              nullif(
                array_join(
                  filter(
                    transform(
                      coalesce(
                        transform(
                          CAST(try(
                            CAST(json_parse(json_format(json_extract(request_parameters, '$.instancesSet.items'))) AS ARRAY(JSON))
                          ) AS ARRAY(JSON)),
                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                        ),
                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                      ),
                      item -> coalesce(
                        json_extract_scalar(item, '$.instanceId'),
                        nullif(json_format(json_extract(item, '$.instanceId')), 'null')
                      )
                    ),
                    part -> NOT part IS NULL
                  ),
                  ', '
                ),
                ''
              ),
              ''
            )
          ),
          coalesce(
            coalesce(
              json_extract_scalar(request_parameters, '$.functionName'),
              nullif(json_format(json_extract(request_parameters, '$.functionName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.roleName'),
              nullif(json_format(json_extract(request_parameters, '$.roleName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.userName'),
              nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.groupName'),
              nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.policyArn'),
              nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.policyName'),
              nullif(json_format(json_extract(request_parameters, '$.policyName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.instanceProfileName'),
              nullif(json_format(json_extract(request_parameters, '$.instanceProfileName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.dBInstanceIdentifier'),
              nullif(json_format(json_extract(request_parameters, '$.dBInstanceIdentifier')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.dBClusterIdentifier'),
              nullif(json_format(json_extract(request_parameters, '$.dBClusterIdentifier')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.dBSnapshotIdentifier'),
              nullif(json_format(json_extract(request_parameters, '$.dBSnapshotIdentifier')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.snapshotId'),
              nullif(json_format(json_extract(request_parameters, '$.snapshotId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.volumeId'),
              nullif(json_format(json_extract(request_parameters, '$.volumeId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.imageId'),
              nullif(json_format(json_extract(request_parameters, '$.imageId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.groupId'),
              nullif(json_format(json_extract(request_parameters, '$.groupId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.vpcId'),
              nullif(json_format(json_extract(request_parameters, '$.vpcId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.subnetId'),
              nullif(json_format(json_extract(request_parameters, '$.subnetId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.routeTableId'),
              nullif(json_format(json_extract(request_parameters, '$.routeTableId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.natGatewayId'),
              nullif(json_format(json_extract(request_parameters, '$.natGatewayId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.networkInterfaceId'),
              nullif(json_format(json_extract(request_parameters, '$.networkInterfaceId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.allocationId'),
              nullif(json_format(json_extract(request_parameters, '$.allocationId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.internetGatewayId'),
              nullif(json_format(json_extract(request_parameters, '$.internetGatewayId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.tableName'),
              nullif(json_format(json_extract(request_parameters, '$.tableName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.keyId'),
              nullif(json_format(json_extract(request_parameters, '$.keyId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.secretId'),
              nullif(json_format(json_extract(request_parameters, '$.secretId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.topicArn'),
              nullif(json_format(json_extract(request_parameters, '$.topicArn')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.queueUrl'),
              nullif(json_format(json_extract(request_parameters, '$.queueUrl')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.logGroupName'),
              nullif(json_format(json_extract(request_parameters, '$.logGroupName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.stackName'),
              nullif(json_format(json_extract(request_parameters, '$.stackName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.hostedZoneId'),
              nullif(json_format(json_extract(request_parameters, '$.hostedZoneId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.domainName'),
              nullif(json_format(json_extract(request_parameters, '$.domainName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.restApiId'),
              nullif(json_format(json_extract(request_parameters, '$.restApiId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.distributionId'),
              nullif(json_format(json_extract(request_parameters, '$.distributionId')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.trailName'),
              nullif(json_format(json_extract(request_parameters, '$.trailName')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.target'),
              nullif(json_format(json_extract(request_parameters, '$.target')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.id'),
              nullif(json_format(json_extract(request_parameters, '$.id')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.name'),
              nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.arn'),
              nullif(json_format(json_extract(request_parameters, '$.arn')), 'null')
            ),
            coalesce(
              json_extract_scalar(request_parameters, '$.roleArn'),
              nullif(json_format(json_extract(request_parameters, '$.roleArn')), 'null')
            )
          ),
          (
            nullif(
              CASE
                WHEN NOT request_parameters IS NULL
                THEN coalesce(
                  regexp_extract(
                    request_parameters,
                    '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)"[ \t\n\f\r]*:[ \t\n\f\r]*([{][^{}]*"content"[ \t\n\f\r]*:[ \t\n\f\r]*)?"([^"]+)"',
                    3
                  ),
                  ''
                )
              END,
              ''
            )
          )
        )
      ),
      (
        nullif(
          nullif(
            CASE
              WHEN NOT error_message IS NULL
              THEN coalesce(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), '')
            END,
            ''
          ),
          '*'
        )
      )
    )
  ) AS example_target,
  region,
  recipient_account_id AS account_id,
  count(DISTINCT source_ip_address) AS source_ip_addresses,
  error_code,
  count(*) AS denied,
  min(event_time) AS first_at,
  min(error_message) AS example_message,
  min(event_id) AS example_event_id
FROM in_scope AS activity
WHERE
  outcome = 'denied' AND event_category IS DISTINCT FROM 'NetworkActivity'
GROUP BY
  (
    coalesce(actor_arn, actor)
  ),
  actor_class,
  service,
  action,
  region,
  recipient_account_id,
  error_code
ORDER BY
  denied DESC,
  last_at DESC,
  caller,
  actor_class,
  service,
  action,
  region,
  account_id,
  error_code
