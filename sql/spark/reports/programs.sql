-- Made from sql/reports/programs.sql by lake/dialects/generate.py; do not edit.
-- inputs: f13e7fba9bdea00dfb838a9980c8a061ae4964e132f6998430e9ac2ea4f61b89
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
  class,
  program,
  count(DISTINCT caller) AS callers,
  (
    (
      get(
        transform(
          array(
            transform(
              array_sort(collect_list(struct(-caller_calls AS rank, caller AS name))),
              it -> it.name
            )
          ),
          them__0 -> array_join(slice(them__0, 1, 5), ', ') || CASE
            WHEN size(them__0) > 5
            THEN ', … and ' || CAST((
              size(them__0) - 5
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS actors,
  CAST(sum(caller_calls) AS BIGINT) AS calls,
  CAST(sum(changes) AS BIGINT) AS changes,
  CAST(sum(denied) AS BIGINT) AS denied,
  size(
    array_compact(
      array_distinct(flatten(filter(collect_list(addresses), them -> NOT them IS NULL)))
    )
  ) AS addresses,
  size(
    array_compact(array_distinct(flatten(filter(collect_list(agents), them -> NOT them IS NULL))))
  ) AS versions,
  min(first_at) AS first_at,
  max(last_at) AS last_at,
  account_id,
  min(example_user_agent) AS example_user_agent,
  min(example_event_id) AS example_event_id
FROM (
  SELECT
    (
      CASE
        WHEN user_agent IS NULL OR user_agent = ''
        THEN 'none'
        WHEN regexp_like(
          lower(user_agent),
          '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
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
          'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
        )
        THEN 'infrastructure'
        WHEN regexp_like(
          lower(user_agent),
          'amazonaws\\.com(\\.cn)?\\]?\\z|^aws internal|^\\[?aws-internal|awsservicerole'
        )
        AND NOT regexp_like(lower(user_agent), '^\\[?(console|signin)\\.')
        THEN 'service'
        WHEN regexp_like(
          lower(user_agent),
          '^\\[?mozilla|^\\[?(console|signin)\\.amazonaws|s3console|aws-?console|coral/netty|^\\[?opera|cloudshell'
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
    ) AS class,
    (
      CASE (
          CASE
            WHEN user_agent IS NULL OR user_agent = ''
            THEN 'none'
            WHEN regexp_like(
              lower(user_agent),
              '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks'
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
              'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
            )
            THEN 'infrastructure'
            WHEN regexp_like(
              lower(user_agent),
              'amazonaws\\.com(\\.cn)?\\]?\\z|^aws internal|^\\[?aws-internal|awsservicerole'
            )
            AND NOT regexp_like(lower(user_agent), '^\\[?(console|signin)\\.')
            THEN 'service'
            WHEN regexp_like(
              lower(user_agent),
              '^\\[?mozilla|^\\[?(console|signin)\\.amazonaws|s3console|aws-?console|coral/netty|^\\[?opera|cloudshell'
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
          TRIM(' /()[]-.;:#_0123456789' FROM regexp_extract(
            lower(user_agent),
            '(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks',
            0
          ))
        )
        WHEN 'audit tool'
        THEN (
          TRIM(' /()[]-.;:#_0123456789' FROM regexp_extract(
            lower(user_agent),
            'prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory',
            0
          ))
        )
        WHEN 'file transfer'
        THEN (
          TRIM(' /()[]-.;:#_0123456789' FROM regexp_extract(
            lower(user_agent),
            's3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/',
            0
          ))
        )
        WHEN 'infrastructure'
        THEN (
          TRIM(' /()[]-.;:#_0123456789' FROM regexp_extract(
            lower(user_agent),
            'terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops',
            0
          ))
        )
        WHEN 'monitoring'
        THEN (
          TRIM(' /()[]-.;:#_0123456789' FROM regexp_extract(
            lower(user_agent),
            'datadog|new ?relic|dynatrace|splunk|cloudwatch-agent|amazon-(ssm|ecs)-agent|ssm-agent|ecs-agent|fluent-?(bit|d)|grafana|prometheus|elastic|sumologic|telegraf|nagios|zabbix|crowdstrike|wiz|lacework|orca|sysdig|vector/',
            0
          ))
        )
        ELSE coalesce(nullif(regexp_extract(user_agent, '^\\[?([^/ ,\\]]+)', 1), ''), user_agent)
      END
    ) AS program,
    (
      coalesce(
        actor_arn,
        CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
      )
    ) AS caller,
    sum(calls) AS caller_calls,
    sum(changes) AS changes,
    sum(denied) AS denied,
    collect_set(source_ip_address) AS addresses,
    collect_set(user_agent) AS agents,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    account_id,
    min(user_agent) AS example_user_agent,
    min(example_event_id) AS example_event_id
  FROM (
    SELECT
      user_agent,
      actor,
      actor_arn,
      source_ip_address,
      recipient_account_id AS account_id,
      count(*) AS calls,
      count(*) FILTER(WHERE
        NOT is_read) AS changes,
      count(*) FILTER(WHERE
        outcome = 'denied') AS denied,
      min(event_time) AS first_at,
      max(event_time) AS last_at,
      min(event_id) AS example_event_id
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
    GROUP BY
      user_agent,
      actor,
      actor_arn,
      source_ip_address,
      recipient_account_id
  ) AS counted
  GROUP BY
    class,
    program,
    caller,
    account_id
) AS by_caller
GROUP BY
  class,
  program,
  account_id
ORDER BY
  array_position(
    (
      array(
        'attack tool',
        'audit tool',
        'file transfer',
        'other',
        'command line',
        'console',
        'infrastructure',
        'SDK',
        'monitoring',
        'none',
        'service'
      )
    ),
    class
  ) NULLS LAST,
  calls DESC,
  program NULLS LAST,
  account_id NULLS LAST
