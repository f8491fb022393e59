-- Made from sql/reports/throttling.sql by lake/dialects/generate.py; do not edit.
-- inputs: 1db98e9db172d274607634bf1caaa057b88c54c36c19f70778fe9529e04fdc93
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
  CAST(sum(throttled) AS BIGINT) AS throttled,
  CAST(sum(calls) AS BIGINT) AS calls,
  round(CAST(100 * sum(throttled) AS DOUBLE) / sum(calls), 1) AS share,
  max(throttled) AS worst_minute,
  max_by(
    minute,
    concat(
      CAST(coalesce(CAST(throttled AS VARCHAR), '~') AS VARCHAR),
      CAST('|' AS VARCHAR),
      CAST(coalesce(CAST(-to_unixtime(minute) AS VARCHAR), '~') AS VARCHAR)
    )
  ) FILTER(WHERE
    NOT minute IS NULL) AS worst_minute_at,
  CASE
    WHEN min(first_actor) = max(last_actor)
    THEN min(first_actor)
    ELSE split_part(min(first_actor), '/', 1)
  END AS actor,
  actor_class,
  program,
  service,
  action,
  array_join(
    array_sort(
      array_distinct(
        filter(
          flatten(filter(array_agg(errors), them -> NOT them IS NULL)),
          each -> NOT each IS NULL
        )
      )
    ),
    ', '
  ) AS errors,
  region,
  min(first_at) AS first_at,
  max(last_at) AS last_at,
  account_id,
  actor_arn,
  min(user_agent) AS user_agent,
  min_by(
    event_id,
    concat(
      CAST(coalesce(CAST(first_at AS VARCHAR), '~') AS VARCHAR),
      CAST('|' AS VARCHAR),
      CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
    )
  ) FILTER(WHERE
    NOT event_id IS NULL) AS event_id
