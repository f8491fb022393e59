-- Made from sql/reports/ec2_launches.sql by lake/dialects/generate.py; do not edit.
-- inputs: 82edb708f63ad8157e96f74e02d37b7964a7dce4b0ee9d8cb21949e0293f613f
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
  nullif(
    nullif(
      array_join(
        filter(
          transform(
            coalesce(
              from_json(
                get_json_object(concat('[', response_elements, ']'), '$[*].instancesSet.items'),
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
  ) AS instance_ids,
  CAST(coalesce(
    json_array_length(get_json_object(concat('[', response_elements, ']'), '$[*].instancesSet.items')),
    0
  ) AS BIGINT) AS instance_count,
  coalesce(
    get_json_object(request_parameters, '$.instanceType'),
    get_json_object(response_elements, '$.instancesSet.items[0].instanceType')
  ) AS instance_type,
  coalesce(
    get_json_object(request_parameters, '$.instancesSet.items[0].imageId'),
    get_json_object(response_elements, '$.instancesSet.items[0].imageId')
  ) AS image_id,
  coalesce(
    get_json_object(request_parameters, '$.launchTemplate.launchTemplateId'),
    get_json_object(request_parameters, '$.launchTemplate.launchTemplateName')
  ) AS launch_template_id,
  coalesce(
    get_json_object(request_parameters, '$.instancesSet.items[0].keyName'),
    get_json_object(response_elements, '$.instancesSet.items[0].keyName')
  ) AS key_name,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  via_service,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  service = 'ec2'
  AND action = 'RunInstances'
  AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  actor NULLS LAST,
  instance_ids NULLS LAST,
  image_id NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  instance_count NULLS LAST,
  instance_type NULLS LAST,
  launch_template_id NULLS LAST,
  key_name NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  via_service NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
