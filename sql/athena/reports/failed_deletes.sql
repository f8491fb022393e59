-- Made from sql/reports/failed_deletes.sql by lake/dialects/generate.py; do not edit.
-- inputs: ef51eb8866c5b4811069cf5dabc0ed6e2889df6594810f8888cff9f243e19bf1
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
  *
FROM (
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
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
  FROM (
    SELECT
      *
    FROM in_scope AS activity
    CROSS JOIN UNNEST((
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
                      lists__0 -> flatten(
                        filter(
                          ARRAY[filter(
                            transform(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(element_at(lists__0, 1)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 2)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 3)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                CAST(try(CAST(json_parse(element_at(lists__0, 4)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            ),
                            image__1 -> coalesce(
                              coalesce(
                                json_extract_scalar(image__1, '$.imageDigest'),
                                nullif(json_format(json_extract(image__1, '$.imageDigest')), 'null')
                              ),
                              coalesce(
                                json_extract_scalar(image__1, '$.imageTag'),
                                nullif(json_format(json_extract(image__1, '$.imageTag')), 'null')
                              )
                            )
                          ), filter(
                            transform(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(element_at(lists__0, 5)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 6)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 7)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 8)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 9)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 10)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                  CAST(try(CAST(json_parse(element_at(lists__0, 11)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                slice(lists__0, 12, (
                                  18
                                ) - (
                                  11
                                )),
                                items__2 -> filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(items__2) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                slice(lists__0, 19, (
                                  55
                                ) - (
                                  18
                                )),
                                items__3 -> coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(items__3) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
    )) AS each_unnested_target(unnested_target)
    WHERE
      is_delete
      AND outcome <> 'success'
      AND event_category IS DISTINCT FROM 'NetworkActivity'
  ) AS activity
  UNION ALL
  SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    item.name,
    region,
    source_ip_address,
    account_id,
    coalesce(
      (
        CASE
          WHEN regexp_like(item.error, '^[{\[]')
          THEN NULL
          WHEN TRY_CAST(item.error AS DOUBLE) BETWEEN 100 AND 599
          THEN CASE
            WHEN TRY_CAST(item.error AS DOUBLE) IN (401, 403)
            THEN 'denied'
            WHEN TRY_CAST(item.error AS DOUBLE) >= 400
            THEN 'failed'
            ELSE 'success'
          END
          WHEN (
            regexp_like(
              (
                replace(replace(lower(item.error), '_', ''), ' ', '')
              ),
              'accessdenied|unauthori[sz]ed|notauthori[sz]ed|forbidden|^(client\.)?authorizationerror|permissions?denied'
            )
          )
          THEN 'denied'
          WHEN lower(item.error) IN ('failure', 'failed', 'error', 'false')
          THEN 'failed'
        END
      ),
      'failed'
    ),
    item.error,
    event_id
  FROM (
    SELECT
      *,
      recipient_account_id AS account_id,
      unnested_item AS item
    FROM (
      SELECT
        *
      FROM in_scope AS activity
      CROSS JOIN UNNEST((
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
                          items__4 -> CASE
                            WHEN CASE substr(items__4, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                            THEN coalesce(
                              transform(
                                CAST(try(CAST(json_parse(items__4) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                              ),
                              CAST(ARRAY[] AS ARRAY(VARCHAR))
                            )
                            WHEN regexp_like(response_elements, '^[{][ \t\n\f\r]*"[A-Za-z]+Response"')
                            THEN ARRAY[items__4]
                          END
                        ),
                        them -> NOT them IS NULL
                      )
                    ),
                    item__5 -> CASE substr(item__5, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                  ),
                  item__6 -> CAST(row(
                    coalesce(
                      concat(
                        CAST(coalesce(
                          json_extract_scalar(item__6, '$.launchTemplateId'),
                          nullif(json_format(json_extract(item__6, '$.launchTemplateId')), 'null')
                        ) AS VARCHAR),
                        CAST(':' AS VARCHAR),
                        CAST(coalesce(
                          json_extract_scalar(item__6, '$.versionNumber'),
                          nullif(json_format(json_extract(item__6, '$.versionNumber')), 'null')
                        ) AS VARCHAR)
                      ),
                      concat(
                        CAST(coalesce(
                          json_extract_scalar(item__6, '$.tableName'),
                          nullif(json_format(json_extract(item__6, '$.tableName')), 'null')
                        ) AS VARCHAR),
                        CAST(':' AS VARCHAR),
                        CAST(coalesce(
                          json_extract_scalar(item__6, '$.versionId'),
                          nullif(json_format(json_extract(item__6, '$.versionId')), 'null')
                        ) AS VARCHAR)
                      ),
                      coalesce(
                        coalesce(
                          json_extract_scalar(item__6, '$.resourceId'),
                          nullif(json_format(json_extract(item__6, '$.resourceId')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.fleetId'),
                          nullif(json_format(json_extract(item__6, '$.fleetId')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.imageId.imageDigest'),
                          nullif(json_format(json_extract(item__6, '$.imageId.imageDigest')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.imageId.imageTag'),
                          nullif(json_format(json_extract(item__6, '$.imageId.imageTag')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.key'),
                          nullif(json_format(json_extract(item__6, '$.key')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.workspaceId'),
                          nullif(json_format(json_extract(item__6, '$.workspaceId')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.targetId'),
                          nullif(json_format(json_extract(item__6, '$.targetId')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.accountId'),
                          nullif(json_format(json_extract(item__6, '$.accountId')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.tableName'),
                          nullif(json_format(json_extract(item__6, '$.tableName')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.snapshotIdentifier'),
                          nullif(json_format(json_extract(item__6, '$.snapshotIdentifier')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.arn'),
                          nullif(json_format(json_extract(item__6, '$.arn')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.id'),
                          nullif(json_format(json_extract(item__6, '$.id')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.name'),
                          nullif(json_format(json_extract(item__6, '$.name')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.job'),
                          nullif(json_format(json_extract(item__6, '$.job')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.partitionValues'),
                          nullif(json_format(json_extract(item__6, '$.partitionValues')), 'null')
                        ),
                        coalesce(
                          json_extract_scalar(item__6, '$.failureResource'),
                          nullif(json_format(json_extract(item__6, '$.failureResource')), 'null')
                        )
                      ),
                      (
                        nullif(
                          CASE
                            WHEN NOT item__6 IS NULL
                            THEN coalesce(
                              regexp_extract(
                                item__6,
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
                        json_extract_scalar(item__6, '$.error.code'),
                        nullif(json_format(json_extract(item__6, '$.error.code')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.responseError.code'),
                        nullif(json_format(json_extract(item__6, '$.responseError.code')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorCode'),
                        nullif(json_format(json_extract(item__6, '$.errorCode')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.failureCode'),
                        nullif(json_format(json_extract(item__6, '$.failureCode')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.code'),
                        nullif(json_format(json_extract(item__6, '$.code')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.statusCode'),
                        nullif(json_format(json_extract(item__6, '$.statusCode')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorDetail.errorCode'),
                        nullif(json_format(json_extract(item__6, '$.errorDetail.errorCode')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.reason'),
                        nullif(json_format(json_extract(item__6, '$.reason')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.result'),
                        nullif(json_format(json_extract(item__6, '$.result')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.reasons[0]'),
                        nullif(json_format(json_extract(item__6, '$.reasons[0]')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorType'),
                        nullif(json_format(json_extract(item__6, '$.errorType')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.exceptionType'),
                        nullif(json_format(json_extract(item__6, '$.exceptionType')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.processingResult'),
                        nullif(json_format(json_extract(item__6, '$.processingResult')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.error.message'),
                        nullif(json_format(json_extract(item__6, '$.error.message')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorMessage'),
                        nullif(json_format(json_extract(item__6, '$.errorMessage')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.failureReason'),
                        nullif(json_format(json_extract(item__6, '$.failureReason')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.message'),
                        nullif(json_format(json_extract(item__6, '$.message')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorDetails.errorMessage'),
                        nullif(json_format(json_extract(item__6, '$.errorDetails.errorMessage')), 'null')
                      ),
                      coalesce(
                        json_extract_scalar(item__6, '$.errorDescription'),
                        nullif(json_format(json_extract(item__6, '$.errorDescription')), 'null')
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
                        items__7 -> CASE substr(items__7, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                      ),
                      items__8 -> transform(
                        regexp_extract_all(items__8, '"([^"]+)"[ \t\n\f\r]*:[ \t\n\f\r]*[{]', 1),
                        key__9 -> CAST(row(
                          key__9,
                          (
                            nullif(
                              CASE
                                WHEN NOT items__8 IS NULL
                                THEN coalesce(regexp_extract(items__8, '"errorCode"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"', 1), '')
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
                  parameter__10 -> CAST(row(parameter__10, 'InvalidParameter') AS ROW(name VARCHAR, error VARCHAR))
                ),
                ARRAY[]
              )
            ),
            item__11 -> NOT item__11.name IS NULL
          )
        END
      )) AS each_unnested_item(unnested_item)
      WHERE
        is_delete
        AND outcome = 'success'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
    ) AS activity
  ) AS batches
) AS failures
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
  outcome,
  error
