-- Made from sql/reports/new_credentials.sql by lake/dialects/generate.py; do not edit.
-- inputs: ba8466b80f80f7da67f3f2ba5199a21f7e4857e73f1f065d70e8af4313bbe569
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
                'access_key_activated',
                'new_credentials',
                'A key was activated again',
                'Persistence',
                'T1098.001',
                ARRAY['iam:UpdateAccessKey'],
                3,
                2,
                37,
                NULL,
                NULL,
                NULL
              ),
              (
                'access_key_by_program',
                'new_credentials',
                'A program for infrastructure made a long-term key',
                'Persistence',
                'T1098.001',
                ARRAY['iam:CreateAccessKey'],
                3,
                2,
                75,
                NULL,
                NULL,
                NULL
              ),
              (
                'access_key_created',
                'new_credentials',
                'A long-term key was created',
                'Persistence',
                'T1098.001',
                ARRAY['iam:CreateAccessKey', 'iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential', 'iam:UploadSSHPublicKey', 'iam:UploadSigningCertificate', 'iam:UploadServerCertificate', 'iam:UpdateSigningCertificate', 'iam:UpdateServiceSpecificCredential', 'iam:UpdateSSHPublicKey', 'transfer:ImportSshPublicKey', 'sso:CreateBearerToken', 'acm-pca:IssueCertificate', 'iot:CreateKeysAndCertificate', 'iot:RegisterCertificate', 'iot:RegisterCACertificate', 'apigateway:CreateApiKey', 'geo:CreateKey', 'lightsail:CreateBucketAccessKey', 'grafana:CreateWorkspaceApiKey', 'grafana:CreateWorkspaceServiceAccountToken'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'access_key_for_another',
                'new_credentials',
                'A long-term key was created for somebody else',
                'Persistence',
                'T1098.001',
                ARRAY['iam:CreateAccessKey'],
                4,
                3,
                63,
                NULL,
                NULL,
                NULL
              ),
              (
                'administrator_granted',
                'new_credentials',
                'Administrator rights were granted',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:AttachUserPolicy', 'iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'iam:PutUserPolicy', 'iam:PutGroupPolicy', 'iam:PutRolePolicy', 'iam:CreatePolicyVersion', 'iam:CreatePolicy', 'sso:AttachManagedPolicyToPermissionSet', 'sso:PutInlinePolicyToPermissionSet'],
                4,
                3,
                45,
                NULL,
                NULL,
                NULL
              ),
              (
                'bedrock_key_created',
                'new_credentials',
                'A long-term key for Bedrock or another service was created',
                'Persistence',
                'T1098.001',
                ARRAY['iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential'],
                4,
                3,
                33,
                NULL,
                NULL,
                NULL
              ),
              (
                'boundary_removed',
                'new_credentials',
                'A permissions boundary was removed or changed',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:DeleteUserPermissionsBoundary', 'iam:DeleteRolePermissionsBoundary', 'iam:PutUserPermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'certificate_changed',
                'new_credentials',
                'A certificate, or an authority that issues them, was changed',
                'Persistence',
                'T1649',
                ARRAY['acm:ImportCertificate', 'acm:RequestCertificate', 'acm-pca:RevokeCertificate', 'acm-pca:UpdateCertificateAuthority', 'rolesanywhere:ImportCrl', 'iot:AttachPolicy', 'iot:UpdateCertificate', 'iam:UpdateServerCertificate'],
                2,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'cluster_access_granted',
                'new_credentials',
                'Access to a Kubernetes cluster was granted',
                'Privilege Escalation',
                'T1098.006',
                ARRAY['eks:CreateAccessEntry', 'eks:AssociateAccessPolicy', 'eks:UpdateAccessEntry', 'eks:DisassociateAccessPolicy', 'eks:CreatePodIdentityAssociation', 'eks:UpdatePodIdentityAssociation'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'directory_changed',
                'new_credentials',
                'A directory was made, shared or opened, or a password in it was set',
                'Persistence',
                'T1098',
                ARRAY['ds:ResetUserPassword', 'ds:CreateComputer', 'ds:ShareDirectory', 'ds:AcceptSharedDirectory', 'ds:CreateDirectory', 'ds:CreateMicrosoftAD', 'ds:DisableRadius', 'ds:DisableLDAPS', 'ds:DisableClientAuthentication', 'ds:DisableSso', 'ds:AddIpRoutes', 'ds:RemoveIpRoutes', 'ds:DeleteLogSubscription'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'domain_changed',
                'new_credentials',
                'A domain was registered, or its owner changed',
                'Resource Development',
                'T1583.001',
                ARRAY['route53domains:RegisterDomain', 'route53domains:TransferDomain', 'route53domains:UpdateDomainContact', 'route53domains:DisableDomainAutoRenew'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'federation_token_for_all',
                'new_credentials',
                'Temporary credentials with wide rights were made from a user''s key',
                'Persistence',
                'T1550.001',
                ARRAY['sts:GetFederationToken'],
                4,
                3,
                13,
                NULL,
                NULL,
                NULL
              ),
              (
                'guard_policy_deleted',
                'new_credentials',
                'A policy that limits rights was deleted',
                'Defense Evasion',
                'T1562',
                ARRAY['iam:DeletePolicy'],
                3,
                2,
                56,
                NULL,
                NULL,
                NULL
              ),
              (
                'identity_center_changed',
                'new_credentials',
                'How people sign in by IAM Identity Center was changed',
                'Persistence',
                'T1556.007',
                ARRAY['sso:UpdateSSOConfiguration', 'sso:UpdateMfaDeviceManagementForDirectory', 'sso:UpdateDirectoryAssociation', 'sso:DeletePermissionsBoundaryFromPermissionSet', 'sso:CreateApplication', 'sso:PutApplicationAuthenticationMethod', 'sso:PutApplicationAccessScope', 'sso:CreateInstanceAccessControlAttributeConfiguration', 'sso-directory:CreateExternalIdPConfigurationForDirectory', 'sso-directory:UpdateExternalIdPConfigurationForDirectory', 'sso-directory:ImportExternalIdPCertificate', 'sso-directory:DeleteExternalIdPCertificate', 'sso-directory:DisableMfaForDirectory', 'sso-directory:UpdateMfaDeviceForUser', 'sso-directory:CreateBearerToken', 'sso-directory:CreateProvisioningTenant'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'identity_center_edited',
                'new_credentials',
                'People, groups or permission sets of IAM Identity Center were edited',
                'Persistence',
                'T1098',
                ARRAY['sso:UpdatePermissionSet', 'sso:ProvisionPermissionSet', 'sso-directory:EnableUser', 'sso-directory:UpdateUser', 'sso-directory:DeleteGroup', 'sso-directory:VerifyEmail', 'sso-directory:StartWebAuthnDeviceRegistration', 'identitystore:UpdateUser', 'identitystore:CreateGroup', 'identitystore:UpdateGroup'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'identity_provider_added',
                'new_credentials',
                'An identity provider was added or changed',
                'Persistence',
                'T1484.002',
                ARRAY['iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider', 'iam:DeleteSAMLProvider', 'iam:CreateOpenIDConnectProvider', 'iam:UpdateOpenIDConnectProviderThumbprint', 'iam:AddClientIDToOpenIDConnectProvider', 'iam:DeleteOpenIDConnectProvider', 'iam:RemoveClientIDFromOpenIDConnectProvider', 'iam:EnableOutboundWebIdentityFederation', 'sso:EnableExternalIdPConfigurationForDirectory', 'sso:DisableExternalIdPConfigurationForDirectory', 'sso:AssociateDirectory', 'sso:DisassociateDirectory', 'sso:CreateTrustedTokenIssuer', 'sso:UpdateTrustedTokenIssuer', 'sso:CreateInstance', 'sso:DeleteInstance', 'sso:PutApplicationGrant', 'sso:UpdateInstanceAccessControlAttributeConfiguration', 'sso-directory:EnableExternalIdPConfigurationForDirectory', 'sso-directory:DisableExternalIdPConfigurationForDirectory', 'sso-directory:AssociateDirectory', 'sso-directory:DisassociateDirectory', 'eks:AssociateIdentityProviderConfig', 'rolesanywhere:CreateTrustAnchor', 'rolesanywhere:UpdateTrustAnchor', 'rolesanywhere:EnableTrustAnchor', 'rolesanywhere:CreateProfile', 'rolesanywhere:UpdateProfile', 'rolesanywhere:EnableProfile', 'rolesanywhere:DisableCrl', 'rolesanywhere:DeleteCrl', 'cognito-idp:CreateIdentityProvider', 'cognito-idp:UpdateIdentityProvider', 'cognito-identity:SetIdentityPoolRoles', 'cognito-identity:UpdateIdentityPool', 'cognito-identity:CreateIdentityPool', 'ds:CreateTrust', 'ds:UpdateTrust', 'ds:EnableRadius', 'ds:ConnectDirectory', 'ds:EnableSso'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'identity_tagged',
                'new_credentials',
                'A user or a role was tagged',
                'Privilege Escalation',
                'T1098',
                ARRAY['iam:TagRole', 'iam:TagUser', 'iam:UntagRole', 'iam:UntagUser'],
                1,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'instance_role_changed',
                'new_credentials',
                'The role of an instance or database was set',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:AddRoleToInstanceProfile', 'ec2:AssociateIamInstanceProfile', 'ec2:ReplaceIamInstanceProfileAssociation', 'rds:AddRoleToDBInstance', 'rds:AddRoleToDBCluster', 'ec2:DisassociateIamInstanceProfile'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'key_pair_created',
                'new_credentials',
                'A key pair for instances was made',
                'Persistence',
                'T1098.004',
                ARRAY['ec2:CreateKeyPair', 'ec2:ImportKeyPair', 'ec2:DeleteKeyPair', 'lightsail:CreateKeyPair', 'lightsail:ImportKeyPair'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'key_pair_made_by_hand',
                'new_credentials',
                'A key pair for instances was made by hand',
                'Persistence',
                'T1098.004',
                ARRAY['ec2:CreateKeyPair', 'ec2:ImportKeyPair', 'lightsail:CreateKeyPair', 'lightsail:ImportKeyPair'],
                3,
                2,
                3,
                NULL,
                NULL,
                NULL
              ),
              (
                'key_pair_of_intruders',
                'new_credentials',
                'A key pair with a throw-away name was made',
                'Persistence',
                'T1098.004',
                ARRAY['ec2:CreateKeyPair', 'ec2:ImportKeyPair', 'lightsail:CreateKeyPair', 'lightsail:ImportKeyPair'],
                4,
                4,
                38,
                NULL,
                NULL,
                NULL
              ),
              (
                'mfa_added',
                'new_credentials',
                'A device for multi-factor authentication was added',
                'Persistence',
                'T1098.005',
                ARRAY['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ResyncMFADevice', 'sso:StartVirtualMfaDeviceRegistration', 'sso:CompleteVirtualMfaDeviceRegistration', 'sso:CompleteWebAuthnDeviceRegistration', 'sso-directory:StartVirtualMfaDeviceRegistration', 'sso-directory:CompleteVirtualMfaDeviceRegistration', 'sso-directory:CompleteWebAuthnDeviceRegistration', 'sso-directory:UpdateMfaDeviceManagementForDirectory'],
                2,
                1,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'mfa_added_by_key',
                'new_credentials',
                'A device for multi-factor authentication was added outside of the console',
                'Persistence',
                'T1098.005',
                ARRAY['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
                3,
                3,
                78,
                NULL,
                NULL,
                NULL
              ),
              (
                'mfa_removed',
                'new_credentials',
                'Multi-factor authentication was removed',
                'Defense Evasion',
                'T1556.006',
                ARRAY['iam:DeactivateMFADevice', 'iam:DeleteVirtualMFADevice', 'sso-directory:DeleteMfaDeviceForUser', 'sso:DeleteMfaDeviceForUser', 'sso:PutMfaDeviceManagementForDirectory'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'password_changed',
                'new_credentials',
                'A password was changed or recovered',
                'Persistence',
                'T1098',
                ARRAY['iam:ChangePassword', 'signin:PasswordUpdated', 'signin:PasswordRecoveryRequested', 'signin:PasswordRecoveryCompleted'],
                2,
                1,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'password_set',
                'new_credentials',
                'A console password was set for a user',
                'Persistence',
                'T1098',
                ARRAY['iam:CreateLoginProfile', 'iam:UpdateLoginProfile', 'sso-directory:UpdatePassword', 'identitystore:UpdatePassword'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'quarantine_lifted',
                'new_credentials',
                'The quarantine of a leaked key was lifted',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:DetachUserPolicy'],
                5,
                5,
                6,
                NULL,
                NULL,
                NULL
              ),
              (
                'quarantined',
                'new_credentials',
                'AWS put a leaked key into quarantine',
                'Initial Access',
                'T1078.004',
                ARRAY['iam:AttachUserPolicy', 'iam:PutUserPolicy'],
                5,
                5,
                6,
                NULL,
                NULL,
                NULL
              ),
              (
                'rights_changed_by_hand',
                'new_credentials',
                'Groups, roles, policies or their members were changed by hand',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:AddUserToGroup', 'iam:AttachUserPolicy', 'iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'iam:PutUserPolicy', 'iam:PutGroupPolicy', 'iam:PutRolePolicy', 'iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:CreateGroup', 'iam:CreateRole', 'iam:CreatePolicy', 'iam:CreateInstanceProfile', 'iam:DeleteGroup', 'iam:DetachUserPolicy', 'iam:DetachRolePolicy', 'iam:DeleteUserPolicy', 'iam:DeleteRolePolicy'],
                3,
                2,
                3,
                NULL,
                NULL,
                NULL
              ),
              (
                'rights_granted',
                'new_credentials',
                'Permissions were granted',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:AddUserToGroup', 'iam:UpdateRole', 'iam:UpdateUser', 'iam:UpdateGroup', 'iam:AttachUserPolicy', 'iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'iam:PutUserPolicy', 'iam:PutGroupPolicy', 'iam:PutRolePolicy', 'iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:UpdateRoleDescription', 'sso:CreatePermissionSet', 'sso:CreateAccountAssignment', 'sso:AttachManagedPolicyToPermissionSet', 'sso:AttachCustomerManagedPolicyReferenceToPermissionSet', 'sso:PutInlinePolicyToPermissionSet', 'identitystore:CreateGroupMembership', 'sso-directory:AddMemberToGroup', 'sso-directory:CreateGroup', 'lakeformation:GrantPermissions', 'lakeformation:BatchGrantPermissions', 'redshift:ModifyClusterIamRoles', 'cognito-idp:AdminAddUserToGroup'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'rights_removed',
                'new_credentials',
                'Users, roles, policies or their rights were removed',
                'Impact',
                'T1531',
                ARRAY['iam:DeleteUser', 'iam:DeleteRole', 'iam:DeletePolicy', 'iam:DeleteGroup', 'iam:DeleteUserPolicy', 'iam:DeleteRolePolicy', 'iam:DeleteGroupPolicy', 'iam:DetachUserPolicy', 'iam:DetachRolePolicy', 'iam:DetachGroupPolicy', 'iam:RemoveUserFromGroup', 'iam:DeleteAccessKey', 'iam:DeleteLoginProfile', 'iam:DeletePolicyVersion', 'iam:DeleteInstanceProfile', 'iam:RemoveRoleFromInstanceProfile', 'iam:DeleteServiceSpecificCredential', 'iam:DeleteSSHPublicKey', 'iam:DeleteSigningCertificate', 'iam:DeleteServerCertificate', 'iam:DeleteAccountAlias', 'iam:CreateAccountAlias', 'iam:UpdateAccountName', 'iam:DeleteServiceLinkedRole', 'sso:DeleteAccountAssignment', 'sso:DeletePermissionSet', 'sso:DetachManagedPolicyFromPermissionSet', 'sso:DeleteInlinePolicyFromPermissionSet', 'sso:DeleteUser', 'identitystore:DeleteUser', 'identitystore:DeleteGroup', 'identitystore:DeleteGroupMembership', 'sso-directory:DeleteUser', 'sso-directory:DisableUser', 'sso-directory:RemoveMemberFromGroup', 'eks:DeleteAccessEntry', 'cognito-idp:AdminDeleteUser', 'lakeformation:RevokePermissions'],
                2,
                1,
                2,
                NULL,
                NULL,
                NULL
              ),
              (
                'role_chained',
                'new_credentials',
                'A role session took another role',
                'Lateral Movement',
                'T1550.001',
                ARRAY['sts:AssumeRole'],
                1,
                1,
                50,
                NULL,
                NULL,
                NULL
              ),
              (
                'role_created',
                'new_credentials',
                'A role was created',
                'Persistence',
                'T1136.003',
                ARRAY['iam:CreateRole', 'iam:CreateServiceLinkedRole', 'iam:CreateInstanceProfile', 'iam:CreateGroup', 'iam:CreatePolicy'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'role_for_foreign_account',
                'new_credentials',
                'A role was opened to another account',
                'Persistence',
                'T1098.003',
                ARRAY['iam:CreateRole', 'iam:UpdateAssumeRolePolicy'],
                4,
                3,
                66,
                NULL,
                NULL,
                NULL
              ),
              (
                'role_passed_to_machine',
                'new_credentials',
                'A machine was given the role of an administrator',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['ec2:RunInstances', 'ec2:AssociateIamInstanceProfile', 'ec2:ReplaceIamInstanceProfileAssociation'],
                4,
                3,
                22,
                NULL,
                NULL,
                NULL
              ),
              (
                'root_access_managed',
                'new_credentials',
                'Central management of root users was changed',
                'Privilege Escalation',
                'T1098',
                ARRAY['iam:EnableOrganizationsRootSessions', 'iam:EnableOrganizationsRootCredentialsManagement'],
                4,
                3,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'root_key_created',
                'new_credentials',
                'A key of the root user was created',
                'Persistence',
                'T1098.001',
                ARRAY['iam:CreateAccessKey'],
                5,
                4,
                5,
                NULL,
                NULL,
                NULL
              ),
              (
                'service_granted_in_full',
                'new_credentials',
                'All rights in a service that intruders use were granted',
                'Privilege Escalation',
                'T1098.003',
                ARRAY['iam:AttachUserPolicy', 'iam:AttachGroupPolicy', 'iam:AttachRolePolicy', 'sso:AttachManagedPolicyToPermissionSet'],
                3,
                2,
                58,
                NULL,
                NULL,
                NULL
              ),
              (
                'session_token_made',
                'new_credentials',
                'A session token was made',
                'Persistence',
                'T1550.001',
                ARRAY['sts:GetSessionToken', 'sts:AssumeRoleWithSAML', 'signin:CreateOAuth2Token', 'sso:GetRoleCredentials', 'sso:CreateToken', 'sso:CreateTokenWithIAM', 'sso:StartDeviceAuthorization', 'sso:RegisterClient'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'temporary_credentials_made',
                'new_credentials',
                'Temporary credentials were made from a user''s key',
                'Persistence',
                'T1550.001',
                ARRAY['sts:GetFederationToken'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'trust_changed',
                'new_credentials',
                'Who may assume a role was changed',
                'Persistence',
                'T1098.003',
                ARRAY['iam:UpdateAssumeRolePolicy'],
                3,
                2,
                1,
                NULL,
                NULL,
                NULL
              ),
              (
                'user_created',
                'new_credentials',
                'A user was created',
                'Persistence',
                'T1136.003',
                ARRAY['iam:CreateUser', 'sso:CreateUser', 'sso-directory:CreateUser', 'identitystore:CreateUser', 'transfer:CreateUser', 'cognito-idp:AdminCreateUser', 'quicksight:RegisterUser', 'workmail:CreateUser', 'elasticache:CreateUser', 'memorydb:CreateUser', 'mq:CreateUser', 'grafana:UpdatePermissions'],
                3,
                2,
                0,
                NULL,
                NULL,
                NULL
              ),
              (
                'user_pool_changed',
                'new_credentials',
                'Clients or people of a Cognito user pool were changed',
                'Persistence',
                'T1556',
                ARRAY['cognito-idp:CreateUserPoolClient', 'cognito-idp:UpdateUserPoolClient', 'cognito-idp:AdminUpdateUserAttributes', 'cognito-idp:AdminResetUserPassword'],
                2,
                1,
                1,
                NULL,
                NULL,
                NULL
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
          OR FALSE
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
            OR FALSE
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
        keyed.identity_user_name,
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
            WHEN 0
            THEN TRUE
            WHEN 1
            THEN actor_class <> 'aws_service'
            WHEN 2
            THEN actor_class <> 'aws_service' AND NOT via_service
            WHEN 3
            THEN (
              actor_class <> 'aws_service'
              AND NOT via_service
              AND program_class IS DISTINCT FROM 'infrastructure'
            )
            WHEN 5
            THEN actor_class = 'root'
            WHEN 6
            THEN coalesce(
              regexp_like(
                request_parameters,
                'AWSCompromisedKeyQuarantine|AWSExposedCredentialPolicy_DO_NOT_REMOVE'
              ),
              FALSE
            )
            WHEN 13
            THEN actor_class <> 'aws_service'
            AND (
              coalesce(
                regexp_like(
                  coalesce(
                    json_extract_scalar(request_parameters, '$.policy'),
                    nullif(json_format(json_extract(request_parameters, '$.policy')), 'null')
                  ),
                  '"Action"[ \t\n\f\r]*:[ \t\n\f\r]*(\[[ \t\n\f\r]*)?"(\*|\*:\*|iam:\*)"'
                ),
                FALSE
              )
              OR coalesce(strpos(request_parameters, 'AdministratorAccess') > 0, FALSE)
            )
            WHEN 22
            THEN actor_class <> 'aws_service'
            AND coalesce(
              regexp_like(lower(request_parameters), '"iaminstanceprofile"[^}]*(admin|poweruser|fullaccess)'),
              FALSE
            )
            WHEN 33
            THEN coalesce(strpos(request_parameters, 'bedrock') > 0, FALSE)
            WHEN 37
            THEN coalesce(
              coalesce(
                json_extract_scalar(request_parameters, '$.status'),
                nullif(json_format(json_extract(request_parameters, '$.status')), 'null')
              ) <> 'Inactive',
              TRUE
            )
            WHEN 38
            THEN coalesce(
              regexp_like(
                lower(
                  coalesce(
                    json_extract_scalar(request_parameters, '$.keyName'),
                    nullif(json_format(json_extract(request_parameters, '$.keyName')), 'null')
                  )
                ),
                '^(xg[0-9]*|temp[_-]?key[_-]?(pair)?[0-9]*|tmp[_-]?key[^\n]*|a{2,}|x{2,}|asdf[^\n]*|qwe[^\n]*|test[0-9]{2,}|k[0-9]{1,3}|key[0-9]{1,3}|[a-z])\z'
              ),
              FALSE
            )
            WHEN 45
            THEN coalesce(
              regexp_like(request_parameters, '(AdministratorAccess|IAMFullAccess|PowerUserAccess)"'),
              FALSE
            )
            OR coalesce(
              regexp_like(
                coalesce(
                  coalesce(
                    json_extract_scalar(request_parameters, '$.policyDocument'),
                    nullif(json_format(json_extract(request_parameters, '$.policyDocument')), 'null')
                  ),
                  coalesce(
                    json_extract_scalar(request_parameters, '$.inlinePolicy'),
                    nullif(json_format(json_extract(request_parameters, '$.inlinePolicy')), 'null')
                  )
                ),
                '"Action" *: *(\[ *)?"(\*|\*:\*|iam:\*)"'
              ),
              FALSE
            )
            WHEN 50
            THEN identity_type = 'AssumedRole' AND NOT via_service
            WHEN 56
            THEN (
              actor_class <> 'aws_service'
              AND NOT via_service
              AND program_class IS DISTINCT FROM 'infrastructure'
            )
            AND coalesce(
              regexp_like(
                lower(
                  coalesce(
                    json_extract_scalar(request_parameters, '$.policyArn'),
                    nullif(json_format(json_extract(request_parameters, '$.policyArn')), 'null')
                  )
                ),
                ':policy/[^\n]*(boundar|deny|restrict|guard|scp|limit)'
              ),
              FALSE
            )
            WHEN 58
            THEN (
              actor_class <> 'aws_service'
              AND NOT via_service
              AND program_class IS DISTINCT FROM 'infrastructure'
            )
            AND coalesce(
              regexp_like(
                request_parameters,
                'policy/(service-role/)?(Amazon(SES|S3|EC2|RDS|SSM|DynamoDB|Bedrock|SageMaker|SNS|ECS_?)FullAccess|AWSLambda_FullAccess|AWSOrganizationsFullAccess|AWSCloudShellFullAccess|AWSKeyManagementServicePowerUser|SecretsManagerReadWrite)"'
              ),
              FALSE
            )
            WHEN 63
            THEN coalesce(
              json_extract_scalar(request_parameters, '$.userName'),
              nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
            ) IS DISTINCT FROM identity_user_name
            AND NOT coalesce(
              json_extract_scalar(request_parameters, '$.userName'),
              nullif(json_format(json_extract(request_parameters, '$.userName')), 'null')
            ) IS NULL
            AND program_class IS DISTINCT FROM 'infrastructure'
            WHEN 66
            THEN cardinality(
              filter(
                regexp_extract_all(
                  coalesce(
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
                    )
                  ),
                  'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):',
                  1
                ),
                account__10 -> account__10 IS DISTINCT FROM recipient_account_id
              )
            ) > 0
            WHEN 75
            THEN program_class = 'infrastructure'
            WHEN 78
            THEN session_credential_from_console IS DISTINCT FROM TRUE
            AND NOT starts_with(coalesce(TRIM(LEADING '[' FROM user_agent), ''), 'Mozilla')
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
      identity_user_name,
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
                          it__11 -> coalesce(
                            json_extract_scalar(it__11, '$.type'),
                            nullif(json_format(json_extract(it__11, '$.type')), 'null')
                          ) = 'AWS::S3::Object'
                          AND coalesce(
                            json_extract_scalar(it__11, '$.ARN'),
                            nullif(json_format(json_extract(it__11, '$.ARN')), 'null')
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
                              it__11 -> coalesce(
                                json_extract_scalar(it__11, '$.type'),
                                nullif(json_format(json_extract(it__11, '$.type')), 'null')
                              ) = 'AWS::S3::Object'
                              AND coalesce(
                                json_extract_scalar(it__11, '$.ARN'),
                                nullif(json_format(json_extract(it__11, '$.ARN')), 'null')
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
                    subject__12 -> element_at(
                      element_at(
                        filter(
                          transform(
                            regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                            pair__13 -> split(pair__13, '"')
                          ),
                          pair__14 -> CASE
                            WHEN strpos(subject__12, lower(substr(element_at(pair__14, 2), 1, 3))) > 0
                            AND NOT regexp_like(element_at(pair__14, -2), '^[A-Z_]+\z')
                            THEN filter(
                              ARRAY[lower(
                                regexp_replace(element_at(pair__14, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                              )],
                              name__15 -> substr(subject__12, length(subject__12) - length(name__15) + 1) = name__15
                              AND NOT regexp_like(
                                name__15,
                                'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                              )
                              AND (
                                name__15 <> 'policy' OR subject__12 = name__15
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
          matching.identity_user_name,
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
