-- Made from sql/reports/cis_controls.sql by lake/dialects/generate.py; do not edit.
-- inputs: 771b829388beadfa41aec2c18be13483ea9731a41155da230a2255b84b137fe2
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
  control,
  title,
  events,
  succeeded,
  denied,
  failed,
  actors,
  actions,
  first_at,
  last_at
FROM (
  SELECT
    controls.position,
    controls.control,
    controls.title,
    count(found.control) AS events,
    count(*) FILTER(WHERE
      found.outcome = 'success') AS succeeded,
    count(*) FILTER(WHERE
      found.outcome = 'denied') AS denied,
    count(*) FILTER(WHERE
      found.outcome = 'failed') AS failed,
    count(DISTINCT found.actor) AS actors,
    (
      (
        get(
          transform(
            array(
              transform(
                CASE
                  WHEN count(found.action) > 0
                  THEN get(
                    transform(
                      array(array_sort(collect_list(found.action))),
                      sorted -> get(
                        transform(
                          array(
                            filter(
                              sequence(0, size(sorted)),
                              i -> i < size(sorted) AND (
                                i = 0 OR sorted[i] <> sorted[i - 1]
                              )
                            )
                          ),
                          starts -> array_sort(
                            transform(
                              starts,
                              (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                            )
                          )
                        ),
                        0
                      )
                    ),
                    0
                  )
                END,
                it -> it.name
              )
            ),
            them__0 -> array_join(slice(them__0, 1, 20), ', ') || CASE
              WHEN size(them__0) > 20
              THEN ', … and ' || CAST((
                size(them__0) - 20
              ) AS STRING) || ' more'
              ELSE ''
            END
          ),
          0
        )
      )
    ) AS actions,
    min(found.event_time) AS first_at,
    max(found.event_time) AS last_at
  FROM VALUES
    (1, 'CloudWatch.1', 'Root used'),
    (2, 'CloudWatch.2', 'Calls denied'),
    (3, 'CloudWatch.3', 'Console sign-in without MFA'),
    (4, 'CloudWatch.4', 'IAM policies changed'),
    (5, 'CloudWatch.5', 'CloudTrail changed'),
    (6, 'CloudWatch.6', 'Console sign-in failed'),
    (7, 'CloudWatch.7', 'Keys disabled or scheduled for deletion'),
    (8, 'CloudWatch.8', 'S3 bucket policies changed'),
    (9, 'CloudWatch.9', 'AWS Config changed'),
    (10, 'CloudWatch.10', 'Security groups changed'),
    (11, 'CloudWatch.11', 'Network ACLs changed'),
    (12, 'CloudWatch.12', 'Network gateways changed'),
    (13, 'CloudWatch.13', 'Route tables changed'),
    (14, 'CloudWatch.14', 'VPCs changed'),
    (15, 'CIS 4.15', 'Organizations changed') AS controls(position, control, title)
  LEFT JOIN (
    SELECT
      'CloudWatch.1' AS control,
      event_time,
      actor,
      action,
      outcome
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND identity_type = 'Root'
      AND actor_class = 'root'
      AND event_type IS DISTINCT FROM 'AwsServiceEvent'
    UNION ALL
    SELECT
      'CloudWatch.2',
      event_time,
      actor,
      action,
      outcome
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND NOT error_code IS NULL
      AND outcome = 'denied'
      AND source_ip_address IS DISTINCT FROM 'delivery.logs.amazonaws.com'
      AND event_name <> 'HeadBucket'
    UNION ALL
    SELECT
      CASE outcome WHEN 'success' THEN 'CloudWatch.3' ELSE 'CloudWatch.6' END,
      event_time,
      actor,
      action,
      outcome
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND service = 'signin'
      AND action = 'ConsoleLogin'
      AND (
        outcome <> 'success'
        OR outcome = 'success'
        AND identity_type = 'IAMUser'
        AND coalesce(get_json_object(additional_event_data, '$.MFAUsed') <> 'Yes', TRUE)
      )
    UNION ALL
    SELECT
      CASE
        WHEN service = 'iam'
        THEN 'CloudWatch.4'
        WHEN service = 'cloudtrail'
        THEN 'CloudWatch.5'
        WHEN service = 'kms'
        THEN 'CloudWatch.7'
        WHEN service = 's3'
        THEN 'CloudWatch.8'
        WHEN service = 'config'
        THEN 'CloudWatch.9'
        WHEN service = 'organizations'
        THEN 'CIS 4.15'
        WHEN contains(action, 'SecurityGroup')
        THEN 'CloudWatch.10'
        WHEN contains(action, 'NetworkAcl')
        THEN 'CloudWatch.11'
        WHEN contains(action, 'Gateway')
        THEN 'CloudWatch.12'
        WHEN contains(action, 'Route')
        THEN 'CloudWatch.13'
        ELSE 'CloudWatch.14'
      END,
      event_time,
      actor,
      action,
      outcome
    FROM in_scope AS activity
    WHERE
      event_category IS DISTINCT FROM 'NetworkActivity'
      AND (
        service = 'iam'
        AND regexp_like(
          action,
          '^((Put|Delete|Attach|Detach)(User|Group|Role)Policy|(Create|Delete)Policy(Version)?)\\z'
        )
        OR service = 'cloudtrail'
        AND action IN ('CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging')
        OR service = 'kms'
        AND action IN ('DisableKey', 'ScheduleKeyDeletion')
        OR service = 's3'
        AND action IN (
          'PutBucketAcl',
          'PutBucketPolicy',
          'PutBucketCors',
          'PutBucketLifecycle',
          'PutBucketReplication',
          'DeleteBucketPolicy',
          'DeleteBucketCors',
          'DeleteBucketLifecycle',
          'DeleteBucketReplication'
        )
        OR service = 'config'
        AND action IN (
          'StopConfigurationRecorder',
          'DeleteDeliveryChannel',
          'PutDeliveryChannel',
          'PutConfigurationRecorder'
        )
        OR service = 'ec2'
        AND action IN (
          'AuthorizeSecurityGroupIngress',
          'AuthorizeSecurityGroupEgress',
          'RevokeSecurityGroupIngress',
          'RevokeSecurityGroupEgress',
          'CreateSecurityGroup',
          'DeleteSecurityGroup',
          'CreateNetworkAcl',
          'CreateNetworkAclEntry',
          'DeleteNetworkAcl',
          'DeleteNetworkAclEntry',
          'ReplaceNetworkAclEntry',
          'ReplaceNetworkAclAssociation',
          'CreateCustomerGateway',
          'DeleteCustomerGateway',
          'AttachInternetGateway',
          'CreateInternetGateway',
          'DeleteInternetGateway',
          'DetachInternetGateway',
          'CreateRoute',
          'CreateRouteTable',
          'ReplaceRoute',
          'ReplaceRouteTableAssociation',
          'DeleteRouteTable',
          'DeleteRoute',
          'DisassociateRouteTable',
          'CreateVpc',
          'DeleteVpc',
          'ModifyVpcAttribute',
          'AcceptVpcPeeringConnection',
          'CreateVpcPeeringConnection',
          'DeleteVpcPeeringConnection',
          'RejectVpcPeeringConnection',
          'AttachClassicLinkVpc',
          'DetachClassicLinkVpc',
          'DisableVpcClassicLink',
          'EnableVpcClassicLink'
        )
        OR service = 'organizations'
        AND NOT regexp_like(action, '^(Describe|List|Get)')
      )
  ) AS found
    ON found.control = controls.control
  GROUP BY
    controls.position,
    controls.control,
    controls.title
) AS counted
ORDER BY
  position NULLS LAST,
  control NULLS LAST