FROM (
  SELECT
    minute,
    coalesce(sum(calls) FILTER(WHERE
      is_refused), 0) AS throttled,
    sum(calls) AS calls,
    min(first_actor) AS first_actor,
    max(last_actor) AS last_actor,
    caller,
    actor_class,
    program,
    service,
    action,
    array_agg(error_code) AS errors,
    region,
    min(first_at) FILTER(WHERE
      is_refused) AS first_at,
    max(last_at) FILTER(WHERE
      is_refused) AS last_at,
    account_id,
    actor_arn,
    min(user_agent) AS user_agent,
    min_by(
      event_id,
      concat(
        CAST(coalesce(CAST(first_at AS VARCHAR), '~') AS VARCHAR),
        CAST('|' AS VARCHAR),
        CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
      )
    ) FILTER(WHERE
      NOT event_id IS NULL AND is_refused) AS event_id
  FROM (
    SELECT
      CASE
        WHEN (
          NOT error_code IS NULL
          AND (
            regexp_like(
              (
                replace(replace(lower(error_code), '_', ''), ' ', '')
              ),
              '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
            )
            OR coalesce(
              regexp_like(
                lower(error_message),
                '^rate exceeded|request rate (is )?too high|too many requests'
              ),
              FALSE
            )
          )
        )
        THEN date_trunc('minute', event_time)
      END AS minute,
      (
        NOT error_code IS NULL
        AND (
          regexp_like(
            (
              replace(replace(lower(error_code), '_', ''), ' ', '')
            ),
            '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
          )
          OR coalesce(
            regexp_like(
              lower(error_message),
              '^rate exceeded|request rate (is )?too high|too many requests'
            ),
            FALSE
          )
        )
      ) AS is_refused,
      CASE
        WHEN (
          NOT error_code IS NULL
          AND (
            regexp_like(
              (
                replace(replace(lower(error_code), '_', ''), ' ', '')
              ),
              '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
            )
            OR coalesce(
              regexp_like(
                lower(error_message),
                '^rate exceeded|request rate (is )?too high|too many requests'
              ),
              FALSE
            )
          )
        )
        THEN error_code
      END AS error_code,
      count(*) AS calls,
      min(actor) AS first_actor,
      max(actor) AS last_actor,
      (
        coalesce(
          actor_arn,
          CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      ) AS caller,
      actor_class,
      (
        CASE (
            CASE
              WHEN user_agent IS NULL OR user_agent = ''
              THEN 'none'
              WHEN regexp_like(
                lower(user_agent),
                '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
              )
              THEN 'attack tool'
              WHEN regexp_like(
                lower(user_agent),
                'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory'
              )
              THEN 'audit tool'
              WHEN regexp_like(
                lower(user_agent),
                's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/'
              )
              THEN 'file transfer'
              WHEN regexp_like(
                lower(user_agent),
                'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
              )
              THEN 'infrastructure'
              WHEN regexp_like(
                lower(user_agent),
                'amazonaws\.com(\.cn)?\]?\z|^aws internal|^\[?aws-internal|awsservicerole'
              )
              AND NOT regexp_like(lower(user_agent), '^\[?(console|signin)\.')
              THEN 'service'
              WHEN regexp_like(
                lower(user_agent),
                '^\[?mozilla|^\[?(console|signin)\.amazonaws|s3console|aws-?console|coral/netty|^\[?opera|cloudshell'
              )
              THEN 'console'
              WHEN regexp_like(
                lower(user_agent),
                'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/'
              )
              THEN 'monitoring'
              WHEN regexp_like(
                lower(user_agent),
                'aws-cli|awscli|powershell|aws-?shell|aws-vault|saml2aws|aws-sso-util|session-manager-plugin'
              )
              THEN 'command line'
              WHEN regexp_like(
                lower(user_agent),
                'aws-sdk|boto|aws_sdk|botocore|jets3t|hadoop|aws-?java|awssdk|aws4net|smithy|aws-xray|aws-amplify|exec-env'
              )
              THEN 'SDK'
              ELSE 'other'
            END
          )
          WHEN 'none'
          THEN NULL
          WHEN 'attack tool'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower(user_agent) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower(user_agent),
                  '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'audit tool'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower(user_agent) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower(user_agent),
                  'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'file transfer'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower(user_agent) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower(user_agent),
                  's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'infrastructure'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower(user_agent) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower(user_agent),
                  'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'monitoring'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower(user_agent) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower(user_agent),
                  'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/',
                  0
                ),
                ''
              )
            END)
          )
          ELSE coalesce(
            nullif(
              CASE
                WHEN NOT user_agent IS NULL
                THEN coalesce(regexp_extract(user_agent, '^\[?([^/ ,\]]+)', 1), '')
              END,
              ''
            ),
            user_agent
          )
        END
      ) AS program,
      service,
      action,
      region,
      min(event_time) AS first_at,
      max(event_time) AS last_at,
      recipient_account_id AS account_id,
      actor_arn,
      min(user_agent) AS user_agent,
      min_by(
        event_id,
        concat(
          CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
          CAST('|' AS VARCHAR),
          CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
        )
      ) FILTER(WHERE
        NOT event_id IS NULL) AS event_id
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND event_name IN (
        SELECT
          event_name
        FROM (
          SELECT
            *
          FROM activity
          WHERE
            (
              {{CAST(getvariable('since') AS TIMESTAMP) IS NULL}}
              OR (
                event_time >= {{CAST(getvariable('since') AS TIMESTAMP)}}
                AND day >= {{CAST(CAST(getvariable('since') AS TIMESTAMP) AS DATE)}}
              )
            )
            AND (
              {{CAST(getvariable('until') AS TIMESTAMP) IS NULL}}
              OR (
                event_time < {{CAST(getvariable('until') AS TIMESTAMP)}}
                AND day <= {{CAST(CAST(getvariable('until') AS TIMESTAMP) AS DATE)}}
              )
            )
        ) AS events_between
        WHERE
          (
            NOT error_code IS NULL
            AND (
              regexp_like(
                (
                  replace(replace(lower(error_code), '_', ''), ' ', '')
                ),
                '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
              )
              OR coalesce(
                regexp_like(
                  lower(error_message),
                  '^rate exceeded|request rate (is )?too high|too many requests'
                ),
                FALSE
              )
            )
          )
      )
    GROUP BY
      CASE
        WHEN (
          NOT (
            CASE
              WHEN (
                NOT error_code IS NULL
                AND (
                  regexp_like(
                    (
                      replace(replace(lower(error_code), '_', ''), ' ', '')
                    ),
                    '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                  )
                  OR coalesce(
                    regexp_like(
                      lower(error_message),
                      '^rate exceeded|request rate (is )?too high|too many requests'
                    ),
                    FALSE
                  )
                )
              )
              THEN error_code
            END
          ) IS NULL
          AND (
            regexp_like(
              (
                replace(
                  replace(
                    lower(
                      (
                        CASE
                          WHEN (
                            NOT error_code IS NULL
                            AND (
                              regexp_like(
                                (
                                  replace(replace(lower(error_code), '_', ''), ' ', '')
                                ),
                                '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                              )
                              OR coalesce(
                                regexp_like(
                                  lower(error_message),
                                  '^rate exceeded|request rate (is )?too high|too many requests'
                                ),
                                FALSE
                              )
                            )
                          )
                          THEN error_code
                        END
                      )
                    ),
                    '_',
                    ''
                  ),
                  ' ',
                  ''
                )
              ),
              '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
            )
            OR coalesce(
              regexp_like(
                lower(error_message),
                '^rate exceeded|request rate (is )?too high|too many requests'
              ),
              FALSE
            )
          )
        )
        THEN date_trunc('minute', event_time)
      END,
      (
        NOT (
          CASE
            WHEN (
              NOT error_code IS NULL
              AND (
                regexp_like(
                  (
                    replace(replace(lower(error_code), '_', ''), ' ', '')
                  ),
                  '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                )
                OR coalesce(
                  regexp_like(
                    lower(error_message),
                    '^rate exceeded|request rate (is )?too high|too many requests'
                  ),
                  FALSE
                )
              )
            )
            THEN error_code
          END
        ) IS NULL
        AND (
          regexp_like(
            (
              replace(
                replace(
                  lower(
                    (
                      CASE
                        WHEN (
                          NOT error_code IS NULL
                          AND (
                            regexp_like(
                              (
                                replace(replace(lower(error_code), '_', ''), ' ', '')
                              ),
                              '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                            )
                            OR coalesce(
                              regexp_like(
                                lower(error_message),
                                '^rate exceeded|request rate (is )?too high|too many requests'
                              ),
                              FALSE
                            )
                          )
                        )
                        THEN error_code
                      END
                    )
                  ),
                  '_',
                  ''
                ),
                ' ',
                ''
              )
            ),
            '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
          )
          OR coalesce(
            regexp_like(
              lower(error_message),
              '^rate exceeded|request rate (is )?too high|too many requests'
            ),
            FALSE
          )
        )
      ),
      CASE
        WHEN (
          NOT (
            CASE
              WHEN (
                NOT error_code IS NULL
                AND (
                  regexp_like(
                    (
                      replace(replace(lower(error_code), '_', ''), ' ', '')
                    ),
                    '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                  )
                  OR coalesce(
                    regexp_like(
                      lower(error_message),
                      '^rate exceeded|request rate (is )?too high|too many requests'
                    ),
                    FALSE
                  )
                )
              )
              THEN error_code
            END
          ) IS NULL
          AND (
            regexp_like(
              (
                replace(
                  replace(
                    lower(
                      (
                        CASE
                          WHEN (
                            NOT error_code IS NULL
                            AND (
                              regexp_like(
                                (
                                  replace(replace(lower(error_code), '_', ''), ' ', '')
                                ),
                                '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                              )
                              OR coalesce(
                                regexp_like(
                                  lower(error_message),
                                  '^rate exceeded|request rate (is )?too high|too many requests'
                                ),
                                FALSE
                              )
                            )
                          )
                          THEN error_code
                        END
                      )
                    ),
                    '_',
                    ''
                  ),
                  ' ',
                  ''
                )
              ),
              '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
            )
            OR coalesce(
              regexp_like(
                lower(error_message),
                '^rate exceeded|request rate (is )?too high|too many requests'
              ),
              FALSE
            )
          )
        )
        THEN (
          CASE
            WHEN (
              NOT error_code IS NULL
              AND (
                regexp_like(
                  (
                    replace(replace(lower(error_code), '_', ''), ' ', '')
                  ),
                  '^(client\.|server\.)?([^\n]*throttl[^\n]*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)\z'
                )
                OR coalesce(
                  regexp_like(
                    lower(error_message),
                    '^rate exceeded|request rate (is )?too high|too many requests'
                  ),
                  FALSE
                )
              )
            )
            THEN error_code
          END
        )
      END,
      (
        coalesce(
          actor_arn,
          CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      ),
      actor_arn,
      actor_class,
      (
        CASE (
            CASE
              WHEN (
                min(user_agent)
              ) IS NULL OR (
                min(user_agent)
              ) = ''
              THEN 'none'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
              )
              THEN 'attack tool'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory'
              )
              THEN 'audit tool'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/'
              )
              THEN 'file transfer'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
              )
              THEN 'infrastructure'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'amazonaws\.com(\.cn)?\]?\z|^aws internal|^\[?aws-internal|awsservicerole'
              )
              AND NOT regexp_like(lower((
                min(user_agent)
              )), '^\[?(console|signin)\.')
              THEN 'service'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                '^\[?mozilla|^\[?(console|signin)\.amazonaws|s3console|aws-?console|coral/netty|^\[?opera|cloudshell'
              )
              THEN 'console'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/'
              )
              THEN 'monitoring'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'aws-cli|awscli|powershell|aws-?shell|aws-vault|saml2aws|aws-sso-util|session-manager-plugin'
              )
              THEN 'command line'
              WHEN regexp_like(
                lower((
                  min(user_agent)
                )),
                'aws-sdk|boto|aws_sdk|botocore|jets3t|hadoop|aws-?java|awssdk|aws4net|smithy|aws-xray|aws-amplify|exec-env'
              )
              THEN 'SDK'
              ELSE 'other'
            END
          )
          WHEN 'none'
          THEN NULL
          WHEN 'attack tool'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower((
                min(user_agent)
              )) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower((
                    min(user_agent)
                  )),
                  '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'audit tool'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower((
                min(user_agent)
              )) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower((
                    min(user_agent)
                  )),
                  'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'file transfer'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower((
                min(user_agent)
              )) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower((
                    min(user_agent)
                  )),
                  's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'infrastructure'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower((
                min(user_agent)
              )) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower((
                    min(user_agent)
                  )),
                  'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops',
                  0
                ),
                ''
              )
            END)
          )
          WHEN 'monitoring'
          THEN (
            TRIM(' /()[]-.;:#_0123456789' FROM CASE
              WHEN NOT lower((
                min(user_agent)
              )) IS NULL
              THEN coalesce(
                regexp_extract(
                  lower((
                    min(user_agent)
                  )),
                  'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/',
                  0
                ),
                ''
              )
            END)
          )
          ELSE coalesce(
            nullif(
              CASE
                WHEN NOT (
                  min(user_agent)
                ) IS NULL
                THEN coalesce(regexp_extract((
                  min(user_agent)
                ), '^\[?([^/ ,\]]+)', 1), '')
              END,
              ''
            ),
            (
              min(user_agent)
            )
          )
        END
      ),
      service,
      action,
      region,
      recipient_account_id
  ) AS by_code
  GROUP BY
    minute,
    caller,
    actor_arn,
    actor_class,
    program,
    service,
    action,
    region,
    account_id
) AS minutes
GROUP BY
  caller,
  actor_arn,
  actor_class,
  program,
  service,
  action,
  region,
  account_id
HAVING
  sum(throttled) > 0
ORDER BY
  throttled DESC,
  actor,
  service,
  action,
  program,
  region,
  account_id,
  actor_class,
  actor_arn
