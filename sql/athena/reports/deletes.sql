-- Made from sql/reports/deletes.sql by lake/dialects/generate.py; do not edit.
-- inputs: f881f44b4900cf0d726b05814d0a75ad4b03c87ecea876ba4b5a8431fa5e5b35
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
  event_id
FROM (
  SELECT
    *
  FROM in_scope AS activity
  CROSS JOIN UNNEST((
    element_at(
      transform(
        ARRAY[transform(
          (
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
          ),
          item__8 -> item__8.name
        )],
        failed__9 -> filter(
          (
            coalesce(
              CASE
                WHEN strpos(request_parameters, '[') > 0
                THEN nullif(
                  array_distinct(
                    filter(
                      flatten(
                        filter(
                          transform(
                            ARRAY[ARRAY[json_format(json_extract(request_parameters, '$.instancesSet.items')), json_format(json_extract(request_parameters, '$.resourcesSet.items')), json_format(json_extract(request_parameters, '$.hostIdSet.items')), json_format(json_extract(request_parameters, '$.imageIds')), json_format(json_extract(request_parameters, '$.terminateWorkspaceRequests')), json_format(json_extract(request_parameters, '$.targets')), json_format(json_extract(request_parameters, '$.delete.objects')), json_format(json_extract(request_parameters, '$.instances')), json_format(json_extract(request_parameters, '$.identifiers')), json_format(json_extract(request_parameters, '$.records')), json_format(json_extract(request_parameters, '$.deleteAgents')), json_format(json_extract(request_parameters, '$.DeleteVpcEndpointsRequest.VpcEndpointId')), json_format(json_extract(request_parameters, '$.DeleteFlowLogsRequest.FlowLogId')), json_format(json_extract(request_parameters, '$.DeleteFleetsRequest.FleetId')), json_format(
                              json_extract(request_parameters, '$.DeleteVpcEndpointServiceConfigurationsRequest.ServiceId')
                            ), json_format(
                              json_extract(
                                request_parameters,
                                '$.DeleteVpcEndpointConnectionNotificationsRequest.ConnectionNotificationId'
                              )
                            ), json_format(
                              json_extract(request_parameters, '$.DeleteQueuedReservedInstancesRequest.ReservedInstancesId')
                            ), json_format(
                              json_extract(request_parameters, '$.CancelSpotFleetRequestsRequest.SpotFleetRequestId')
                            ), json_format(json_extract(request_parameters, '$.names')), json_format(json_extract(request_parameters, '$.ids')), json_format(json_extract(request_parameters, '$.accountIds')), json_format(json_extract(request_parameters, '$.alarmNames')), json_format(json_extract(request_parameters, '$.dashboardNames')), json_format(json_extract(request_parameters, '$.ruleNames')), json_format(json_extract(request_parameters, '$.tablesToDelete')), json_format(json_extract(request_parameters, '$.automationRulesArns')), json_format(json_extract(request_parameters, '$.channelIds')), json_format(json_extract(request_parameters, '$.codeReviewIds')), json_format(json_extract(request_parameters, '$.configurationIds')), json_format(json_extract(request_parameters, '$.connectionNameList')), json_format(json_extract(request_parameters, '$.databaseIds')), json_format(json_extract(request_parameters, '$.delegationIds')), json_format(json_extract(request_parameters, '$.deviceIds')), json_format(json_extract(request_parameters, '$.deviceNames')), json_format(json_extract(request_parameters, '$.documentIdList')), json_format(json_extract(request_parameters, '$.faceIds')), json_format(json_extract(request_parameters, '$.featuredResultsSetIds')), json_format(json_extract(request_parameters, '$.geofenceIds')), json_format(json_extract(request_parameters, '$.identityIdsToDelete')), json_format(json_extract(request_parameters, '$.importTaskIds')), json_format(json_extract(request_parameters, '$.jobFlowIds')), json_format(json_extract(request_parameters, '$.jobIdentifiers')), json_format(json_extract(request_parameters, '$.jobs')), json_format(json_extract(request_parameters, '$.knowledgeBaseIds')), json_format(json_extract(request_parameters, '$.metricDefinitionIds')), json_format(json_extract(request_parameters, '$.nodeIds')), json_format(json_extract(request_parameters, '$.pentestIds')), json_format(json_extract(request_parameters, '$.phoneNumberIds')), json_format(json_extract(request_parameters, '$.recoveryInstanceIDs')), json_format(json_extract(request_parameters, '$.scheduledActionNames')), json_format(json_extract(request_parameters, '$.secretArnList')), json_format(json_extract(request_parameters, '$.sourceServerIDs')), json_format(json_extract(request_parameters, '$.taskDefinitions')), json_format(json_extract(request_parameters, '$.threatModelIds')), json_format(json_extract(request_parameters, '$.uniqueIds'))]],
                            lists__10 -> flatten(
                              filter(
                                ARRAY[filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 1)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 2)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.resourceId'),
                                      nullif(json_format(json_extract(item, '$.resourceId')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 3)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.hostId'),
                                      nullif(json_format(json_extract(item, '$.hostId')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), transform(
                                  coalesce(
                                    transform(
                                      CAST(try(CAST(json_parse(element_at(lists__10, 4)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                    ),
                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                  ),
                                  image__11 -> coalesce(
                                    coalesce(
                                      json_extract_scalar(image__11, '$.imageDigest'),
                                      nullif(json_format(json_extract(image__11, '$.imageDigest')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(image__11, '$.imageTag'),
                                      nullif(json_format(json_extract(image__11, '$.imageTag')), 'null')
                                    )
                                  )
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 5)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.workspaceId'),
                                      nullif(json_format(json_extract(item, '$.workspaceId')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 6)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 7)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.key'),
                                      nullif(json_format(json_extract(item, '$.key')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 8)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 9)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.snapshotIdentifier'),
                                      nullif(json_format(json_extract(item, '$.snapshotIdentifier')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 10)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.memoryRecordId'),
                                      nullif(json_format(json_extract(item, '$.memoryRecordId')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__10, 11)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    ),
                                    item -> coalesce(
                                      json_extract_scalar(item, '$.agentId'),
                                      nullif(json_format(json_extract(item, '$.agentId')), 'null')
                                    )
                                  ),
                                  part -> NOT part IS NULL
                                ), flatten(
                                  filter(
                                    transform(
                                      slice(lists__10, 12, (
                                        18
                                      ) - (
                                        11
                                      )),
                                      items__12 -> filter(
                                        transform(
                                          coalesce(
                                            transform(
                                              CAST(try(CAST(json_parse(items__12) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                            ),
                                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                                          ),
                                          item -> coalesce(
                                            json_extract_scalar(item, '$.content'),
                                            nullif(json_format(json_extract(item, '$.content')), 'null')
                                          )
                                        ),
                                        part -> NOT part IS NULL
                                      )
                                    ),
                                    them -> NOT them IS NULL
                                  )
                                ), flatten(
                                  filter(
                                    transform(
                                      slice(lists__10, 19, (
                                        55
                                      ) - (
                                        18
                                      )),
                                      items__13 -> coalesce(
                                        transform(
                                          CAST(try(CAST(json_parse(items__13) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                        ),
                                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                                      )
                                    ),
                                    them -> NOT them IS NULL
                                  )
                                )],
                                them -> NOT them IS NULL
                              )
                            )
                          ),
                          them -> NOT them IS NULL
                        )
                      ),
                      each -> NOT each IS NULL
                    )
                  ),
                  ARRAY[]
                )
              END,
              ARRAY[target]
            )
          ),
          name__14 -> NOT coalesce(contains(failed__9, name__14), FALSE)
        )
      ),
      1
    )
  )) AS each_unnested_target(unnested_target)
  WHERE
    (
      is_delete
      OR (
        {{coalesce(getvariable('wide'), FALSE)}}
        AND NOT is_read
        AND regexp_like(
          action,
          '^(Batch|Bulk|Admin|Force)?(Revoke|Detach|Disassociate|Cancel|Deactivate|Disable|Unsubscribe|Leave|Close|Abort|Stop)([A-Z]|\z)'
        )
      )
    )
    AND outcome = 'success'
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
                                  items__15 -> CASE
                                    WHEN CASE substr(items__15, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                    THEN coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(items__15) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                        it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                      ),
                                      CAST(ARRAY[] AS ARRAY(VARCHAR))
                                    )
                                    WHEN regexp_like(response_elements, '^[{][ \t\n\f\r]*"[A-Za-z]+Response"')
                                    THEN ARRAY[items__15]
                                  END
                                ),
                                them -> NOT them IS NULL
                              )
                            ),
                            item__16 -> CASE substr(item__16, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                          ),
                          item__17 -> CAST(row(
                            coalesce(
                              concat(
                                CAST(coalesce(
                                  json_extract_scalar(item__17, '$.launchTemplateId'),
                                  nullif(json_format(json_extract(item__17, '$.launchTemplateId')), 'null')
                                ) AS VARCHAR),
                                CAST(':' AS VARCHAR),
                                CAST(coalesce(
                                  json_extract_scalar(item__17, '$.versionNumber'),
                                  nullif(json_format(json_extract(item__17, '$.versionNumber')), 'null')
                                ) AS VARCHAR)
                              ),
                              concat(
                                CAST(coalesce(
                                  json_extract_scalar(item__17, '$.tableName'),
                                  nullif(json_format(json_extract(item__17, '$.tableName')), 'null')
                                ) AS VARCHAR),
                                CAST(':' AS VARCHAR),
                                CAST(coalesce(
                                  json_extract_scalar(item__17, '$.versionId'),
                                  nullif(json_format(json_extract(item__17, '$.versionId')), 'null')
                                ) AS VARCHAR)
                              ),
                              coalesce(
                                coalesce(
                                  json_extract_scalar(item__17, '$.resourceId'),
                                  nullif(json_format(json_extract(item__17, '$.resourceId')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.fleetId'),
                                  nullif(json_format(json_extract(item__17, '$.fleetId')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.imageId.imageDigest'),
                                  nullif(json_format(json_extract(item__17, '$.imageId.imageDigest')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.imageId.imageTag'),
                                  nullif(json_format(json_extract(item__17, '$.imageId.imageTag')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.key'),
                                  nullif(json_format(json_extract(item__17, '$.key')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.workspaceId'),
                                  nullif(json_format(json_extract(item__17, '$.workspaceId')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.targetId'),
                                  nullif(json_format(json_extract(item__17, '$.targetId')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.accountId'),
                                  nullif(json_format(json_extract(item__17, '$.accountId')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.tableName'),
                                  nullif(json_format(json_extract(item__17, '$.tableName')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.snapshotIdentifier'),
                                  nullif(json_format(json_extract(item__17, '$.snapshotIdentifier')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.arn'),
                                  nullif(json_format(json_extract(item__17, '$.arn')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.id'),
                                  nullif(json_format(json_extract(item__17, '$.id')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.name'),
                                  nullif(json_format(json_extract(item__17, '$.name')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.job'),
                                  nullif(json_format(json_extract(item__17, '$.job')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.partitionValues'),
                                  nullif(json_format(json_extract(item__17, '$.partitionValues')), 'null')
                                ),
                                coalesce(
                                  json_extract_scalar(item__17, '$.failureResource'),
                                  nullif(json_format(json_extract(item__17, '$.failureResource')), 'null')
                                )
                              ),
                              (
                                nullif(
                                  CASE
                                    WHEN NOT item__17 IS NULL
                                    THEN coalesce(
                                      regexp_extract(
                                        item__17,
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
                                json_extract_scalar(item__17, '$.error.code'),
                                nullif(json_format(json_extract(item__17, '$.error.code')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.responseError.code'),
                                nullif(json_format(json_extract(item__17, '$.responseError.code')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorCode'),
                                nullif(json_format(json_extract(item__17, '$.errorCode')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.failureCode'),
                                nullif(json_format(json_extract(item__17, '$.failureCode')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.code'),
                                nullif(json_format(json_extract(item__17, '$.code')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.statusCode'),
                                nullif(json_format(json_extract(item__17, '$.statusCode')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorDetail.errorCode'),
                                nullif(json_format(json_extract(item__17, '$.errorDetail.errorCode')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.reason'),
                                nullif(json_format(json_extract(item__17, '$.reason')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.result'),
                                nullif(json_format(json_extract(item__17, '$.result')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.reasons[0]'),
                                nullif(json_format(json_extract(item__17, '$.reasons[0]')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorType'),
                                nullif(json_format(json_extract(item__17, '$.errorType')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.exceptionType'),
                                nullif(json_format(json_extract(item__17, '$.exceptionType')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.processingResult'),
                                nullif(json_format(json_extract(item__17, '$.processingResult')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.error.message'),
                                nullif(json_format(json_extract(item__17, '$.error.message')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorMessage'),
                                nullif(json_format(json_extract(item__17, '$.errorMessage')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.failureReason'),
                                nullif(json_format(json_extract(item__17, '$.failureReason')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.message'),
                                nullif(json_format(json_extract(item__17, '$.message')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorDetails.errorMessage'),
                                nullif(json_format(json_extract(item__17, '$.errorDetails.errorMessage')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(item__17, '$.errorDescription'),
                                nullif(json_format(json_extract(item__17, '$.errorDescription')), 'null')
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
                                items__18 -> CASE substr(items__18, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                              ),
                              items__19 -> transform(
                                regexp_extract_all(items__19, '"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*[{]', 1),
                                key__20 -> CAST(row(
                                  key__20,
                                  (
                                    nullif(
                                      CASE
                                        WHEN NOT items__19 IS NULL
                                        THEN coalesce(regexp_extract(items__19, '"errorCode"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"', 1), '')
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
                          parameter__21 -> CAST(row(parameter__21, 'InvalidParameter') AS ROW(name VARCHAR, error VARCHAR))
                        ),
                        ARRAY[]
                      )
                    ),
                    item__22 -> NOT item__22.name IS NULL
                  )
                END
              )],
              items__23 -> cardinality(items__23) > 0
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
                      part__24 -> CASE substr(part__24, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                    )],
                    lists__25 -> cardinality(filter(lists__25, part__26 -> part__26 = '[]')) > 0
                    AND cardinality(filter(lists__25, part__27 -> part__27 <> '[]')) < 2
                  ),
                  1
                )
                OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \t\n\f\r]*:[ \t\n\f\r]*""')
              )
            ),
            items__28 -> coalesce(element_at(items__28, 1).error, 'failed')
          ),
          1
        )
      END
    ) IS NULL
    AND event_category IS DISTINCT FROM 'NetworkActivity'
    AND NOT (
      event_name = 'DeleteObjects'
      AND request_id IN (
        SELECT
          request_id
        FROM (
          SELECT
            *
          FROM activity
          WHERE
            (
              {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '1' HOUR) IS NULL}}
              OR (
                event_time >= {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '1' HOUR)}}
                AND day >= {{CAST((CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '1' HOUR) AS DATE)}}
              )
            )
            AND (
              {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR) IS NULL}}
              OR (
                event_time < {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR)}}
                AND day <= {{CAST((CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR) AS DATE)}}
              )
            )
        ) AS events_between
        WHERE
          event_name = 'DeleteObject'
          AND event_type = 'AwsServiceEvent'
          AND NOT request_id IS NULL
      )
    )
) AS activity
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
  outcome
