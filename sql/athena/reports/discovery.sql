-- Made from sql/reports/discovery.sql by lake/dialects/generate.py; do not edit.
-- inputs: 00fcfa2c3a3e1239710ba76960a6bb762c3f6372c55754f5ce062c1c8db452db
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
  level,
  finding,
  actor,
  outcome,
  calls,
  first_at,
  last_at,
  actions,
  targets,
  details,
  errors,
  source_ip_addresses,
  regions,
  account_id,
  actor_class,
  actor_arn,
  tactic,
  technique,
  detection,
  event_id
FROM (
  SELECT
    (
      element_at(
        (
          ARRAY['informational', 'low', 'medium', 'high', 'critical']
        ),
        (
          severity
        ) - 1 + 1
      )
    ) AS level,
    title AS finding,
    CASE
      WHEN min(actor) = max(actor)
      THEN min(actor)
      ELSE split_part(min(actor), '/', 1)
    END AS actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(
                  histogram(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)))
                ),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__0 -> concat(
              CAST(array_join(slice(them__0, 1, 10), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__0) > 10
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__0) - 10
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS actions,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(histogram(target)),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__1 -> concat(
              CAST(array_join(slice(them__1, 1, 10), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__1) > 10
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__1) - 10
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS targets,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(
                  histogram(
                    (
                      CASE theme
                        WHEN 'new_credentials'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            CAST(coalesce(
                              coalesce(
                                json_extract_scalar(request_parameters, '$.policyArn'),
                                nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.assumeRolePolicyDocument'),
                                nullif(
                                  json_format(json_extract(request_parameters, '$.assumeRolePolicyDocument')),
                                  'null'
                                )
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.policyDocument'),
                                nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.policy'),
                                nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.inlinePolicy'),
                                nullif(json_format(json_extract(request_parameters, '$.inlinePolicy')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.groupName'),
                                nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.permissionSetArn'),
                                nullif(json_format(json_extract(request_parameters, '$.permissionSetArn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.serialNumber'),
                                nullif(json_format(json_extract(request_parameters, '$.serialNumber')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.status'),
                                nullif(json_format(json_extract(request_parameters, '$.status')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.roleArns'),
                                nullif(json_format(json_extract(request_parameters, '$.roleArns')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.targetPrincipal'),
                                nullif(json_format(json_extract(request_parameters, '$.targetPrincipal')), 'null')
                              )
                            ) AS VARCHAR),
                            CAST(coalesce(
                              coalesce(
                                json_extract_scalar(response_elements, '$.accessKey.accessKeyId'),
                                nullif(json_format(json_extract(response_elements, '$.accessKey.accessKeyId')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.credentials.accessKeyId'),
                                nullif(json_format(json_extract(response_elements, '$.credentials.accessKeyId')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId'),
                                nullif(
                                  json_format(
                                    json_extract(response_elements, '$.serviceSpecificCredential.serviceSpecificCredentialId')
                                  ),
                                  'null'
                                )
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.sSHPublicKey.sSHPublicKeyId'),
                                nullif(
                                  json_format(json_extract(response_elements, '$.sSHPublicKey.sSHPublicKeyId')),
                                  'null'
                                )
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.certificate.certificateId'),
                                nullif(
                                  json_format(json_extract(response_elements, '$.certificate.certificateId')),
                                  'null'
                                )
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.user.arn'),
                                nullif(json_format(json_extract(response_elements, '$.user.arn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.role.arn'),
                                nullif(json_format(json_extract(response_elements, '$.role.arn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.sAMLProviderArn'),
                                nullif(json_format(json_extract(response_elements, '$.sAMLProviderArn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.openIDConnectProviderArn'),
                                nullif(json_format(json_extract(response_elements, '$.openIDConnectProviderArn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.trustAnchor.trustAnchorArn'),
                                nullif(
                                  json_format(json_extract(response_elements, '$.trustAnchor.trustAnchorArn')),
                                  'null'
                                )
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.profile.profileArn'),
                                nullif(json_format(json_extract(response_elements, '$.profile.profileArn')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(response_elements, '$.keyName'),
                                nullif(json_format(json_extract(response_elements, '$.keyName')), 'null')
                              )
                            ) AS VARCHAR)
                          ),
                          ''
                        )
                        WHEN 'public_sharing'
                        THEN nullif(
                          array_join(
                            concat(
                              coalesce(
                                array_sort(
                                  array_distinct(
                                    filter(
                                      (
                                        filter(
                                          regexp_extract_all(request_parameters, '(?:["'']|:(?:iam|sts)::)([0-9]{12})["'':]', 1),
                                          account__2 -> account__2 IS DISTINCT FROM recipient_account_id
                                          AND NOT contains(
                                            (
                                              ARRAY['127311923021', '033677994240', '027434742980', '797873946194', '985666609251', '054676820928', '156460612806', '652711504416', '009996457667', '897822967062', '635631232127', '754344448648', '582318560864', '600734575887', '383597477331', '114774131450', '783225319266', '589379963580', '718504428378', '076674570225', '507241528517', '098369216593', '048591011584', '190560391635', '638102146993', '037604701340']
                                            ),
                                            account__2
                                          )
                                        )
                                      ),
                                      each -> NOT each IS NULL
                                    )
                                  )
                                ),
                                ARRAY[]
                              ),
                              coalesce(
                                CASE
                                  WHEN (
                                    cardinality(
                                      filter(
                                        (
                                          filter(
                                            (
                                              filter(
                                                concat(
                                                  coalesce(
                                                    coalesce(
                                                      transform(
                                                        CAST(try(
                                                          CAST(json_parse(
                                                            json_format(
                                                              json_extract(
                                                                (
                                                                  coalesce(
                                                                    coalesce(
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.policy.policy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.policy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.Policy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.policyText'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.policyInJson'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.policyDocument'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                                                      ),
                                                                      coalesce(
                                                                        json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                                        nullif(
                                                                          json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                                          'null'
                                                                        )
                                                                      )
                                                                    ),
                                                                    CASE
                                                                      WHEN coalesce(
                                                                        json_extract_scalar(request_parameters, '$.attributeName'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                                                      ) = 'Policy'
                                                                      THEN coalesce(
                                                                        json_extract_scalar(request_parameters, '$.attributeValue'),
                                                                        nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                                                      )
                                                                    END
                                                                  )
                                                                ),
                                                                '$.Statement'
                                                              )
                                                            )
                                                          ) AS ARRAY(JSON))
                                                        ) AS ARRAY(JSON)),
                                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                      ),
                                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                    ),
                                                    ARRAY[]
                                                  ),
                                                  ARRAY[json_format(
                                                    json_extract(
                                                      (
                                                        coalesce(
                                                          coalesce(
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.bucketPolicy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.bucketPolicy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.policy.policy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.policy.policy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.policy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.Policy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.Policy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.policyText'),
                                                              nullif(json_format(json_extract(request_parameters, '$.policyText')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.resourcePolicy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.resourcePolicy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.policyInJson'),
                                                              nullif(json_format(json_extract(request_parameters, '$.policyInJson')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.policyDocument'),
                                                              nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.accessPolicy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.accessPolicy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.accessPolicies'),
                                                              nullif(json_format(json_extract(request_parameters, '$.accessPolicies')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.attributes.Policy'),
                                                              nullif(json_format(json_extract(request_parameters, '$.attributes.Policy')), 'null')
                                                            ),
                                                            coalesce(
                                                              json_extract_scalar(request_parameters, '$.PutAccessPointPolicyRequest.Policy'),
                                                              nullif(
                                                                json_format(json_extract(request_parameters, '$.PutAccessPointPolicyRequest.Policy')),
                                                                'null'
                                                              )
                                                            )
                                                          ),
                                                          CASE
                                                            WHEN coalesce(
                                                              json_extract_scalar(request_parameters, '$.attributeName'),
                                                              nullif(json_format(json_extract(request_parameters, '$.attributeName')), 'null')
                                                            ) = 'Policy'
                                                            THEN coalesce(
                                                              json_extract_scalar(request_parameters, '$.attributeValue'),
                                                              nullif(json_format(json_extract(request_parameters, '$.attributeValue')), 'null')
                                                            )
                                                          END
                                                        )
                                                      ),
                                                      '$.Statement'
                                                    )
                                                  )]
                                                ),
                                                statement__3 -> coalesce(
                                                  json_extract_scalar(statement__3, '$.Effect'),
                                                  nullif(json_format(json_extract(statement__3, '$.Effect')), 'null')
                                                ) = 'Allow'
                                              )
                                            ),
                                            statement__4 -> coalesce(
                                              regexp_like(
                                                CAST(json_format(json_extract(statement__4, '$.Principal')) AS VARCHAR),
                                                '^"\*"\z|"AWS" *: *(\[[^\]]*)?"\*"'
                                              ),
                                              FALSE
                                            )
                                          )
                                        ),
                                        statement__5 -> NOT (
                                          coalesce(
                                            regexp_like(
                                              lower(CAST(json_format(json_extract(statement__5, '$.Condition')) AS VARCHAR)),
                                              'aws:(principal(org|arn|account|tag|isawsservice)|source(vpc|ip|account|arn|owner|org)|userid|vpcsource|calledvia)|kms:(calleraccount|viaservice)|s3:dataaccesspoint|accessedviamounttarget'
                                            )
                                            AND NOT regexp_like(
                                              lower(CAST(json_format(json_extract(statement__5, '$.Condition')) AS VARCHAR)),
                                              '"[a-z:]*(notequals|notlike|notipaddress)'
                                            ),
                                            FALSE
                                          )
                                        )
                                      )
                                    ) > 0
                                    OR coalesce(
                                      regexp_like(
                                        request_parameters,
                                        'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\[ *"all"'
                                      ),
                                      FALSE
                                    )
                                    OR coalesce(
                                      coalesce(
                                        json_extract_scalar(request_parameters, '$.principal'),
                                        nullif(json_format(json_extract(request_parameters, '$.principal')), 'null')
                                      ) = '*'
                                      AND NOT regexp_like(request_parameters, '"(sourceAccount|sourceArn|principalOrgID|condition)"'),
                                      FALSE
                                    )
                                  )
                                  OR coalesce(strpos(request_parameters, '"all"') > 0, FALSE)
                                  THEN ARRAY['everyone']
                                  ELSE ARRAY[]
                                END,
                                ARRAY[]
                              )
                            ),
                            ', '
                          ),
                          ''
                        )
                        WHEN 'data_destruction'
                        THEN CASE
                          WHEN coalesce(
                            coalesce(
                              json_extract_scalar(request_parameters, '$.skipFinalSnapshot'),
                              nullif(json_format(json_extract(request_parameters, '$.skipFinalSnapshot')), 'null')
                            ),
                            coalesce(
                              json_extract_scalar(request_parameters, '$.skipFinalClusterSnapshot'),
                              nullif(
                                json_format(json_extract(request_parameters, '$.skipFinalClusterSnapshot')),
                                'null'
                              )
                            )
                          ) = 'true'
                          THEN 'no final snapshot'
                          WHEN NOT coalesce(
                            json_extract_scalar(request_parameters, '$.finalDBSnapshotIdentifier'),
                            nullif(
                              json_format(json_extract(request_parameters, '$.finalDBSnapshotIdentifier')),
                              'null'
                            )
                          ) IS NULL
                          THEN concat(
                            CAST('final snapshot ' AS VARCHAR),
                            CAST(coalesce(
                              json_extract_scalar(request_parameters, '$.finalDBSnapshotIdentifier'),
                              nullif(
                                json_format(json_extract(request_parameters, '$.finalDBSnapshotIdentifier')),
                                'null'
                              )
                            ) AS VARCHAR)
                          )
                          WHEN coalesce(
                            json_extract_scalar(request_parameters, '$.forceDeleteWithoutRecovery'),
                            nullif(
                              json_format(json_extract(request_parameters, '$.forceDeleteWithoutRecovery')),
                              'null'
                            )
                          ) = 'true'
                          THEN 'deleted at once'
                          WHEN NOT coalesce(
                            coalesce(
                              json_extract_scalar(request_parameters, '$.pendingWindowInDays'),
                              nullif(json_format(json_extract(request_parameters, '$.pendingWindowInDays')), 'null')
                            ),
                            coalesce(
                              json_extract_scalar(request_parameters, '$.recoveryWindowInDays'),
                              nullif(json_format(json_extract(request_parameters, '$.recoveryWindowInDays')), 'null')
                            )
                          ) IS NULL
                          THEN concat(
                            CAST(coalesce(
                              coalesce(
                                json_extract_scalar(request_parameters, '$.pendingWindowInDays'),
                                nullif(json_format(json_extract(request_parameters, '$.pendingWindowInDays')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.recoveryWindowInDays'),
                                nullif(json_format(json_extract(request_parameters, '$.recoveryWindowInDays')), 'null')
                              )
                            ) AS VARCHAR),
                            CAST(' days to recover' AS VARCHAR)
                          )
                          WHEN action = 'DisableKey'
                          THEN 'the key can be enabled again'
                        END
                        WHEN 'execution'
                        THEN nullif(
                          concat_ws(
                            ' ',
                            CAST(CASE
                              WHEN service = 'ec2'
                              THEN nullif(
                                concat_ws(
                                  ' ',
                                  CAST(coalesce(
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.maxCount'),
                                      nullif(json_format(json_extract(request_parameters, '$.maxCount')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(request_parameters, '$.instancesSet.items[0].maxCount'),
                                      nullif(
                                        json_format(json_extract(request_parameters, '$.instancesSet.items[0].maxCount')),
                                        'null'
                                      )
                                    )
                                  ) AS VARCHAR),
                                  CAST(coalesce(
                                    json_extract_scalar(request_parameters, '$.instanceType'),
                                    nullif(json_format(json_extract(request_parameters, '$.instanceType')), 'null')
                                  ) AS VARCHAR)
                                ),
                                ''
                              )
                            END AS VARCHAR),
                            CAST(coalesce(
                              coalesce(
                                json_extract_scalar(request_parameters, '$.documentName'),
                                nullif(json_format(json_extract(request_parameters, '$.documentName')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.layers'),
                                nullif(json_format(json_extract(request_parameters, '$.layers')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.taskDefinition'),
                                nullif(json_format(json_extract(request_parameters, '$.taskDefinition')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.command'),
                                nullif(json_format(json_extract(request_parameters, '$.command')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.instanceOSUser'),
                                nullif(json_format(json_extract(request_parameters, '$.instanceOSUser')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.role'),
                                nullif(json_format(json_extract(request_parameters, '$.role')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.modelId'),
                                nullif(json_format(json_extract(request_parameters, '$.modelId')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(request_parameters, '$.eventSourceArn'),
                                nullif(json_format(json_extract(request_parameters, '$.eventSourceArn')), 'null')
                              )
                            ) AS VARCHAR)
                          ),
                          ''
                        )
                        WHEN 'evasion'
                        THEN request_parameters
                      END
                    )
                  )
                ),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__6 -> concat(
              CAST(array_join(slice(them__6, 1, 3), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__6) > 3
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__6) - 3
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS details,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(histogram(coalesce(error_code, error_message))),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__7 -> concat(
              CAST(array_join(slice(them__7, 1, 3), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__7) > 3
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__7) - 3
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS errors,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(histogram(source_ip_address)),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__8 -> concat(
              CAST(array_join(slice(them__8, 1, 10), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__8) > 10
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__8) - 10
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS source_ip_addresses,
    (
      (
        element_at(
          transform(
            ARRAY[transform(
              array_sort(
                map_entries(histogram(region)),
                (one, other) -> CASE
                  WHEN one[2] > other[2]
                  THEN -1
                  WHEN one[2] < other[2]
                  THEN 1
                  WHEN one[1] < other[1]
                  THEN -1
                  WHEN one[1] > other[1]
                  THEN 1
                  ELSE 0
                END
              ),
              it -> it[1]
            )],
            them__9 -> concat(
              CAST(array_join(slice(them__9, 1, 10), ', ') AS VARCHAR),
              CAST(CASE
                WHEN cardinality(them__9) > 10
                THEN concat(
                  CAST(', … and ' AS VARCHAR),
                  CAST((
                    cardinality(them__9) - 10
                  ) AS VARCHAR),
                  CAST(' more' AS VARCHAR)
                )
                ELSE ''
              END AS VARCHAR)
            )
          ),
          1
        )
      )
    ) AS regions,
    recipient_account_id AS account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    detection,
    min_by(
      event_id,
      concat(
        CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
        CAST('|' AS VARCHAR),
        CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
      )
    ) FILTER(WHERE
      NOT event_id IS NULL) AS event_id,
    severity
  FROM (
    WITH wanted_calls AS (
      SELECT
        *
      FROM (
        SELECT
          detection,
          theme,
          title,
          tactic,
          technique,
          unnested_call AS call,
          ARRAY[succeeded, not_succeeded] AS severities,
          {{level_number(coalesce(getvariable('min_level'), 'low'))}} AS lowest,
          condition_number,
          measure,
          at_least,
          minutes
        FROM (
          SELECT
            *
          FROM (
            SELECT
              *
            FROM (VALUES
              (
                'authorization_details_read',
                'discovery',
                'All users, roles and policies were read at once',
                'Discovery',
                'T1069.003',
                ARRAY['iam:GetAccountAuthorizationDetails'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'caller_probed',
                'discovery',
                'A long-term key or an instance asked who it is and what there is',
                'Discovery',
                'T1087.004',
                ARRAY['sts:GetCallerIdentity', 'iam:GetUser', 'iam:ListUsers', 'iam:ListRoles', 'iam:GetAccountAuthorizationDetails', 'iam:SimulatePrincipalPolicy', 'iam:GetAccountSummary', 'iam:ListAccessKeys', 'iam:GetLoginProfile', 's3:ListBuckets', 'secretsmanager:ListSecrets', 'organizations:ListAccounts', 'organizations:DescribeOrganization', 'cloudtrail:LookupEvents', 'cloudtrail:DescribeTrails', 'ce:GetCostAndUsage', 'bedrock:ListFoundationModels', 'bedrock:GetFoundationModelAvailability', 'bedrock:GetModelInvocationLoggingConfiguration', 'servicequotas:GetServiceQuota', 'servicequotas:ListServiceQuotas', 'ec2:DescribeRegions'],
                1,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'denied_in_a_burst',
                'discovery',
                'Many different calls were denied within minutes',
                'Discovery',
                'T1580',
                ARRAY['*'],
                3,
                3,
                7,
                'actions',
                6,
                10
              ),
              (
                'denied_often',
                'discovery',
                'The same was asked for many things within minutes, and denied',
                'Discovery',
                'T1580',
                ARRAY['*'],
                2,
                2,
                7,
                'requests',
                10,
                10
              ),
              (
                'instance_looked_around',
                'discovery',
                'An instance asked for many kinds of things within minutes',
                'Discovery',
                'T1087.004',
                ARRAY['iam:GetUser', 'iam:ListUsers', 'iam:ListRoles', 'iam:ListGroups', 'iam:ListPolicies', 'iam:GetAccountAuthorizationDetails', 'iam:SimulatePrincipalPolicy', 'iam:GetAccountSummary', 'iam:GetAccountPasswordPolicy', 'iam:ListAccessKeys', 'iam:ListAttachedUserPolicies', 'iam:ListAttachedRolePolicies', 's3:ListBuckets', 'secretsmanager:ListSecrets', 'ssm:DescribeParameters', 'organizations:ListAccounts', 'organizations:DescribeOrganization', 'cloudtrail:LookupEvents', 'cloudtrail:DescribeTrails', 'cloudtrail:ListTrails', 'cloudtrail:GetTrailStatus', 'guardduty:ListDetectors', 'ec2:DescribeSnapshots', 'ec2:DescribeRegions', 'ec2:DescribeKeyPairs', 'kms:ListKeys', 'ses:GetSendQuota', 'bedrock:ListFoundationModels', 'servicequotas:ListServiceQuotas', 'ecr:DescribeRepositories', 'eks:ListClusters', 'cloudformation:ListStacks'],
                4,
                4,
                59,
                'actions',
                5,
                10
              ),
              (
                'key_looked_around',
                'discovery',
                'A long-term key or a session asked for many kinds of things within minutes',
                'Discovery',
                'T1087.004',
                ARRAY['iam:GetUser', 'iam:ListUsers', 'iam:ListRoles', 'iam:ListGroups', 'iam:ListPolicies', 'iam:GetAccountAuthorizationDetails', 'iam:SimulatePrincipalPolicy', 'iam:GetAccountSummary', 'iam:GetAccountPasswordPolicy', 'iam:ListAccessKeys', 'iam:ListAttachedUserPolicies', 'iam:ListUserPolicies', 'iam:ListGroupsForUser', 'iam:GetLoginProfile', 'iam:ListMFADevices', 'iam:ListServiceSpecificCredentials', 's3:ListBuckets', 'secretsmanager:ListSecrets', 'ssm:DescribeParameters', 'organizations:ListAccounts', 'organizations:DescribeOrganization', 'organizations:ListPolicies', 'cloudtrail:LookupEvents', 'cloudtrail:DescribeTrails', 'cloudtrail:ListTrails', 'cloudtrail:GetTrailStatus', 'guardduty:ListDetectors', 'securityhub:DescribeHub', 'config:DescribeConfigurationRecorders', 'ce:GetCostAndUsage', 'ec2:DescribeSnapshots', 'ec2:DescribeRegions', 'ec2:DescribeKeyPairs', 'ec2:DescribeAccountAttributes', 'ec2:DescribeVpcs', 'rds:DescribeDBSnapshots', 'rds:DescribeDBInstances', 'lambda:ListFunctions', 'kms:ListKeys', 'ses:GetSendQuota', 'ses:ListIdentities', 'ses:GetAccount', 'sns:GetSMSAttributes', 'bedrock:ListFoundationModels', 'bedrock:GetFoundationModelAvailability', 'bedrock:GetModelInvocationLoggingConfiguration', 'servicequotas:GetServiceQuota', 'servicequotas:ListServiceQuotas', 'ecr:DescribeRepositories', 'eks:ListClusters', 'cloudformation:ListStacks', 'route53:ListHostedZones', 'cloudfront:ListDistributions', 'support:DescribeCases'],
                3,
                3,
                51,
                'actions',
                8,
                10
              ),
              (
                'names_guessed',
                'discovery',
                'Names of users and roles were tried out in a trust policy',
                'Discovery',
                'T1087.004',
                ARRAY['iam:UpdateAssumeRolePolicy', 'iam:CreateRole'],
                3,
                3,
                69,
                'requests',
                5,
                10
              )) AS detections(detection, theme, title, tactic, technique, calls, succeeded, not_succeeded, condition_number, measure, at_least, minutes)
          ) AS detections
          CROSS JOIN UNNEST(calls) AS each_unnested_call(unnested_call)
          WHERE
            coalesce(greatest(succeeded, not_succeeded), succeeded, not_succeeded) >= {{level_number(coalesce(getvariable('min_level'), 'low'))}}
        ) AS detections
      ) AS wanted_calls
    ), known_programs AS (
      SELECT
        user_agent AS program,
        (
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
        ) AS program_class
      FROM (
        SELECT DISTINCT
          user_agent
        FROM in_scope AS activity
      ) AS agents
      WHERE
        (
          coalesce(
            regexp_like(
              user_agent,
              '(?i)(^|[^a-z])(kali|parrot|pentoo|blackarch|pacu|barq|hydra|endgame)([^a-z]|\z)|stratus-red-team|exec-env/grimoire|cloudfox|cloudgoat|weirdaal|enumerate-iam|peirates|trufflehog|nimbostratus|sqlmap|nuclei|leonidas|aws_consoler|quiet-?riot|s3scanner|bucket_?finder|awsbucketdump|skyark|redboto|cloud_enum|metasploit|gobuster|ffuf/|nikto|masscan|zgrab|cloudjack|gitleaks|prowler|scout ?suite|cloudsploit|steampipe|powerpipe|tailpipe|cloudquery|cartography|principalmapper|pmapper|cloudsplaining|cloudmapper|aws-recon|aws-inventory|s3 ?browser|cyberduck|mountain ?duck|winscp|cloudberry|msp360|(^|[^a-z])rclone|filezilla|expandrive|forklift|crossftp|dragondisk|bucket ?explorer|commander one|transmit/|terraform|opentofu|pulumi|aws-cdk|cloudformation/|crossplane|ansible|serverless|aws-sam|cloud-?custodian|(^|[^a-z])c7n|terragrunt|packer|chef|puppet|github-?actions|gitlab-?runner|jenkins|karpenter|external-dns|elbv2\.k8s|cluster-autoscaler|argocd|spinnaker|aws-ebs-csi|kubernetes|(^|[^a-z])kops'
            ),
            FALSE
          )
        )
    ), elsewhere AS (
      SELECT
        *
      FROM (
        SELECT
          access_key AS elsewhere_key,
          address AS elsewhere_address,
          is_inside_too OR coalesce(busy_until > first_at, FALSE) AS is_at_once
        FROM (
          SELECT
            *,
            max(last_at) OVER (
              PARTITION BY access_key, strpos(address, ':') > 0
              ORDER BY first_at, address
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS busy_until,
            bool_or(NOT is_of_instance) OVER (PARTITION BY address) AS is_of_users,
            cardinality(
              array_distinct(
                filter(
                  array_agg(instance) FILTER(WHERE
                    is_of_instance) OVER (PARTITION BY address),
                  each -> NOT each IS NULL
                )
              )
            ) AS instances
          FROM (
            SELECT
              access_key,
              address,
              is_of_instance,
              min(instance) AS instance,
              bool_or(is_inside_too) AS is_inside_too,
              min(first_at) AS first_at,
              max(last_at) AS last_at
            FROM (
              SELECT
                *,
                bool_or(is_inside) OVER (PARTITION BY access_key, service, region) AS is_inside_too
              FROM (
                SELECT
                  identity_access_key_id AS access_key,
                  source_ip_address AS address,
                  service,
                  region,
                  (
                    coalesce(
                      identity_type = 'AssumedRole'
                      AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                      FALSE
                    )
                  ) AS is_of_instance,
                  NOT vpc_endpoint_id IS NULL
                  OR (
                    regexp_like(
                      source_ip_address,
                      '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80'
                    )
                  ) AS is_inside,
                  min(identity_principal_id) AS instance,
                  min(event_time) AS first_at,
                  max(event_time) AS last_at
                FROM in_scope AS activity
                WHERE
                  FALSE
                  AND event_category IS DISTINCT FROM 'NetworkActivity'
                  AND (
                    (
                      coalesce(
                        identity_type = 'AssumedRole'
                        AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                        FALSE
                      )
                    )
                    OR identity_type IN ('IAMUser', 'Root')
                    AND starts_with(identity_access_key_id, 'AKIA')
                    AND identity_invoked_by IS NULL
                  )
                  AND (
                    regexp_like(source_ip_address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)\z')
                  )
                GROUP BY
                  (
                    identity_access_key_id
                  ),
                  (
                    source_ip_address
                  ),
                  service,
                  region,
                  (
                    (
                      coalesce(
                        identity_type = 'AssumedRole'
                        AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                        FALSE
                      )
                    )
                  ),
                  (
                    NOT vpc_endpoint_id IS NULL
                    OR (
                      regexp_like(
                        source_ip_address,
                        '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80'
                      )
                    )
                  )
              ) AS used
            ) AS uses
            WHERE
              NOT is_inside
            GROUP BY
              access_key,
              address,
              is_of_instance
          ) AS addresses
        ) AS ranked
        WHERE
          is_of_instance
          AND instances < 3
          AND (
            is_inside_too OR NOT busy_until IS NULL OR is_of_users
          )
      ) AS instance_keys_elsewhere
    ), candidates AS (
      SELECT
        *,
        (
          FALSE
          AND (
            coalesce(actor_class = 'root' OR strpos(identity_arn, ':assumed-role/aws:') > 0, FALSE)
          )
          OR TRUE
          AND outcome = 'denied'
          OR FALSE
          AND coalesce(program_class <> 'infrastructure', FALSE)
          OR FALSE
          AND NOT is_at_once IS NULL
        ) AS is_special
      FROM in_scope AS activity
      LEFT JOIN known_programs
        ON user_agent = program
      LEFT JOIN elsewhere
        ON identity_access_key_id = elsewhere_key AND source_ip_address = elsewhere_address
      WHERE
        event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
          (
            FALSE
            AND (
              coalesce(actor_class = 'root' OR strpos(identity_arn, ':assumed-role/aws:') > 0, FALSE)
            )
            OR TRUE
            AND outcome = 'denied'
            OR FALSE
            AND coalesce(program_class <> 'infrastructure', FALSE)
            OR FALSE
            AND NOT is_at_once IS NULL
          )
          OR TRUE
          AND (
            action <> 'PutObject'
            OR service <> 's3'
            OR coalesce(
              regexp_like(
                request_parameters,
                'customer-algorithm|:kms:|(?i:ransom|crypt|recover|restore|bitcoin|your[^\n]?data)'
              ),
              FALSE
            )
          )
        )
    ), found AS (
      SELECT
        wanted_calls.detection,
        wanted_calls.theme,
        wanted_calls.title,
        wanted_calls.tactic,
        wanted_calls.technique,
        wanted_calls.severities,
        wanted_calls.lowest,
        wanted_calls.condition_number,
        wanted_calls.measure,
        wanted_calls.at_least,
        wanted_calls.minutes,
        keyed.event_time,
        keyed.recipient_account_id,
        keyed.event_id,
        keyed.event_category,
        keyed.source_ip_address,
        keyed.user_agent,
        keyed.error_code,
        keyed.error_message,
        keyed.identity_type,
        keyed.identity_principal_id,
        keyed.identity_arn,
        keyed.identity_access_key_id,
        keyed.identity_invoked_by,
        keyed.request_parameters,
        keyed.response_elements,
        keyed.resources,
        keyed.vpc_endpoint_id,
        keyed.session_credential_from_console,
        keyed.outcome,
        keyed.action,
        keyed.service,
        keyed.region,
        keyed.actor,
        keyed.actor_arn,
        keyed.actor_class,
        keyed.via_service,
        keyed.target,
        keyed.program,
        keyed.program_class,
        keyed.elsewhere_key,
        keyed.elsewhere_address,
        keyed.is_at_once
      FROM (
        SELECT
          *
        FROM candidates
        CROSS JOIN UNNEST(CASE
          WHEN is_special
          THEN ARRAY[concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)), '*']
          ELSE ARRAY[concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR))]
        END) AS each_key(key)
      ) AS keyed
      JOIN wanted_calls
        ON call = key
      WHERE
        coalesce(
          CASE condition_number
            WHEN 1
            THEN actor_class <> 'aws_service'
            WHEN 2
            THEN actor_class <> 'aws_service' AND NOT via_service
            WHEN 7
            THEN outcome = 'denied' AND actor_class <> 'aws_service' AND NOT via_service
            WHEN 51
            THEN identity_type IN ('IAMUser', 'AssumedRole', 'FederatedUser')
            AND NOT via_service
            AND actor_class <> 'aws_service'
            AND session_credential_from_console IS DISTINCT FROM TRUE
            AND NOT starts_with(coalesce(TRIM(LEADING '[' FROM user_agent), ''), 'Mozilla')
            WHEN 59
            THEN (
              coalesce(
                identity_type = 'AssumedRole'
                AND regexp_like(identity_principal_id, ':i-[0-9A-Fa-f]{8,17}\z'),
                FALSE
              )
            )
            AND NOT via_service
            WHEN 69
            THEN outcome <> 'success'
            AND coalesce(regexp_like(error_code, 'MalformedPolicyDocument'), FALSE)
          END,
          FALSE
        )
    ), matching AS (
      SELECT
        *,
        CASE
          WHEN outcome = 'success'
          THEN element_at(severities, 1)
          ELSE element_at(severities, 2)
        END AS own_severity,
        (
          CASE
            WHEN strpos(actor_arn, 'AWSReservedSSO_') > 0
            THEN actor
            ELSE (
              coalesce(
                actor_arn,
                CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
              )
            )
          END
        ) AS caller,
        date_add(
          'MINUTE',
          CAST(floor(
            date_diff('SECOND', CAST('2000-01-03 00:00:00' AS TIMESTAMP(0)), event_time) / (
              60.0 * minutes
            )
          ) * minutes AS BIGINT),
          CAST('2000-01-03 00:00:00' AS TIMESTAMP(0))
        ) AS window_start,
        CASE measure
          WHEN 'requests'
          THEN xxhash64(to_utf8(coalesce(request_parameters, '~')))
          WHEN 'actions'
          THEN xxhash64(
            to_utf8(
              concat(
                CAST(coalesce(service, '~') AS VARCHAR),
                CAST('|' AS VARCHAR),
                CAST(coalesce(action, '~') AS VARCHAR)
              )
            )
          )
          WHEN 'Regions'
          THEN xxhash64(to_utf8(coalesce(region, '~')))
          WHEN 'events'
          THEN xxhash64(to_utf8(coalesce(event_id, '~')))
        END AS measured
      FROM found
    ), windows AS (
      SELECT
        *,
        CASE
          WHEN cardinality(
            array_distinct(
              array_agg(date_trunc('hour', window_start)) OVER (PARTITION BY detection, caller, recipient_account_id)
            )
          ) > 6
          THEN 2
          ELSE 0
        END AS lowered
      FROM (
        SELECT
          detection,
          caller,
          recipient_account_id,
          window_start
        FROM matching
        WHERE
          NOT at_least IS NULL AND own_severity >= lowest
        GROUP BY
          detection,
          caller,
          recipient_account_id,
          window_start,
          at_least
        HAVING
          count(DISTINCT measured) >= at_least
      ) AS reached
    )
    SELECT
      detection,
      theme,
      title,
      tactic,
      technique,
      event_time,
      recipient_account_id,
      event_id,
      event_category,
      source_ip_address,
      user_agent,
      error_code,
      error_message,
      identity_type,
      identity_principal_id,
      identity_arn,
      identity_access_key_id,
      identity_invoked_by,
      request_parameters,
      response_elements,
      resources,
      vpc_endpoint_id,
      session_credential_from_console,
      outcome,
      action,
      service,
      region,
      actor,
      actor_arn,
      actor_class,
      via_service,
      coalesce(
        (
          coalesce(
            (
              CASE
                WHEN strpos(resources, 'AWS::S3::Object') > 0
                THEN coalesce(
                  coalesce(
                    json_extract_scalar(
                      element_at(
                        filter(
                          coalesce(
                            transform(
                              CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ),
                          it__10 -> coalesce(
                            json_extract_scalar(it__10, '$.type'),
                            nullif(json_format(json_extract(it__10, '$.type')), 'null')
                          ) = 'AWS::S3::Object'
                          AND coalesce(
                            json_extract_scalar(it__10, '$.ARN'),
                            nullif(json_format(json_extract(it__10, '$.ARN')), 'null')
                          ) <> ''
                        ),
                        1
                      ),
                      '$.ARN'
                    ),
                    nullif(
                      json_format(
                        json_extract(
                          element_at(
                            filter(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(resources) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                ),
                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                              ),
                              it__10 -> coalesce(
                                json_extract_scalar(it__10, '$.type'),
                                nullif(json_format(json_extract(it__10, '$.type')), 'null')
                              ) = 'AWS::S3::Object'
                              AND coalesce(
                                json_extract_scalar(it__10, '$.ARN'),
                                nullif(json_format(json_extract(it__10, '$.ARN')), 'null')
                              ) <> ''
                            ),
                            1
                          ),
                          '$.ARN'
                        )
                      ),
                      'null'
                    )
                  ),
                  CASE
                    WHEN NOT strpos(resources, 'ARNPrefix') > 0
                    THEN nullif(
                      coalesce(
                        json_extract_scalar(resources, '$[0].ARN'),
                        nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                      ),
                      ''
                    )
                  END
                )
                ELSE nullif(
                  coalesce(
                    json_extract_scalar(resources, '$[0].ARN'),
                    nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                  ),
                  ''
                )
              END
            ),
            concat(
              CAST(coalesce(
                json_extract_scalar(request_parameters, '$.bucketName'),
                nullif(json_format(json_extract(request_parameters, '$.bucketName')), 'null')
              ) AS VARCHAR),
              CAST(coalesce(
                concat(
                  CAST('/' AS VARCHAR),
                  CAST(coalesce(
                    json_extract_scalar(request_parameters, '$.key'),
                    nullif(json_format(json_extract(request_parameters, '$.key')), 'null')
                  ) AS VARCHAR)
                ),
                ''
              ) AS VARCHAR)
            ),
            (
              nullif(
                nullif(
                  array_join(
                    filter(
                      transform(
                        coalesce(
                          transform(
                            CAST(try(
                              CAST(json_parse(json_format(json_extract(request_parameters, '$.instancesSet.items'))) AS ARRAY(JSON))
                            ) AS ARRAY(JSON)),
                            it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                          ),
                          CAST(ARRAY[] AS ARRAY(VARCHAR))
                        ),
                        item -> coalesce(
                          json_extract_scalar(item, '$.instanceId'),
                          nullif(json_format(json_extract(item, '$.instanceId')), 'null')
                        )
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
              coalesce(
                json_extract_scalar(request_parameters, '$.roleName'),
                nullif(json_format(json_extract(request_parameters, '$.roleName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.userName'),
                nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.policyArn'),
                nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.instanceProfileName'),
                nullif(json_format(json_extract(request_parameters, '$.instanceProfileName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBInstanceIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBInstanceIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBClusterIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBClusterIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.dBSnapshotIdentifier'),
                nullif(json_format(json_extract(request_parameters, '$.dBSnapshotIdentifier')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.snapshotId'),
                nullif(json_format(json_extract(request_parameters, '$.snapshotId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.volumeId'),
                nullif(json_format(json_extract(request_parameters, '$.volumeId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.imageId'),
                nullif(json_format(json_extract(request_parameters, '$.imageId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.groupId'),
                nullif(json_format(json_extract(request_parameters, '$.groupId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.tableName'),
                nullif(json_format(json_extract(request_parameters, '$.tableName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.distributionId'),
                nullif(json_format(json_extract(request_parameters, '$.distributionId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.secretId'),
                nullif(json_format(json_extract(request_parameters, '$.secretId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.topicArn'),
                nullif(json_format(json_extract(request_parameters, '$.topicArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.queueUrl'),
                nullif(json_format(json_extract(request_parameters, '$.queueUrl')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.keyId'),
                nullif(json_format(json_extract(request_parameters, '$.keyId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.stackName'),
                nullif(json_format(json_extract(request_parameters, '$.stackName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.trailName'),
                nullif(json_format(json_extract(request_parameters, '$.trailName')), 'null')
              )
            ),
            (
              CASE
                WHEN regexp_like(
                  action,
                  '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                )
                THEN element_at(
                  transform(
                    ARRAY[(
                      lower(
                        CASE
                          WHEN NOT action IS NULL
                          THEN coalesce(
                            regexp_extract(
                              action,
                              '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\n]*)?\z',
                              1
                            ),
                            ''
                          )
                        END
                      )
                    )],
                    subject__11 -> element_at(
                      element_at(
                        filter(
                          transform(
                            regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                            pair__12 -> split(pair__12, '"')
                          ),
                          pair__13 -> CASE
                            WHEN strpos(subject__11, lower(substr(element_at(pair__13, 2), 1, 3))) > 0
                            AND NOT regexp_like(element_at(pair__13, -2), '^[A-Z_]+\z')
                            THEN filter(
                              ARRAY[lower(
                                regexp_replace(element_at(pair__13, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                              )],
                              name__14 -> substr(subject__11, length(subject__11) - length(name__14) + 1) = name__14
                              AND NOT regexp_like(
                                name__14,
                                'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                              )
                              AND (
                                name__14 <> 'policy' OR subject__11 = name__14
                              )
                            ) <> ARRAY[]
                            ELSE FALSE
                          END
                        ),
                        1
                      ),
                      -2
                    )
                  ),
                  1
                )
              END
            ),
            coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.functionName'),
                nullif(json_format(json_extract(request_parameters, '$.functionName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.permissionSetArn'),
                nullif(json_format(json_extract(request_parameters, '$.permissionSetArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.groupName'),
                nullif(json_format(json_extract(request_parameters, '$.groupName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.policyName'),
                nullif(json_format(json_extract(request_parameters, '$.policyName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.vpcId'),
                nullif(json_format(json_extract(request_parameters, '$.vpcId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.subnetId'),
                nullif(json_format(json_extract(request_parameters, '$.subnetId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.routeTableId'),
                nullif(json_format(json_extract(request_parameters, '$.routeTableId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.natGatewayId'),
                nullif(json_format(json_extract(request_parameters, '$.natGatewayId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.networkInterfaceId'),
                nullif(json_format(json_extract(request_parameters, '$.networkInterfaceId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.allocationId'),
                nullif(json_format(json_extract(request_parameters, '$.allocationId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.internetGatewayId'),
                nullif(json_format(json_extract(request_parameters, '$.internetGatewayId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.logGroupName'),
                nullif(json_format(json_extract(request_parameters, '$.logGroupName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.hostedZoneId'),
                nullif(json_format(json_extract(request_parameters, '$.hostedZoneId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.domainName'),
                nullif(json_format(json_extract(request_parameters, '$.domainName')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.restApiId'),
                nullif(json_format(json_extract(request_parameters, '$.restApiId')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.target'),
                nullif(json_format(json_extract(request_parameters, '$.target')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.id'),
                nullif(json_format(json_extract(request_parameters, '$.id')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.name'),
                nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.arn'),
                nullif(json_format(json_extract(request_parameters, '$.arn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.roleArn'),
                nullif(json_format(json_extract(request_parameters, '$.roleArn')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.package'),
                nullif(json_format(json_extract(request_parameters, '$.package')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.repository'),
                nullif(json_format(json_extract(request_parameters, '$.repository')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.rule'),
                nullif(json_format(json_extract(request_parameters, '$.rule')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.task'),
                nullif(json_format(json_extract(request_parameters, '$.task')), 'null')
              ),
              coalesce(
                json_extract_scalar(request_parameters, '$.cluster'),
                nullif(json_format(json_extract(request_parameters, '$.cluster')), 'null')
              )
            ),
            (
              nullif(
                CASE
                  WHEN NOT request_parameters IS NULL
                  THEN coalesce(
                    regexp_extract(
                      request_parameters,
                      '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \t\n\f\r]*:[ \t\n\f\r]*([{][^{}]*"content"[ \t\n\f\r]*:[ \t\n\f\r]*)?"([^"]+)"',
                      3
                    ),
                    ''
                  )
                END,
                ''
              )
            ),
            (
              nullif(
                CASE
                  WHEN NOT request_parameters IS NULL
                  THEN coalesce(
                    regexp_extract(
                      request_parameters,
                      '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"',
                      2
                    ),
                    ''
                  )
                END,
                ''
              )
            )
          )
        ),
        (
          nullif(
            nullif(
              CASE
                WHEN NOT error_message IS NULL
                THEN coalesce(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), '')
              END,
              ''
            ),
            '*'
          )
        )
      ) AS target,
      caller,
      highest AS severity
    FROM (
      SELECT
        *,
        max(own_severity) OVER (PARTITION BY theme, event_id, event_time, action, recipient_account_id) AS highest
      FROM (
        SELECT
          *
        FROM matching
        WHERE
          at_least IS NULL AND own_severity >= lowest
        UNION ALL
        SELECT
          matching.detection,
          matching.theme,
          matching.title,
          matching.tactic,
          matching.technique,
          matching.severities,
          matching.lowest,
          matching.condition_number,
          matching.measure,
          matching.at_least,
          matching.minutes,
          matching.event_time,
          matching.recipient_account_id,
          matching.event_id,
          matching.event_category,
          matching.source_ip_address,
          matching.user_agent,
          matching.error_code,
          matching.error_message,
          matching.identity_type,
          matching.identity_principal_id,
          matching.identity_arn,
          matching.identity_access_key_id,
          matching.identity_invoked_by,
          matching.request_parameters,
          matching.response_elements,
          matching.resources,
          matching.vpc_endpoint_id,
          matching.session_credential_from_console,
          matching.outcome,
          matching.action,
          matching.service,
          matching.region,
          matching.actor,
          matching.actor_arn,
          matching.actor_class,
          matching.via_service,
          matching.target,
          matching.program,
          matching.program_class,
          matching.elsewhere_key,
          matching.elsewhere_address,
          matching.is_at_once,
          own_severity - lowered AS own_severity,
          matching.caller,
          matching.window_start,
          matching.measured
        FROM matching
        JOIN windows
          ON matching.detection = windows.detection
          AND matching.caller = windows.caller
          AND matching.window_start = windows.window_start
          AND matching.recipient_account_id IS NOT DISTINCT FROM windows.recipient_account_id
        WHERE
          matching.own_severity - lowered >= lowest
      ) AS found
    ) AS ranked
    WHERE
      own_severity = highest
  ) AS detected_events
  GROUP BY
    severity,
    title,
    tactic,
    technique,
    detection,
    caller,
    actor_class,
    actor_arn,
    recipient_account_id,
    outcome,
    date_trunc('day', event_time),
    CASE WHEN {{coalesce(getvariable('events'), FALSE)}} THEN event_id END
) AS findings_of
ORDER BY
  severity DESC,
  last_at DESC,
  detection,
  actor,
  actor_class,
  actor_arn,
  account_id,
  outcome,
  event_id
