-- Made from sql/reports/distributions.sql by lake/dialects/generate.py; do not edit.
-- inputs: e88a45e1a94917b89e99bbd76b3ccb7b352014172b341fea3a3fcd944f6f11e0
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
  CASE
    WHEN strpos(action, 'Invalidation') > 0
    THEN 'invalidation'
    WHEN strpos(action, 'Distribution') > 0
    THEN 'distribution'
    WHEN strpos(action, 'Function') > 0
    THEN 'function'
    WHEN strpos(action, 'Policy') > 0 OR strpos(action, 'Policies') > 0
    THEN 'policy'
    WHEN strpos(action, 'OriginAccess') > 0
    OR strpos(action, 'KeyGroup') > 0
    OR strpos(action, 'PublicKey') > 0
    THEN 'access'
    ELSE 'other'
  END AS kind,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.distributionId'),
      nullif(json_format(json_extract(request_parameters, '$.distributionId')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.id'),
      nullif(json_format(json_extract(request_parameters, '$.id')), 'null')
    ),
    coalesce(
      json_extract_scalar(response_elements, '$.distribution.id'),
      nullif(json_format(json_extract(response_elements, '$.distribution.id')), 'null')
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.resource'),
      nullif(json_format(json_extract(request_parameters, '$.resource')), 'null')
    ),
    target
  ) AS target,
  nullif(
    array_join(
      coalesce(
        transform(
          CAST(try(
            CAST(json_parse(json_format(json_extract(request_parameters, '$.invalidationBatch.paths.items'))) AS ARRAY(JSON))
          ) AS ARRAY(JSON)),
          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
        ),
        CAST(ARRAY[] AS ARRAY(VARCHAR))
      ),
      ', '
    ),
    ''
  ) AS paths,
  nullif(
    array_join(
      concat(
        coalesce(
          coalesce(
            transform(
              CAST(try(
                CAST(json_parse(
                  json_format(json_extract(request_parameters, '$.distributionConfig.aliases.items'))
                ) AS ARRAY(JSON))
              ) AS ARRAY(JSON)),
              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
            ),
            CAST(ARRAY[] AS ARRAY(VARCHAR))
          ),
          ARRAY[]
        ),
        coalesce(
          coalesce(
            transform(
              CAST(try(
                CAST(json_parse(
                  json_format(
                    json_extract(
                      request_parameters,
                      '$.distributionConfigWithTags.distributionConfig.aliases.items'
                    )
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
      ', '
    ),
    ''
  ) AS aliases,
  nullif(
    array_join(
      concat(
        coalesce(
          filter(
            transform(
              coalesce(
                transform(
                  CAST(try(
                    CAST(json_parse(
                      json_format(json_extract(request_parameters, '$.distributionConfig.origins.items'))
                    ) AS ARRAY(JSON))
                  ) AS ARRAY(JSON)),
                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                ),
                CAST(ARRAY[] AS ARRAY(VARCHAR))
              ),
              item -> coalesce(
                json_extract_scalar(item, '$.domainName'),
                nullif(json_format(json_extract(item, '$.domainName')), 'null')
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
                    CAST(json_parse(
                      json_format(
                        json_extract(
                          request_parameters,
                          '$.distributionConfigWithTags.distributionConfig.origins.items'
                        )
                      )
                    ) AS ARRAY(JSON))
                  ) AS ARRAY(JSON)),
                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                ),
                CAST(ARRAY[] AS ARRAY(VARCHAR))
              ),
              item -> coalesce(
                json_extract_scalar(item, '$.domainName'),
                nullif(json_format(json_extract(item, '$.domainName')), 'null')
              )
            ),
            part -> NOT part IS NULL
          ),
          ARRAY[]
        )
      ),
      ', '
    ),
    ''
  ) AS origins,
  coalesce(
    coalesce(
      json_extract_scalar(request_parameters, '$.distributionConfig.enabled'),
      nullif(
        json_format(json_extract(request_parameters, '$.distributionConfig.enabled')),
        'null'
      )
    ),
    coalesce(
      json_extract_scalar(request_parameters, '$.distributionConfigWithTags.distributionConfig.enabled'),
      nullif(
        json_format(
          json_extract(request_parameters, '$.distributionConfigWithTags.distributionConfig.enabled')
        ),
        'null'
      )
    )
  ) AS enabled,
  is_read,
  via_service,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  event_category IS DISTINCT FROM 'NetworkActivity'
  AND service IN ('cloudfront', 'cloudfront-keyvaluestore')
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  kind,
  paths,
  aliases,
  origins,
  enabled,
  is_read,
  via_service,
  region,
  account_id,
  outcome,
  error
