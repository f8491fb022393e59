-- Made from sql/reports/import_health.sql by lake/dialects/generate.py; do not edit.
-- inputs: 1dedf9ad42c918c4bec8a54a29ba183df89c72497779ccb4134a3e0ec20ba624
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
  started_at,
  import_id,
  subject,
  outcome,
  path,
  form,
  files_found,
  files_imported,
  files_unreadable,
  records_read,
  records_inserted,
  records_duplicate,
  records_rejected,
  records_filtered,
  records_elsewhere,
  records_read = records_inserted + records_duplicate + records_rejected + records_filtered + records_elsewhere AS adds_up,
  reasons
FROM (
  SELECT
    imports.started_at,
    imports.id AS import_id,
    'import' AS subject,
    imports.outcome,
    CAST(NULL AS VARCHAR) AS path,
    CAST(NULL AS VARCHAR) AS form,
    imports.files_found,
    imports.files_imported,
    imports.files_unreadable,
    imports.records_read,
    imports.records_inserted,
    imports.records_duplicate,
    imports.records_rejected,
    imports.records_filtered + imports.records_undecided AS records_filtered,
    imports.records_insight + imports.records_aggregated AS records_elsewhere,
    CAST(NULL AS VARCHAR) AS sha256,
    CAST(NULL AS VARCHAR) AS reasons
  FROM imports
  UNION ALL
  SELECT
    imports.started_at,
    bad_files.import_id,
    'file' AS subject,
    CASE
      WHEN coalesce(
        files.records_inserted + files.records_duplicate + files.records_filtered + files.records_undecided + files.records_insight + files.records_aggregated,
        0
      ) > 0
      THEN 'partly used'
      ELSE 'not used'
    END AS outcome,
    bad_files.path,
    files.form,
    CAST(NULL AS BIGINT) AS files_found,
    CAST(NULL AS BIGINT) AS files_imported,
    CAST(NULL AS BIGINT) AS files_unreadable,
    files.records_read,
    files.records_inserted,
    files.records_duplicate,
    files.records_rejected,
    files.records_filtered + files.records_undecided AS records_filtered,
    files.records_insight + files.records_aggregated AS records_elsewhere,
    bad_files.sha256,
    bad_files.reasons
  FROM (
    SELECT
      import_id,
      path,
      sha256,
      nullif(
        array_join(array_sort(array_agg(DISTINCT reason) FILTER(WHERE
          NOT reason IS NULL)), '; '),
        ''
      ) AS reasons
    FROM current_rejects
    GROUP BY
      import_id,
      path,
      sha256
  ) AS bad_files
  LEFT JOIN imports
    ON imports.id = bad_files.import_id
  LEFT JOIN files
    ON files.sha256 = bad_files.sha256
) AS rows_of_imports
ORDER BY
  import_id DESC,
  subject DESC,
  path,
  sha256,
  started_at,
  outcome,
  form,
  files_found,
  files_imported,
  files_unreadable,
  records_read,
  records_inserted,
  records_duplicate,
  records_rejected,
  records_filtered,
  records_elsewhere,
  adds_up,
  reasons
