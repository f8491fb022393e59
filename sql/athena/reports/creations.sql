-- Made from sql/reports/creations.sql by lake/dialects/generate.py; do not edit.
-- inputs: 22085e5e60f29a9f20831a8b226cf15939570ecd6e23f4d4f3f99f0ac5b49b89
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
  unnested_target AS target,
  region,
  source_ip_address,
  recipient_account_id AS account_id,
  via_service,
  outcome,
  coalesce(error_code, error_message, error_of_all) AS error,
  event_id
FROM (
  SELECT
    *
  FROM (
    SELECT
      event_time,
      recipient_account_id,
      event_id,
      event_category,
      source_ip_address,
      error_code,
      error_message,
      request_parameters,
      response_elements,
      resources,
      CASE WHEN error_of_all IS NULL THEN outcome ELSE 'failed' END AS outcome,
      action,
      service,
      region,
      actor,
      actor_class,
      via_service,
      is_read,
      target,
      makes,
      error_of_all
    FROM (
      SELECT
        *,
        (
          CASE
            WHEN action = 'AllocateAddress'
            THEN 'allocation'
            WHEN (
              regexp_like(
                action,
                '^(Batch|Bulk|Admin)?(Create|Copy|Restore|Import|Allocate|Register|Clone|Provision|Purchase|Launch)([A-Z0-9]|\z)'
              )
              AND NOT action IN (
                'CreateTags',
                'CreateOrUpdateTags',
                'CreateOAuth2Token',
                'CreateToken',
                'CreateTokenWithIAM',
                'CreateSession',
                'CreateControlChannel',
                'CreateDataChannel',
                'CreatePresignedDomainUrl',
                'CreatePresignedNotebookInstanceUrl',
                'RegisterTargets',
                'RegisterInstancesWithLoadBalancer',
                'RegisterContainerInstance',
                'CopyObject'
              )
              OR action IN (
                'RunInstances',
                'RunScheduledInstances',
                'RunTask',
                'RunJobFlow',
                'RequestSpotInstances',
                'RequestSpotFleet',
                'RequestCertificate',
                'PublishVersion',
                'PublishLayerVersion',
                'UploadServerCertificate',
                'UploadSSHPublicKey',
                'UploadSigningCertificate'
              )
            )
            THEN regexp_replace(
              (
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
              ),
              '(instance|log|host|group|table|image|item|partition)s\z',
              '$1'
            )
          END
        ) AS makes,
        CASE
          WHEN {{coalesce(getvariable('failed'), FALSE)}} AND outcome = 'success'
          THEN (
            CASE
              WHEN (
                CASE
                  WHEN strpos(response_elements, 'ail') > 0
                  OR strpos(response_elements, 'rror') > 0
                  OR strpos(response_elements, 'nproc') > 0
                  OR strpos(response_elements, 'nsucc') > 0
                  OR strpos(response_elements, 'nvalid') > 0
                  OR strpos(response_elements, 'NotDel') > 0
                  THEN regexp_like(
                    response_elements,
                    '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"[ \t\n\f\r]*:[ \t\n\f\r]*[{\[]'
                  )
                  ELSE FALSE
                END
              )
              THEN element_at(
                transform(
                  filter(
                    ARRAY[(
                      CASE
                        WHEN (
                          CASE
                            WHEN strpos(response_elements, 'ail') > 0
                            OR strpos(response_elements, 'rror') > 0
                            OR strpos(response_elements, 'nproc') > 0
                            OR strpos(response_elements, 'nsucc') > 0
                            OR strpos(response_elements, 'nvalid') > 0
                            OR strpos(response_elements, 'NotDel') > 0
                            THEN regexp_like(
                              response_elements,
                              '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"[ \t\n\f\r]*:[ \t\n\f\r]*[{\[]'
                            )
                            ELSE FALSE
                          END
                        )
                        THEN filter(
                          concat(
                            coalesce(
                              transform(
                                filter(
                                  flatten(
                                    filter(
                                      transform(
                                        concat(
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessful.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfulFleetDeletionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfulFleetRequestSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfullyDeletedLaunchTemplateVersionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.failedQueuedPurchaseDeletionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          ARRAY[json_format(json_extract(response_elements, '$.errors')), json_format(json_extract(response_elements, '$.failures')), json_format(json_extract(response_elements, '$.failed')), json_format(json_extract(response_elements, '$.errorEntries')), json_format(json_extract(response_elements, '$.failedEntries')), json_format(json_extract(response_elements, '$.failedRequests')), json_format(json_extract(response_elements, '$.unprocessedAccounts')), json_format(json_extract(response_elements, '$.unprocessedItems')), json_format(json_extract(response_elements, '$.buildsNotDeleted')), json_format(json_extract(response_elements, '$.unsuccessful')), json_format(json_extract(response_elements, '$.unsuccessful.items')), json_format(json_extract(response_elements, '$.failedItems')), json_format(json_extract(response_elements, '$.failedRecords')), json_format(json_extract(response_elements, '$.failedAccounts')), json_format(json_extract(response_elements, '$.failedDocuments')), json_format(json_extract(response_elements, '$.failedNodeLogicalIds')), json_format(json_extract(response_elements, '$.failedScheduledActions')), json_format(json_extract(response_elements, '$.phoneNumberErrors')), json_format(json_extract(response_elements, '$.deleteErrors')), json_format(json_extract(response_elements, '$.createErrors')), json_format(json_extract(response_elements, '$.schemaVersionErrors')), json_format(json_extract(response_elements, '$.invalidAnswers')), json_format(json_extract(response_elements, '$.unprocessedAutomationRules')), json_format(json_extract(response_elements, '$.unprocessedIdentityIds')), json_format(json_extract(response_elements, '$.unprocessedScramSecrets')), json_format(json_extract(response_elements, '$.unprocessedUpdateActions')), json_format(json_extract(response_elements, '$.unsuccessfulFaceDeletions'))]
                                        ),
                                        items__0 -> CASE
                                          WHEN CASE substr(items__0, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                          THEN coalesce(
                                            transform(
                                              CAST(try(CAST(json_parse(items__0) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                            ),
                                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                                          )
                                          WHEN regexp_like(response_elements, '^[{][ \t\n\f\r]*"[A-Za-z]+Response"')
                                          THEN ARRAY[items__0]
                                        END
                                      ),
                                      them -> NOT them IS NULL
                                    )
                                  ),
                                  item__1 -> CASE substr(item__1, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                ),
                                item__2 -> CAST(row(
                                  coalesce(
                                    concat(
                                      CAST(coalesce(
                                        json_extract_scalar(item__2, '$.launchTemplateId'),
                                        nullif(json_format(json_extract(item__2, '$.launchTemplateId')), 'null')
                                      ) AS VARCHAR),
                                      CAST(':' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(item__2, '$.versionNumber'),
                                        nullif(json_format(json_extract(item__2, '$.versionNumber')), 'null')
                                      ) AS VARCHAR)
                                    ),
                                    concat(
                                      CAST(coalesce(
                                        json_extract_scalar(item__2, '$.tableName'),
                                        nullif(json_format(json_extract(item__2, '$.tableName')), 'null')
                                      ) AS VARCHAR),
                                      CAST(':' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(item__2, '$.versionId'),
                                        nullif(json_format(json_extract(item__2, '$.versionId')), 'null')
                                      ) AS VARCHAR)
                                    ),
                                    coalesce(
                                      coalesce(
                                        json_extract_scalar(item__2, '$.resourceId'),
                                        nullif(json_format(json_extract(item__2, '$.resourceId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.fleetId'),
                                        nullif(json_format(json_extract(item__2, '$.fleetId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.imageId.imageDigest'),
                                        nullif(json_format(json_extract(item__2, '$.imageId.imageDigest')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.imageId.imageTag'),
                                        nullif(json_format(json_extract(item__2, '$.imageId.imageTag')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.key'),
                                        nullif(json_format(json_extract(item__2, '$.key')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.workspaceId'),
                                        nullif(json_format(json_extract(item__2, '$.workspaceId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.targetId'),
                                        nullif(json_format(json_extract(item__2, '$.targetId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.accountId'),
                                        nullif(json_format(json_extract(item__2, '$.accountId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.tableName'),
                                        nullif(json_format(json_extract(item__2, '$.tableName')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.snapshotIdentifier'),
                                        nullif(json_format(json_extract(item__2, '$.snapshotIdentifier')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.arn'),
                                        nullif(json_format(json_extract(item__2, '$.arn')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.id'),
                                        nullif(json_format(json_extract(item__2, '$.id')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.name'),
                                        nullif(json_format(json_extract(item__2, '$.name')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.job'),
                                        nullif(json_format(json_extract(item__2, '$.job')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.partitionValues'),
                                        nullif(json_format(json_extract(item__2, '$.partitionValues')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__2, '$.failureResource'),
                                        nullif(json_format(json_extract(item__2, '$.failureResource')), 'null')
                                      )
                                    ),
                                    (
                                      nullif(
                                        CASE
                                          WHEN NOT item__2 IS NULL
                                          THEN coalesce(
                                            regexp_extract(
                                              item__2,
                                              '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"',
                                              2
                                            ),
                                            ''
                                          )
                                        END,
                                        ''
                                      )
                                    )
                                  ),
                                  coalesce(
                                    coalesce(
                                      json_extract_scalar(item__2, '$.error.code'),
                                      nullif(json_format(json_extract(item__2, '$.error.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.responseError.code'),
                                      nullif(json_format(json_extract(item__2, '$.responseError.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorCode'),
                                      nullif(json_format(json_extract(item__2, '$.errorCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.failureCode'),
                                      nullif(json_format(json_extract(item__2, '$.failureCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.code'),
                                      nullif(json_format(json_extract(item__2, '$.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.statusCode'),
                                      nullif(json_format(json_extract(item__2, '$.statusCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorDetail.errorCode'),
                                      nullif(json_format(json_extract(item__2, '$.errorDetail.errorCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.reason'),
                                      nullif(json_format(json_extract(item__2, '$.reason')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.result'),
                                      nullif(json_format(json_extract(item__2, '$.result')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.reasons[0]'),
                                      nullif(json_format(json_extract(item__2, '$.reasons[0]')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorType'),
                                      nullif(json_format(json_extract(item__2, '$.errorType')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.exceptionType'),
                                      nullif(json_format(json_extract(item__2, '$.exceptionType')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.processingResult'),
                                      nullif(json_format(json_extract(item__2, '$.processingResult')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.error.message'),
                                      nullif(json_format(json_extract(item__2, '$.error.message')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorMessage'),
                                      nullif(json_format(json_extract(item__2, '$.errorMessage')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.failureReason'),
                                      nullif(json_format(json_extract(item__2, '$.failureReason')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.message'),
                                      nullif(json_format(json_extract(item__2, '$.message')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorDetails.errorMessage'),
                                      nullif(json_format(json_extract(item__2, '$.errorDetails.errorMessage')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__2, '$.errorDescription'),
                                      nullif(json_format(json_extract(item__2, '$.errorDescription')), 'null')
                                    )
                                  )
                                ) AS ROW(name VARCHAR, error VARCHAR))
                              ),
                              ARRAY[]
                            ),
                            coalesce(
                              flatten(
                                filter(
                                  transform(
                                    filter(
                                      ARRAY[json_format(json_extract(response_elements, '$.errors')), json_format(json_extract(response_elements, '$.failedVersions'))],
                                      items__3 -> CASE substr(items__3, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                    ),
                                    items__4 -> transform(
                                      regexp_extract_all(items__4, '"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*[{]', 1),
                                      key__5 -> CAST(row(
                                        key__5,
                                        (
                                          nullif(
                                            CASE
                                              WHEN NOT items__4 IS NULL
                                              THEN coalesce(regexp_extract(items__4, '"errorCode"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"', 1), '')
                                            END,
                                            ''
                                          )
                                        )
                                      ) AS ROW(name VARCHAR, error VARCHAR))
                                    )
                                  ),
                                  them -> NOT them IS NULL
                                )
                              ),
                              ARRAY[]
                            ),
                            coalesce(
                              transform(
                                coalesce(
                                  transform(
                                    CAST(try(
                                      CAST(json_parse(json_format(json_extract(response_elements, '$.invalidParameters'))) AS ARRAY(JSON))
                                    ) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ),
                                parameter__6 -> CAST(row(parameter__6, 'InvalidParameter') AS ROW(name VARCHAR, error VARCHAR))
                              ),
                              ARRAY[]
                            )
                          ),
                          item__7 -> NOT item__7.name IS NULL
                        )
                      END
                    )],
                    items__8 -> cardinality(items__8) > 0
                    AND (
                      element_at(
                        transform(
                          ARRAY[filter(
                            coalesce(
                              transform(
                                map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            part__9 -> CASE substr(part__9, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                          )],
                          lists__10 -> cardinality(filter(lists__10, part__11 -> part__11 = '[]')) > 0
                          AND cardinality(filter(lists__10, part__12 -> part__12 <> '[]')) < 2
                        ),
                        1
                      )
                      OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \t\n\f\r]*:[ \t\n\f\r]*""')
                    )
                  ),
                  items__13 -> coalesce(element_at(items__13, 1).error, 'failed')
                ),
                1
              )
            END
          )
        END AS error_of_all
      FROM in_scope AS activity
      WHERE
        (
          regexp_like(
            action,
            '^(Batch|Bulk|Admin)?(Create|Copy|Restore|Import|Allocate|Register|Clone|Provision|Purchase|Launch)([A-Z0-9]|\z)'
          )
          AND NOT action IN (
            'CreateTags',
            'CreateOrUpdateTags',
            'CreateOAuth2Token',
            'CreateToken',
            'CreateTokenWithIAM',
            'CreateSession',
            'CreateControlChannel',
            'CreateDataChannel',
            'CreatePresignedDomainUrl',
            'CreatePresignedNotebookInstanceUrl',
            'RegisterTargets',
            'RegisterInstancesWithLoadBalancer',
            'RegisterContainerInstance',
            'CopyObject'
          )
          OR action IN (
            'RunInstances',
            'RunScheduledInstances',
            'RunTask',
            'RunJobFlow',
            'RequestSpotInstances',
            'RequestSpotFleet',
            'RequestCertificate',
            'PublishVersion',
            'PublishLayerVersion',
            'UploadServerCertificate',
            'UploadSSHPublicKey',
            'UploadSigningCertificate'
          )
        )
        AND NOT is_read
        AND event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
          {{coalesce(getvariable('failed'), FALSE)}}
          OR outcome = 'success'
          AND (
            CASE
              WHEN (
                CASE
                  WHEN strpos(response_elements, 'ail') > 0
                  OR strpos(response_elements, 'rror') > 0
                  OR strpos(response_elements, 'nproc') > 0
                  OR strpos(response_elements, 'nsucc') > 0
                  OR strpos(response_elements, 'nvalid') > 0
                  OR strpos(response_elements, 'NotDel') > 0
                  THEN regexp_like(
                    response_elements,
                    '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"[ \t\n\f\r]*:[ \t\n\f\r]*[{\[]'
                  )
                  ELSE FALSE
                END
              )
              THEN element_at(
                transform(
                  filter(
                    ARRAY[(
                      CASE
                        WHEN (
                          CASE
                            WHEN strpos(response_elements, 'ail') > 0
                            OR strpos(response_elements, 'rror') > 0
                            OR strpos(response_elements, 'nproc') > 0
                            OR strpos(response_elements, 'nsucc') > 0
                            OR strpos(response_elements, 'nvalid') > 0
                            OR strpos(response_elements, 'NotDel') > 0
                            THEN regexp_like(
                              response_elements,
                              '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"[ \t\n\f\r]*:[ \t\n\f\r]*[{\[]'
                            )
                            ELSE FALSE
                          END
                        )
                        THEN filter(
                          concat(
                            coalesce(
                              transform(
                                filter(
                                  flatten(
                                    filter(
                                      transform(
                                        concat(
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessful.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfulFleetDeletionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfulFleetRequestSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.unsuccessfullyDeletedLaunchTemplateVersionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          coalesce(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> json_format(json_extract(item, '$.failedQueuedPurchaseDeletionSet.item'))
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            ARRAY[]
                                          ),
                                          ARRAY[json_format(json_extract(response_elements, '$.errors')), json_format(json_extract(response_elements, '$.failures')), json_format(json_extract(response_elements, '$.failed')), json_format(json_extract(response_elements, '$.errorEntries')), json_format(json_extract(response_elements, '$.failedEntries')), json_format(json_extract(response_elements, '$.failedRequests')), json_format(json_extract(response_elements, '$.unprocessedAccounts')), json_format(json_extract(response_elements, '$.unprocessedItems')), json_format(json_extract(response_elements, '$.buildsNotDeleted')), json_format(json_extract(response_elements, '$.unsuccessful')), json_format(json_extract(response_elements, '$.unsuccessful.items')), json_format(json_extract(response_elements, '$.failedItems')), json_format(json_extract(response_elements, '$.failedRecords')), json_format(json_extract(response_elements, '$.failedAccounts')), json_format(json_extract(response_elements, '$.failedDocuments')), json_format(json_extract(response_elements, '$.failedNodeLogicalIds')), json_format(json_extract(response_elements, '$.failedScheduledActions')), json_format(json_extract(response_elements, '$.phoneNumberErrors')), json_format(json_extract(response_elements, '$.deleteErrors')), json_format(json_extract(response_elements, '$.createErrors')), json_format(json_extract(response_elements, '$.schemaVersionErrors')), json_format(json_extract(response_elements, '$.invalidAnswers')), json_format(json_extract(response_elements, '$.unprocessedAutomationRules')), json_format(json_extract(response_elements, '$.unprocessedIdentityIds')), json_format(json_extract(response_elements, '$.unprocessedScramSecrets')), json_format(json_extract(response_elements, '$.unprocessedUpdateActions')), json_format(json_extract(response_elements, '$.unsuccessfulFaceDeletions'))]
                                        ),
                                        items__14 -> CASE
                                          WHEN CASE substr(items__14, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                          THEN coalesce(
                                            transform(
                                              CAST(try(CAST(json_parse(items__14) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                            ),
                                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                                          )
                                          WHEN regexp_like(response_elements, '^[{][ \t\n\f\r]*"[A-Za-z]+Response"')
                                          THEN ARRAY[items__14]
                                        END
                                      ),
                                      them -> NOT them IS NULL
                                    )
                                  ),
                                  item__15 -> CASE substr(item__15, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                ),
                                item__16 -> CAST(row(
                                  coalesce(
                                    concat(
                                      CAST(coalesce(
                                        json_extract_scalar(item__16, '$.launchTemplateId'),
                                        nullif(json_format(json_extract(item__16, '$.launchTemplateId')), 'null')
                                      ) AS VARCHAR),
                                      CAST(':' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(item__16, '$.versionNumber'),
                                        nullif(json_format(json_extract(item__16, '$.versionNumber')), 'null')
                                      ) AS VARCHAR)
                                    ),
                                    concat(
                                      CAST(coalesce(
                                        json_extract_scalar(item__16, '$.tableName'),
                                        nullif(json_format(json_extract(item__16, '$.tableName')), 'null')
                                      ) AS VARCHAR),
                                      CAST(':' AS VARCHAR),
                                      CAST(coalesce(
                                        json_extract_scalar(item__16, '$.versionId'),
                                        nullif(json_format(json_extract(item__16, '$.versionId')), 'null')
                                      ) AS VARCHAR)
                                    ),
                                    coalesce(
                                      coalesce(
                                        json_extract_scalar(item__16, '$.resourceId'),
                                        nullif(json_format(json_extract(item__16, '$.resourceId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.fleetId'),
                                        nullif(json_format(json_extract(item__16, '$.fleetId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.imageId.imageDigest'),
                                        nullif(json_format(json_extract(item__16, '$.imageId.imageDigest')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.imageId.imageTag'),
                                        nullif(json_format(json_extract(item__16, '$.imageId.imageTag')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.key'),
                                        nullif(json_format(json_extract(item__16, '$.key')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.workspaceId'),
                                        nullif(json_format(json_extract(item__16, '$.workspaceId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.targetId'),
                                        nullif(json_format(json_extract(item__16, '$.targetId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.accountId'),
                                        nullif(json_format(json_extract(item__16, '$.accountId')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.tableName'),
                                        nullif(json_format(json_extract(item__16, '$.tableName')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.snapshotIdentifier'),
                                        nullif(json_format(json_extract(item__16, '$.snapshotIdentifier')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.arn'),
                                        nullif(json_format(json_extract(item__16, '$.arn')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.id'),
                                        nullif(json_format(json_extract(item__16, '$.id')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.name'),
                                        nullif(json_format(json_extract(item__16, '$.name')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.job'),
                                        nullif(json_format(json_extract(item__16, '$.job')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.partitionValues'),
                                        nullif(json_format(json_extract(item__16, '$.partitionValues')), 'null')
                                      ),
                                      coalesce(
                                        json_extract_scalar(item__16, '$.failureResource'),
                                        nullif(json_format(json_extract(item__16, '$.failureResource')), 'null')
                                      )
                                    ),
                                    (
                                      nullif(
                                        CASE
                                          WHEN NOT item__16 IS NULL
                                          THEN coalesce(
                                            regexp_extract(
                                              item__16,
                                              '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"',
                                              2
                                            ),
                                            ''
                                          )
                                        END,
                                        ''
                                      )
                                    )
                                  ),
                                  coalesce(
                                    coalesce(
                                      json_extract_scalar(item__16, '$.error.code'),
                                      nullif(json_format(json_extract(item__16, '$.error.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.responseError.code'),
                                      nullif(json_format(json_extract(item__16, '$.responseError.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorCode'),
                                      nullif(json_format(json_extract(item__16, '$.errorCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.failureCode'),
                                      nullif(json_format(json_extract(item__16, '$.failureCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.code'),
                                      nullif(json_format(json_extract(item__16, '$.code')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.statusCode'),
                                      nullif(json_format(json_extract(item__16, '$.statusCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorDetail.errorCode'),
                                      nullif(json_format(json_extract(item__16, '$.errorDetail.errorCode')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.reason'),
                                      nullif(json_format(json_extract(item__16, '$.reason')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.result'),
                                      nullif(json_format(json_extract(item__16, '$.result')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.reasons[0]'),
                                      nullif(json_format(json_extract(item__16, '$.reasons[0]')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorType'),
                                      nullif(json_format(json_extract(item__16, '$.errorType')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.exceptionType'),
                                      nullif(json_format(json_extract(item__16, '$.exceptionType')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.processingResult'),
                                      nullif(json_format(json_extract(item__16, '$.processingResult')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.error.message'),
                                      nullif(json_format(json_extract(item__16, '$.error.message')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorMessage'),
                                      nullif(json_format(json_extract(item__16, '$.errorMessage')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.failureReason'),
                                      nullif(json_format(json_extract(item__16, '$.failureReason')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.message'),
                                      nullif(json_format(json_extract(item__16, '$.message')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorDetails.errorMessage'),
                                      nullif(json_format(json_extract(item__16, '$.errorDetails.errorMessage')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(item__16, '$.errorDescription'),
                                      nullif(json_format(json_extract(item__16, '$.errorDescription')), 'null')
                                    )
                                  )
                                ) AS ROW(name VARCHAR, error VARCHAR))
                              ),
                              ARRAY[]
                            ),
                            coalesce(
                              flatten(
                                filter(
                                  transform(
                                    filter(
                                      ARRAY[json_format(json_extract(response_elements, '$.errors')), json_format(json_extract(response_elements, '$.failedVersions'))],
                                      items__17 -> CASE substr(items__17, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                    ),
                                    items__18 -> transform(
                                      regexp_extract_all(items__18, '"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*[{]', 1),
                                      key__19 -> CAST(row(
                                        key__19,
                                        (
                                          nullif(
                                            CASE
                                              WHEN NOT items__18 IS NULL
                                              THEN coalesce(regexp_extract(items__18, '"errorCode"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"', 1), '')
                                            END,
                                            ''
                                          )
                                        )
                                      ) AS ROW(name VARCHAR, error VARCHAR))
                                    )
                                  ),
                                  them -> NOT them IS NULL
                                )
                              ),
                              ARRAY[]
                            ),
                            coalesce(
                              transform(
                                coalesce(
                                  transform(
                                    CAST(try(
                                      CAST(json_parse(json_format(json_extract(response_elements, '$.invalidParameters'))) AS ARRAY(JSON))
                                    ) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ),
                                parameter__20 -> CAST(row(parameter__20, 'InvalidParameter') AS ROW(name VARCHAR, error VARCHAR))
                              ),
                              ARRAY[]
                            )
                          ),
                          item__21 -> NOT item__21.name IS NULL
                        )
                      END
                    )],
                    items__22 -> cardinality(items__22) > 0
                    AND (
                      element_at(
                        transform(
                          ARRAY[filter(
                            coalesce(
                              transform(
                                map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            part__23 -> CASE substr(part__23, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                          )],
                          lists__24 -> cardinality(filter(lists__24, part__25 -> part__25 = '[]')) > 0
                          AND cardinality(filter(lists__24, part__26 -> part__26 <> '[]')) < 2
                        ),
                        1
                      )
                      OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \t\n\f\r]*:[ \t\n\f\r]*""')
                    )
                  ),
                  items__27 -> coalesce(element_at(items__27, 1).error, 'failed')
                ),
                1
              )
            END
          ) IS NULL
        )
    ) AS calls
  ) AS made
  CROSS JOIN UNNEST(coalesce(
    CASE
      WHEN outcome = 'success' AND resources IS NULL
      THEN (
        element_at(
          transform(
            ARRAY[ARRAY[(
              transform(
                filter(
                  transform(
                    regexp_extract_all(
                      request_parameters,
                      '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \t\n\f\r]*:[ \t\n\f\r]*(?:[{][ \t\n\f\r]*"item"[ \t\n\f\r]*:[ \t\n\f\r]*)?(?:[\[][ \t\n\f\r]*)?"[^"]+"',
                      0
                    ),
                    pair__28 -> split(pair__28, '"')
                  ),
                  pair__29 -> filter(
                    ARRAY[lower(
                      CASE
                        WHEN NOT element_at(pair__29, 2) IS NULL
                        THEN coalesce(
                          regexp_extract(element_at(pair__29, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                          ''
                        )
                      END
                    )],
                    thing__30 -> substr(makes, length(makes) - length(thing__30) + 1) = thing__30
                    OR thing__30 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                  ) <> ARRAY[]
                ),
                pair__31 -> element_at(pair__31, -2)
              )
            ), (
              transform(
                filter(
                  transform(
                    regexp_extract_all(
                      response_elements,
                      '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \t\n\f\r]*:[ \t\n\f\r]*(?:[{][ \t\n\f\r]*"item"[ \t\n\f\r]*:[ \t\n\f\r]*)?(?:[\[][ \t\n\f\r]*)?"[^"]+"',
                      0
                    ),
                    pair__32 -> split(pair__32, '"')
                  ),
                  pair__33 -> filter(
                    ARRAY[lower(
                      CASE
                        WHEN NOT element_at(pair__33, 2) IS NULL
                        THEN coalesce(
                          regexp_extract(element_at(pair__33, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                          ''
                        )
                      END
                    )],
                    thing__34 -> substr(makes, length(makes) - length(thing__34) + 1) = thing__34
                    OR thing__34 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                  ) <> ARRAY[]
                ),
                pair__35 -> element_at(pair__35, -2)
              )
            )]],
            values__36 -> array_sort(
              array_distinct(
                filter(
                  coalesce(
                    (
                      CASE
                        WHEN cardinality(
                          filter(
                            element_at(values__36, 2),
                            value__37 -> regexp_like(value__37, '^[a-z]+-[0-9a-f]{6,}\z')
                          )
                        ) > 0
                        THEN filter(
                          element_at(values__36, 2),
                          value__37 -> regexp_like(value__37, '^[a-z]+-[0-9a-f]{6,}\z')
                        )
                      END
                    ),
                    (
                      CASE
                        WHEN cardinality(
                          filter(element_at(values__36, 1), value__38 -> NOT starts_with(value__38, 'arn:'))
                        ) > 0
                        THEN filter(element_at(values__36, 1), value__38 -> NOT starts_with(value__38, 'arn:'))
                      END
                    ),
                    (
                      CASE
                        WHEN cardinality(
                          filter(
                            ARRAY[coalesce(
                              json_extract_scalar(request_parameters, '$.name'),
                              nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                            )],
                            value__39 -> value__39 <> ''
                          )
                        ) > 0
                        THEN filter(
                          ARRAY[coalesce(
                            json_extract_scalar(request_parameters, '$.name'),
                            nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                          )],
                          value__39 -> value__39 <> ''
                        )
                      END
                    ),
                    (
                      CASE
                        WHEN cardinality(element_at(values__36, 2)) > 0
                        THEN element_at(values__36, 2)
                      END
                    ),
                    (
                      CASE
                        WHEN cardinality(
                          slice(
                            filter(
                              concat(
                                ARRAY[coalesce(
                                  json_extract_scalar(response_elements, '$.arn'),
                                  nullif(json_format(json_extract(response_elements, '$.arn')), 'null')
                                ), coalesce(
                                  json_extract_scalar(response_elements, '$.id'),
                                  nullif(json_format(json_extract(response_elements, '$.id')), 'null')
                                )],
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.arn'),
                                        nullif(json_format(json_extract(item, '$.arn')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.aRN'),
                                        nullif(json_format(json_extract(item, '$.aRN')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(
                                        transform(
                                          map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      ),
                                      item -> coalesce(
                                        json_extract_scalar(item, '$.id'),
                                        nullif(json_format(json_extract(item, '$.id')), 'null')
                                      )
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  ARRAY[]
                                )
                              ),
                              value__40 -> value__40 <> ''
                            ),
                            1,
                            1
                          )
                        ) > 0
                        THEN slice(
                          filter(
                            concat(
                              ARRAY[coalesce(
                                json_extract_scalar(response_elements, '$.arn'),
                                nullif(json_format(json_extract(response_elements, '$.arn')), 'null')
                              ), coalesce(
                                json_extract_scalar(response_elements, '$.id'),
                                nullif(json_format(json_extract(response_elements, '$.id')), 'null')
                              )],
                              coalesce(
                                filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.arn'),
                                      nullif(json_format(json_extract(item, '$.arn')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                ARRAY[]
                              ),
                              coalesce(
                                filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.aRN'),
                                      nullif(json_format(json_extract(item, '$.aRN')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                ARRAY[]
                              ),
                              coalesce(
                                filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.id'),
                                      nullif(json_format(json_extract(item, '$.id')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                ARRAY[]
                              )
                            ),
                            value__40 -> value__40 <> ''
                          ),
                          1,
                          1
                        )
                      END
                    ),
                    (
                      CASE
                        WHEN cardinality(
                          slice(
                            filter(
                              filter(
                                transform(
                                  coalesce(
                                    transform(
                                      map_values(try(CAST(json_parse(request_parameters) AS MAP(VARCHAR, JSON)))),
                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                    ),
                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                  ),
                                  item -> coalesce(
                                    json_extract_scalar(item, '$.name'),
                                    nullif(json_format(json_extract(item, '$.name')), 'null')
                                  )
                                ),
                                part -> NOT part IS NULL
                              ),
                              value__41 -> value__41 <> ''
                            ),
                            1,
                            1
                          )
                        ) > 0
                        THEN slice(
                          filter(
                            filter(
                              transform(
                                coalesce(
                                  transform(
                                    map_values(try(CAST(json_parse(request_parameters) AS MAP(VARCHAR, JSON)))),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ),
                                item -> coalesce(
                                  json_extract_scalar(item, '$.name'),
                                  nullif(json_format(json_extract(item, '$.name')), 'null')
                                )
                              ),
                              part -> NOT part IS NULL
                            ),
                            value__41 -> value__41 <> ''
                          ),
                          1,
                          1
                        )
                      END
                    )
                  ),
                  each -> NOT each IS NULL
                )
              )
            )
          ),
          1
        )
      )
    END,
    ARRAY[(
      CASE
        WHEN strpos(request_parameters, '"jsonrpc"') > 0
        THEN (
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
                      it__42 -> coalesce(
                        json_extract_scalar(it__42, '$.type'),
                        nullif(json_format(json_extract(it__42, '$.type')), 'null')
                      ) = 'AWS::S3::Object'
                      AND coalesce(
                        json_extract_scalar(it__42, '$.ARN'),
                        nullif(json_format(json_extract(it__42, '$.ARN')), 'null')
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
                          it__42 -> coalesce(
                            json_extract_scalar(it__42, '$.type'),
                            nullif(json_format(json_extract(it__42, '$.type')), 'null')
                          ) = 'AWS::S3::Object'
                          AND coalesce(
                            json_extract_scalar(it__42, '$.ARN'),
                            nullif(json_format(json_extract(it__42, '$.ARN')), 'null')
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
        )
        ELSE coalesce(
          CASE
            WHEN NOT makes IS NULL AND error_message IS NULL
            THEN element_at(
              transform(
                ARRAY[nullif(
                  array_join(
                    (
                      element_at(
                        transform(
                          ARRAY[ARRAY[(
                            transform(
                              filter(
                                transform(
                                  regexp_extract_all(
                                    request_parameters,
                                    '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \t\n\f\r]*:[ \t\n\f\r]*(?:[{][ \t\n\f\r]*"item"[ \t\n\f\r]*:[ \t\n\f\r]*)?(?:[\[][ \t\n\f\r]*)?"[^"]+"',
                                    0
                                  ),
                                  pair__43 -> split(pair__43, '"')
                                ),
                                pair__44 -> filter(
                                  ARRAY[lower(
                                    CASE
                                      WHEN NOT element_at(pair__44, 2) IS NULL
                                      THEN coalesce(
                                        regexp_extract(element_at(pair__44, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                        ''
                                      )
                                    END
                                  )],
                                  thing__45 -> substr(makes, length(makes) - length(thing__45) + 1) = thing__45
                                  OR thing__45 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                                ) <> ARRAY[]
                              ),
                              pair__46 -> element_at(pair__46, -2)
                            )
                          ), (
                            transform(
                              filter(
                                transform(
                                  regexp_extract_all(
                                    response_elements,
                                    '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \t\n\f\r]*:[ \t\n\f\r]*(?:[{][ \t\n\f\r]*"item"[ \t\n\f\r]*:[ \t\n\f\r]*)?(?:[\[][ \t\n\f\r]*)?"[^"]+"',
                                    0
                                  ),
                                  pair__47 -> split(pair__47, '"')
                                ),
                                pair__48 -> filter(
                                  ARRAY[lower(
                                    CASE
                                      WHEN NOT element_at(pair__48, 2) IS NULL
                                      THEN coalesce(
                                        regexp_extract(element_at(pair__48, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                        ''
                                      )
                                    END
                                  )],
                                  thing__49 -> substr(makes, length(makes) - length(thing__49) + 1) = thing__49
                                  OR thing__49 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                                ) <> ARRAY[]
                              ),
                              pair__50 -> element_at(pair__50, -2)
                            )
                          )]],
                          values__51 -> array_sort(
                            array_distinct(
                              filter(
                                coalesce(
                                  (
                                    CASE
                                      WHEN cardinality(
                                        filter(
                                          element_at(values__51, 2),
                                          value__52 -> regexp_like(value__52, '^[a-z]+-[0-9a-f]{6,}\z')
                                        )
                                      ) > 0
                                      THEN filter(
                                        element_at(values__51, 2),
                                        value__52 -> regexp_like(value__52, '^[a-z]+-[0-9a-f]{6,}\z')
                                      )
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN cardinality(
                                        filter(element_at(values__51, 1), value__53 -> NOT starts_with(value__53, 'arn:'))
                                      ) > 0
                                      THEN filter(element_at(values__51, 1), value__53 -> NOT starts_with(value__53, 'arn:'))
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN cardinality(
                                        filter(
                                          ARRAY[coalesce(
                                            json_extract_scalar(request_parameters, '$.name'),
                                            nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                                          )],
                                          value__54 -> value__54 <> ''
                                        )
                                      ) > 0
                                      THEN filter(
                                        ARRAY[coalesce(
                                          json_extract_scalar(request_parameters, '$.name'),
                                          nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                                        )],
                                        value__54 -> value__54 <> ''
                                      )
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN cardinality(element_at(values__51, 2)) > 0
                                      THEN element_at(values__51, 2)
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN cardinality(
                                        slice(
                                          filter(
                                            concat(
                                              ARRAY[coalesce(
                                                json_extract_scalar(response_elements, '$.arn'),
                                                nullif(json_format(json_extract(response_elements, '$.arn')), 'null')
                                              ), coalesce(
                                                json_extract_scalar(response_elements, '$.id'),
                                                nullif(json_format(json_extract(response_elements, '$.id')), 'null')
                                              )],
                                              coalesce(
                                                filter(
                                                  transform(
                                                    coalesce(
                                                      transform(
                                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                      ),
                                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                    ),
                                                    item -> coalesce(
                                                      json_extract_scalar(item, '$.arn'),
                                                      nullif(json_format(json_extract(item, '$.arn')), 'null')
                                                    )
                                                  ),
                                                  part -> NOT part IS NULL
                                                ),
                                                ARRAY[]
                                              ),
                                              coalesce(
                                                filter(
                                                  transform(
                                                    coalesce(
                                                      transform(
                                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                      ),
                                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                    ),
                                                    item -> coalesce(
                                                      json_extract_scalar(item, '$.aRN'),
                                                      nullif(json_format(json_extract(item, '$.aRN')), 'null')
                                                    )
                                                  ),
                                                  part -> NOT part IS NULL
                                                ),
                                                ARRAY[]
                                              ),
                                              coalesce(
                                                filter(
                                                  transform(
                                                    coalesce(
                                                      transform(
                                                        map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                      ),
                                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                    ),
                                                    item -> coalesce(
                                                      json_extract_scalar(item, '$.id'),
                                                      nullif(json_format(json_extract(item, '$.id')), 'null')
                                                    )
                                                  ),
                                                  part -> NOT part IS NULL
                                                ),
                                                ARRAY[]
                                              )
                                            ),
                                            value__55 -> value__55 <> ''
                                          ),
                                          1,
                                          1
                                        )
                                      ) > 0
                                      THEN slice(
                                        filter(
                                          concat(
                                            ARRAY[coalesce(
                                              json_extract_scalar(response_elements, '$.arn'),
                                              nullif(json_format(json_extract(response_elements, '$.arn')), 'null')
                                            ), coalesce(
                                              json_extract_scalar(response_elements, '$.id'),
                                              nullif(json_format(json_extract(response_elements, '$.id')), 'null')
                                            )],
                                            coalesce(
                                              filter(
                                                transform(
                                                  coalesce(
                                                    transform(
                                                      map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                    ),
                                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                  ),
                                                  item -> coalesce(
                                                    json_extract_scalar(item, '$.arn'),
                                                    nullif(json_format(json_extract(item, '$.arn')), 'null')
                                                  )
                                                ),
                                                part -> NOT part IS NULL
                                              ),
                                              ARRAY[]
                                            ),
                                            coalesce(
                                              filter(
                                                transform(
                                                  coalesce(
                                                    transform(
                                                      map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                    ),
                                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                  ),
                                                  item -> coalesce(
                                                    json_extract_scalar(item, '$.aRN'),
                                                    nullif(json_format(json_extract(item, '$.aRN')), 'null')
                                                  )
                                                ),
                                                part -> NOT part IS NULL
                                              ),
                                              ARRAY[]
                                            ),
                                            coalesce(
                                              filter(
                                                transform(
                                                  coalesce(
                                                    transform(
                                                      map_values(try(CAST(json_parse(response_elements) AS MAP(VARCHAR, JSON)))),
                                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                    ),
                                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                  ),
                                                  item -> coalesce(
                                                    json_extract_scalar(item, '$.id'),
                                                    nullif(json_format(json_extract(item, '$.id')), 'null')
                                                  )
                                                ),
                                                part -> NOT part IS NULL
                                              ),
                                              ARRAY[]
                                            )
                                          ),
                                          value__55 -> value__55 <> ''
                                        ),
                                        1,
                                        1
                                      )
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN cardinality(
                                        slice(
                                          filter(
                                            filter(
                                              transform(
                                                coalesce(
                                                  transform(
                                                    map_values(try(CAST(json_parse(request_parameters) AS MAP(VARCHAR, JSON)))),
                                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                  ),
                                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                                ),
                                                item -> coalesce(
                                                  json_extract_scalar(item, '$.name'),
                                                  nullif(json_format(json_extract(item, '$.name')), 'null')
                                                )
                                              ),
                                              part -> NOT part IS NULL
                                            ),
                                            value__56 -> value__56 <> ''
                                          ),
                                          1,
                                          1
                                        )
                                      ) > 0
                                      THEN slice(
                                        filter(
                                          filter(
                                            transform(
                                              coalesce(
                                                transform(
                                                  map_values(try(CAST(json_parse(request_parameters) AS MAP(VARCHAR, JSON)))),
                                                  it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                                ),
                                                CAST(ARRAY[] AS ARRAY(VARCHAR))
                                              ),
                                              item -> coalesce(
                                                json_extract_scalar(item, '$.name'),
                                                nullif(json_format(json_extract(item, '$.name')), 'null')
                                              )
                                            ),
                                            part -> NOT part IS NULL
                                          ),
                                          value__56 -> value__56 <> ''
                                        ),
                                        1,
                                        1
                                      )
                                    END
                                  )
                                ),
                                each -> NOT each IS NULL
                              )
                            )
                          )
                        ),
                        1
                      )
                    ),
                    ', '
                  ),
                  ''
                )],
                made__57 -> CASE
                  WHEN made__57 <> ''
                  AND substr(
                    coalesce(
                      json_extract_scalar(resources, '$[0].ARN'),
                      nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                    ),
                    length(
                      coalesce(
                        json_extract_scalar(resources, '$[0].ARN'),
                        nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                      )
                    ) - length(made__57) + 1
                  ) = made__57
                  THEN coalesce(
                    json_extract_scalar(resources, '$[0].ARN'),
                    nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                  )
                  ELSE made__57
                END
              ),
              1
            )
          END,
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
                            it__58 -> coalesce(
                              json_extract_scalar(it__58, '$.type'),
                              nullif(json_format(json_extract(it__58, '$.type')), 'null')
                            ) = 'AWS::S3::Object'
                            AND coalesce(
                              json_extract_scalar(it__58, '$.ARN'),
                              nullif(json_format(json_extract(it__58, '$.ARN')), 'null')
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
                                it__58 -> coalesce(
                                  json_extract_scalar(it__58, '$.type'),
                                  nullif(json_format(json_extract(it__58, '$.type')), 'null')
                                ) = 'AWS::S3::Object'
                                AND coalesce(
                                  json_extract_scalar(it__58, '$.ARN'),
                                  nullif(json_format(json_extract(it__58, '$.ARN')), 'null')
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
                      subject__59 -> element_at(
                        element_at(
                          filter(
                            transform(
                              regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                              pair__60 -> split(pair__60, '"')
                            ),
                            pair__61 -> CASE
                              WHEN strpos(subject__59, lower(substr(element_at(pair__61, 2), 1, 3))) > 0
                              AND NOT regexp_like(element_at(pair__61, -2), '^[A-Z_]+\z')
                              THEN filter(
                                ARRAY[lower(
                                  regexp_replace(element_at(pair__61, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                                )],
                                name__62 -> substr(subject__59, length(subject__59) - length(name__62) + 1) = name__62
                                AND NOT regexp_like(
                                  name__62,
                                  'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                                )
                                AND (
                                  name__62 <> 'policy' OR subject__59 = name__62
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
        )
      END
    )]
  )) AS each_unnested_target(unnested_target)
) AS made
ORDER BY
  event_time DESC,
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  region,
  account_id,
  via_service,
  outcome,
  error
