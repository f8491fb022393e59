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
  CASE
    WHEN contains(action, 'Invalidation')
    THEN 'invalidation'
    WHEN contains(action, 'Distribution')
    THEN 'distribution'
    WHEN contains(action, 'Function')
    THEN 'function'
    WHEN contains(action, 'Policy') OR contains(action, 'Policies')
    THEN 'policy'
    WHEN contains(action, 'OriginAccess')
    OR contains(action, 'KeyGroup')
    OR contains(action, 'PublicKey')
    THEN 'access'
    ELSE 'other'
  END AS kind,
  coalesce(
    get_json_object(request_parameters, '$.distributionId'),
    get_json_object(request_parameters, '$.id'),
    get_json_object(response_elements, '$.distribution.id'),
    get_json_object(request_parameters, '$.resource'),
    target
  ) AS target,
  nullif(
    array_join(
      coalesce(
        from_json(
          get_json_object(concat('[', request_parameters, ']'), '$[*].invalidationBatch.paths.items'),
          'array<string>'
        ),
        array()
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
            from_json(
              get_json_object(concat('[', request_parameters, ']'), '$[*].distributionConfig.aliases.items'),
              'array<string>'
            ),
            array()
          ),
          array()
        ),
        coalesce(
          coalesce(
            from_json(
              get_json_object(
                concat('[', request_parameters, ']'),
                '$[*].distributionConfigWithTags.distributionConfig.aliases.items'
              ),
              'array<string>'
            ),
            array()
          ),
          array()
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
                from_json(
                  get_json_object(concat('[', request_parameters, ']'), '$[*].distributionConfig.origins.items'),
                  'array<string>'
                ),
                array()
              ),
              item -> get_json_object(item, '$.domainName')
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
                  get_json_object(
                    concat('[', request_parameters, ']'),
                    '$[*].distributionConfigWithTags.distributionConfig.origins.items'
                  ),
                  'array<string>'
                ),
                array()
              ),
              item -> get_json_object(item, '$.domainName')
            ),
            part -> NOT part IS NULL
          ),
          array()
        )
      ),
      ', '
    ),
    ''
  ) AS origins,
  coalesce(
    get_json_object(request_parameters, '$.distributionConfig.enabled'),
    get_json_object(request_parameters, '$.distributionConfigWithTags.distributionConfig.enabled')
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  kind NULLS LAST,
  paths NULLS LAST,
  aliases NULLS LAST,
  origins NULLS LAST,
  enabled NULLS LAST,
  is_read NULLS LAST,
  via_service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
