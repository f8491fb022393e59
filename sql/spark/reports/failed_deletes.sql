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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
      *,
      explode(
        (
          coalesce(
            CASE
              WHEN contains(request_parameters, '[')
              THEN nullif(
                array_compact(
                  array_distinct(
                    flatten(
                      filter(
                        transform(
                          array(
                            array(
                              get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].resourcesSet.items'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].hostIdSet.items'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].imageIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].terminateWorkspaceRequests'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].targets'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].delete.objects'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].instances'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].identifiers'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].records'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].deleteAgents'),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].DeleteVpcEndpointsRequest.VpcEndpointId'
                              ),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].DeleteFlowLogsRequest.FlowLogId'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].DeleteFleetsRequest.FleetId'),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].DeleteVpcEndpointServiceConfigurationsRequest.ServiceId'
                              ),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].DeleteVpcEndpointConnectionNotificationsRequest.ConnectionNotificationId'
                              ),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].DeleteQueuedReservedInstancesRequest.ReservedInstancesId'
                              ),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].CancelSpotFleetRequestsRequest.SpotFleetRequestId'
                              ),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].names'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].ids'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].accountIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].alarmNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].dashboardNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].ruleNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].tablesToDelete'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].automationRulesArns'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].channelIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].codeReviewIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].configurationIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].connectionNameList'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].databaseIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].delegationIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].deviceIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].deviceNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].documentIdList'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].faceIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].featuredResultsSetIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].geofenceIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].identityIdsToDelete'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].importTaskIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].jobFlowIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].jobIdentifiers'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].jobs'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].knowledgeBaseIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].metricDefinitionIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].nodeIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].pentestIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].phoneNumberIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].recoveryInstanceIDs'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].scheduledActionNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].secretArnList'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].sourceServerIDs'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].taskDefinitions'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].threatModelIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].uniqueIds')
                            )
                          ),
                          lists__0 -> flatten(
                            filter(
                              array(
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 0), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.instanceId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 1), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.resourceId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 2), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.hostId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                transform(
                                  coalesce(from_json(get(lists__0, 3), 'array<string>'), array()),
                                  image__1 -> coalesce(
                                    get_json_object(image__1, '$.imageDigest'),
                                    get_json_object(image__1, '$.imageTag')
                                  )
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 4), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.workspaceId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 5), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.id')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 6), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.key')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 7), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.instanceId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 8), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.snapshotIdentifier')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 9), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.memoryRecordId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 10), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.agentId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                flatten(
                                  filter(
                                    transform(
                                      slice(lists__0, 12, (
                                        18
                                      ) - (
                                        11
                                      )),
                                      items__2 -> filter(
                                        transform(
                                          coalesce(from_json(items__2, 'array<string>'), array()),
                                          item -> get_json_object(item, '$.content')
                                        ),
                                        part -> NOT part IS NULL
                                      )
                                    ),
                                    them -> NOT them IS NULL
                                  )
                                ),
                                flatten(
                                  filter(
                                    transform(
                                      slice(lists__0, 19, (
                                        55
                                      ) - (
                                        18
                                      )),
                                      items__3 -> coalesce(from_json(items__3, 'array<string>'), array())
                                    ),
                                    them -> NOT them IS NULL
                                  )
                                )
                              ),
                              them -> NOT them IS NULL
                            )
                          )
                        ),
                        them -> NOT them IS NULL
                      )
                    )
                  )
                ),
                array()
              )
            END,
            array(target)
          )
        )
      ) AS unnested_target
    FROM in_scope AS activity
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
          WHEN regexp_like(item.error, '^[{\\[]')
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
              'accessdenied|unauthori[sz]ed|notauthori[sz]ed|forbidden|^(client\\.)?authorizationerror|permissions?denied'
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
        *,
        explode(
          (
            CASE
              WHEN (
                CASE
                  WHEN contains(response_elements, 'ail')
                  OR contains(response_elements, 'rror')
                  OR contains(response_elements, 'nproc')
                  OR contains(response_elements, 'nsucc')
                  OR contains(response_elements, 'nvalid')
                  OR contains(response_elements, 'NotDel')
                  THEN regexp_like(
                    response_elements,
                    '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{\\[]'
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
                                      coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                      item -> get_json_object(concat('[', item, ']'), '$[*].unsuccessful.item')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                      item -> get_json_object(concat('[', item, ']'), '$[*].unsuccessfulFleetDeletionSet.item')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                      item -> get_json_object(concat('[', item, ']'), '$[*].unsuccessfulFleetRequestSet.item')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                      item -> get_json_object(concat('[', item, ']'), '$[*].unsuccessfullyDeletedLaunchTemplateVersionSet.item')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                coalesce(
                                  filter(
                                    transform(
                                      coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                      item -> get_json_object(concat('[', item, ']'), '$[*].failedQueuedPurchaseDeletionSet.item')
                                    ),
                                    part -> NOT part IS NULL
                                  ),
                                  array()
                                ),
                                array(
                                  get_json_object(concat('[', response_elements, ']'), '$[*].errors'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failures'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failed'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].errorEntries'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedEntries'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedRequests'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedAccounts'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedItems'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].buildsNotDeleted'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unsuccessful'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unsuccessful.items'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedItems'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedRecords'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedAccounts'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedDocuments'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedNodeLogicalIds'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].failedScheduledActions'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].phoneNumberErrors'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].deleteErrors'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].createErrors'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].schemaVersionErrors'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].invalidAnswers'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedAutomationRules'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedIdentityIds'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedScramSecrets'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedUpdateActions'),
                                  get_json_object(concat('[', response_elements, ']'), '$[*].unsuccessfulFaceDeletions')
                                )
                              ),
                              items__4 -> CASE
                                WHEN CASE substring(items__4, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                THEN coalesce(from_json(items__4, 'array<string>'), array())
                                WHEN regexp_like(response_elements, '^[{][ \\t\\n\\f\\r]*"[A-Za-z]+Response"')
                                THEN array(items__4)
                              END
                            ),
                            them -> NOT them IS NULL
                          )
                        ),
                        item__5 -> CASE substring(item__5, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                      ),
                      item__6 -> struct(
                        coalesce(
                          get_json_object(item__6, '$.launchTemplateId') || ':' || get_json_object(item__6, '$.versionNumber'),
                          get_json_object(item__6, '$.tableName') || ':' || get_json_object(item__6, '$.versionId'),
                          coalesce(
                            get_json_object(item__6, '$.resourceId'),
                            get_json_object(item__6, '$.fleetId'),
                            get_json_object(item__6, '$.imageId.imageDigest'),
                            get_json_object(item__6, '$.imageId.imageTag'),
                            get_json_object(item__6, '$.key'),
                            get_json_object(item__6, '$.workspaceId'),
                            get_json_object(item__6, '$.targetId'),
                            get_json_object(item__6, '$.accountId'),
                            get_json_object(item__6, '$.tableName'),
                            get_json_object(item__6, '$.snapshotIdentifier'),
                            get_json_object(item__6, '$.arn'),
                            get_json_object(item__6, '$.id'),
                            get_json_object(item__6, '$.name'),
                            get_json_object(item__6, '$.job'),
                            get_json_object(item__6, '$.partitionValues'),
                            get_json_object(item__6, '$.failureResource')
                          ),
                          (
                            nullif(
                              regexp_extract(
                                item__6,
                                '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                2
                              ),
                              ''
                            )
                          )
                        ) AS name,
                        coalesce(
                          get_json_object(item__6, '$.error.code'),
                          get_json_object(item__6, '$.responseError.code'),
                          get_json_object(item__6, '$.errorCode'),
                          get_json_object(item__6, '$.failureCode'),
                          get_json_object(item__6, '$.code'),
                          get_json_object(item__6, '$.statusCode'),
                          get_json_object(item__6, '$.errorDetail.errorCode'),
                          get_json_object(item__6, '$.reason'),
                          get_json_object(item__6, '$.result'),
                          get_json_object(item__6, '$.reasons[0]'),
                          get_json_object(item__6, '$.errorType'),
                          get_json_object(item__6, '$.exceptionType'),
                          get_json_object(item__6, '$.processingResult'),
                          get_json_object(item__6, '$.error.message'),
                          get_json_object(item__6, '$.errorMessage'),
                          get_json_object(item__6, '$.failureReason'),
                          get_json_object(item__6, '$.message'),
                          get_json_object(item__6, '$.errorDetails.errorMessage'),
                          get_json_object(item__6, '$.errorDescription')
                        ) AS error
                      )
                    ),
                    array()
                  ),
                  coalesce(
                    flatten(
                      filter(
                        transform(
                          filter(
                            array(
                              get_json_object(concat('[', response_elements, ']'), '$[*].errors'),
                              get_json_object(concat('[', response_elements, ']'), '$[*].failedVersions')
                            ),
                            items__7 -> CASE substring(items__7, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                          ),
                          items__8 -> transform(
                            regexp_extract_all(items__8, '"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{]', 1),
                            key__9 -> struct(
                              key__9 AS name,
                              (
                                nullif(
                                  regexp_extract(items__8, '"errorCode"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"', 1),
                                  ''
                                )
                              ) AS error
                            )
                          )
                        ),
                        them -> NOT them IS NULL
                      )
                    ),
                    array()
                  ),
                  coalesce(
                    transform(
                      coalesce(
                        from_json(
                          get_json_object(concat('[', response_elements, ']'), '$[*].invalidParameters'),
                          'array<string>'
                        ),
                        array()
                      ),
                      parameter__10 -> struct(parameter__10 AS name, 'InvalidParameter' AS error)
                    ),
                    array()
                  )
                ),
                item__11 -> NOT item__11.name IS NULL
              )
            END
          )
        ) AS unnested_item
      FROM in_scope AS activity
      WHERE
        is_delete
        AND outcome = 'success'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
    ) AS activity
  ) AS batches
) AS failures
ORDER BY
  event_time DESC,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
