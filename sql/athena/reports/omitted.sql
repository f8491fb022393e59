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
  target,
  omitted_parts AS omitted_part,
  TRY_CAST(coalesce(
    CASE
      WHEN (
        CASE
          WHEN strpos(request_parameters, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(request_parameters, '$.omitted'),
                nullif(json_format(json_extract(request_parameters, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(request_parameters, '$.originalSize'),
        nullif(json_format(json_extract(request_parameters, '$.originalSize')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(response_elements, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(response_elements, '$.omitted'),
                nullif(json_format(json_extract(response_elements, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(response_elements, '$.originalSize'),
        nullif(json_format(json_extract(response_elements, '$.originalSize')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(additional_event_data, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(additional_event_data, '$.omitted'),
                nullif(json_format(json_extract(additional_event_data, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(additional_event_data, '$.originalSize'),
        nullif(json_format(json_extract(additional_event_data, '$.originalSize')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(service_event_details, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(service_event_details, '$.omitted'),
                nullif(json_format(json_extract(service_event_details, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(service_event_details, '$.originalSize'),
        nullif(json_format(json_extract(service_event_details, '$.originalSize')), 'null')
      )
    END
  ) AS BIGINT) AS original_size,
  coalesce(
    CASE
      WHEN (
        CASE
          WHEN strpos(request_parameters, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(request_parameters, '$.omitted'),
                nullif(json_format(json_extract(request_parameters, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(request_parameters, '$.reason'),
        nullif(json_format(json_extract(request_parameters, '$.reason')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(response_elements, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(response_elements, '$.omitted'),
                nullif(json_format(json_extract(response_elements, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(response_elements, '$.reason'),
        nullif(json_format(json_extract(response_elements, '$.reason')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(additional_event_data, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(additional_event_data, '$.omitted'),
                nullif(json_format(json_extract(additional_event_data, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(additional_event_data, '$.reason'),
        nullif(json_format(json_extract(additional_event_data, '$.reason')), 'null')
      )
    END,
    CASE
      WHEN (
        CASE
          WHEN strpos(service_event_details, 'omitted"') > 0
          THEN coalesce(
            lower(
              coalesce(
                json_extract_scalar(service_event_details, '$.omitted'),
                nullif(json_format(json_extract(service_event_details, '$.omitted')), 'null')
              )
            ) = 'true',
            FALSE
          )
          ELSE FALSE
        END
      )
      THEN coalesce(
        json_extract_scalar(service_event_details, '$.reason'),
        nullif(json_format(json_extract(service_event_details, '$.reason')), 'null')
      )
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
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  omitted_part,
  original_size,
  reason,
  region,
  account_id,
  is_read,
  outcome,
  error
