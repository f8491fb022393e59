-- Made from sql/reports/omitted.sql by lake/dialects/generate.py; do not edit.
-- inputs: b6dd6682ff82e9cb1beca4dceadb6d1cf82ad189ed9bbb738a01de9b984ce2b3
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
  target,
  omitted_parts AS omitted_part,
  TRY_CAST(coalesce(
    CASE
      WHEN (
        CASE
          WHEN contains(request_parameters, 'omitted"')
          THEN coalesce(lower(get_json_object(request_parameters, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(request_parameters, '$.originalSize')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(response_elements, 'omitted"')
          THEN coalesce(lower(get_json_object(response_elements, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(response_elements, '$.originalSize')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(additional_event_data, 'omitted"')
          THEN coalesce(lower(get_json_object(additional_event_data, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(additional_event_data, '$.originalSize')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(service_event_details, 'omitted"')
          THEN coalesce(lower(get_json_object(service_event_details, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(service_event_details, '$.originalSize')
    END
  ) AS BIGINT) AS original_size,
  coalesce(
    CASE
      WHEN (
        CASE
          WHEN contains(request_parameters, 'omitted"')
          THEN coalesce(lower(get_json_object(request_parameters, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(request_parameters, '$.reason')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(response_elements, 'omitted"')
          THEN coalesce(lower(get_json_object(response_elements, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(response_elements, '$.reason')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(additional_event_data, 'omitted"')
          THEN coalesce(lower(get_json_object(additional_event_data, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(additional_event_data, '$.reason')
    END,
    CASE
      WHEN (
        CASE
          WHEN contains(service_event_details, 'omitted"')
          THEN coalesce(lower(get_json_object(service_event_details, '$.omitted')) = 'true', FALSE)
          ELSE FALSE
        END
      )
      THEN get_json_object(service_event_details, '$.reason')
    END
  ) AS reason,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  is_read,
  outcome,
  coalesce(error_code, error_message) AS error,
  event_id
FROM in_scope AS activity
WHERE
  NOT omitted_parts IS NULL AND event_category IS DISTINCT FROM 'NetworkActivity'
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  omitted_part NULLS LAST,
  original_size NULLS LAST,
  reason NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  is_read NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
