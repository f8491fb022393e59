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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
              WHEN contains(resources, 'AWS::S3::Object')
              THEN coalesce(
                get_json_object(
                  get(
                    filter(
                      coalesce(from_json(resources, 'array<string>'), array()),
                      it__0 -> get_json_object(it__0, '$.type') = 'AWS::S3::Object'
                      AND get_json_object(it__0, '$.ARN') <> ''
                    ),
                    0
                  ),
                  '$.ARN'
                ),
                CASE
                  WHEN NOT contains(resources, 'ARNPrefix')
                  THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                END
              )
              ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
            END
          ),
          get_json_object(request_parameters, '$.bucketName') || coalesce('/' || get_json_object(request_parameters, '$.key'), ''),
          (
            nullif(
              nullif(
                array_join(
                  filter(
                    transform(
                      coalesce(
                        from_json(
                          get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                          'array<string>'
                        ),
                        array()
                      ),
                      item -> get_json_object(item, '$.instanceId')
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
            get_json_object(request_parameters, '$.functionName'),
            get_json_object(request_parameters, '$.roleName'),
            get_json_object(request_parameters, '$.userName'),
            get_json_object(request_parameters, '$.groupName'),
            get_json_object(request_parameters, '$.policyArn'),
            get_json_object(request_parameters, '$.policyName'),
            get_json_object(request_parameters, '$.instanceProfileName'),
            get_json_object(request_parameters, '$.dBInstanceIdentifier'),
            get_json_object(request_parameters, '$.dBClusterIdentifier'),
            get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
            get_json_object(request_parameters, '$.snapshotId'),
            get_json_object(request_parameters, '$.volumeId'),
            get_json_object(request_parameters, '$.imageId'),
            get_json_object(request_parameters, '$.groupId'),
            get_json_object(request_parameters, '$.vpcId'),
            get_json_object(request_parameters, '$.subnetId'),
            get_json_object(request_parameters, '$.routeTableId'),
            get_json_object(request_parameters, '$.natGatewayId'),
            get_json_object(request_parameters, '$.networkInterfaceId'),
            get_json_object(request_parameters, '$.allocationId'),
            get_json_object(request_parameters, '$.internetGatewayId'),
            get_json_object(request_parameters, '$.tableName'),
            get_json_object(request_parameters, '$.keyId'),
            get_json_object(request_parameters, '$.secretId'),
            get_json_object(request_parameters, '$.topicArn'),
            get_json_object(request_parameters, '$.queueUrl'),
            get_json_object(request_parameters, '$.logGroupName'),
            get_json_object(request_parameters, '$.stackName'),
            get_json_object(request_parameters, '$.hostedZoneId'),
            get_json_object(request_parameters, '$.domainName'),
            get_json_object(request_parameters, '$.restApiId'),
            get_json_object(request_parameters, '$.distributionId'),
            get_json_object(request_parameters, '$.trailName'),
            get_json_object(request_parameters, '$.target'),
            get_json_object(request_parameters, '$.id'),
            get_json_object(request_parameters, '$.name'),
            get_json_object(request_parameters, '$.arn'),
            get_json_object(request_parameters, '$.roleArn')
          ),
          (
            nullif(
              regexp_extract(
                request_parameters,
                '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                3
              ),
              ''
            )
          )
        )
      ),
      (
        nullif(nullif(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), ''), '*')
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
  caller,
  actor_class,
  service,
  action,
  region,
  recipient_account_id,
  error_code
ORDER BY
  denied DESC,
  last_at DESC,
  caller NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  action NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  error_code NULLS LAST
