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
    AND regexp_like(concat_ws(chr(10), action, event_name, service || ':' || action), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), actor, actor_arn, identity_arn, identity_user_name, issuer_user_name, identity_principal_id, replace(identity_principal_id, ':', chr(10)), identity_invoked_by, on_behalf_of_user_id, source_identity)), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
    *,
    explode(
      (
        get(
          transform(
            array(
              transform(
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
                                    items__0 -> CASE
                                      WHEN CASE substring(items__0, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                      THEN coalesce(from_json(items__0, 'array<string>'), array())
                                      WHEN regexp_like(response_elements, '^[{][ \\t\\n\\f\\r]*"[A-Za-z]+Response"')
                                      THEN array(items__0)
                                    END
                                  ),
                                  them -> NOT them IS NULL
                                )
                              ),
                              item__1 -> CASE substring(item__1, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                            ),
                            item__2 -> struct(
                              coalesce(
                                get_json_object(item__2, '$.launchTemplateId') || ':' || get_json_object(item__2, '$.versionNumber'),
                                get_json_object(item__2, '$.tableName') || ':' || get_json_object(item__2, '$.versionId'),
                                coalesce(
                                  get_json_object(item__2, '$.resourceId'),
                                  get_json_object(item__2, '$.fleetId'),
                                  get_json_object(item__2, '$.imageId.imageDigest'),
                                  get_json_object(item__2, '$.imageId.imageTag'),
                                  get_json_object(item__2, '$.key'),
                                  get_json_object(item__2, '$.workspaceId'),
                                  get_json_object(item__2, '$.targetId'),
                                  get_json_object(item__2, '$.accountId'),
                                  get_json_object(item__2, '$.tableName'),
                                  get_json_object(item__2, '$.snapshotIdentifier'),
                                  get_json_object(item__2, '$.arn'),
                                  get_json_object(item__2, '$.id'),
                                  get_json_object(item__2, '$.name'),
                                  get_json_object(item__2, '$.job'),
                                  get_json_object(item__2, '$.partitionValues'),
                                  get_json_object(item__2, '$.failureResource')
                                ),
                                (
                                  nullif(
                                    regexp_extract(
                                      item__2,
                                      '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                      2
                                    ),
                                    ''
                                  )
                                )
                              ) AS name,
                              coalesce(
                                get_json_object(item__2, '$.error.code'),
                                get_json_object(item__2, '$.responseError.code'),
                                get_json_object(item__2, '$.errorCode'),
                                get_json_object(item__2, '$.failureCode'),
                                get_json_object(item__2, '$.code'),
                                get_json_object(item__2, '$.statusCode'),
                                get_json_object(item__2, '$.errorDetail.errorCode'),
                                get_json_object(item__2, '$.reason'),
                                get_json_object(item__2, '$.result'),
                                get_json_object(item__2, '$.reasons[0]'),
                                get_json_object(item__2, '$.errorType'),
                                get_json_object(item__2, '$.exceptionType'),
                                get_json_object(item__2, '$.processingResult'),
                                get_json_object(item__2, '$.error.message'),
                                get_json_object(item__2, '$.errorMessage'),
                                get_json_object(item__2, '$.failureReason'),
                                get_json_object(item__2, '$.message'),
                                get_json_object(item__2, '$.errorDetails.errorMessage'),
                                get_json_object(item__2, '$.errorDescription')
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
                                  items__3 -> CASE substring(items__3, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                ),
                                items__4 -> transform(
                                  regexp_extract_all(items__4, '"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{]', 1),
                                  key__5 -> struct(
                                    key__5 AS name,
                                    (
                                      nullif(
                                        regexp_extract(items__4, '"errorCode"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"', 1),
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
                            parameter__6 -> struct(parameter__6 AS name, 'InvalidParameter' AS error)
                          ),
                          array()
                        )
                      ),
                      item__7 -> NOT item__7.name IS NULL
                    )
                  END
                ),
                item__8 -> item__8.name
              )
            ),
            failed__9 -> filter(
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
                                lists__10 -> flatten(
                                  filter(
                                    array(
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 0), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.instanceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 1), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.resourceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 2), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.hostId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      transform(
                                        coalesce(from_json(get(lists__10, 3), 'array<string>'), array()),
                                        image__11 -> coalesce(
                                          get_json_object(image__11, '$.imageDigest'),
                                          get_json_object(image__11, '$.imageTag')
                                        )
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 4), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.workspaceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 5), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.id')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 6), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.key')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 7), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.instanceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 8), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.snapshotIdentifier')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 9), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.memoryRecordId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__10, 10), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.agentId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      flatten(
                                        filter(
                                          transform(
                                            slice(lists__10, 12, (
                                              18
                                            ) - (
                                              11
                                            )),
                                            items__12 -> filter(
                                              transform(
                                                coalesce(from_json(items__12, 'array<string>'), array()),
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
                                            slice(lists__10, 19, (
                                              55
                                            ) - (
                                              18
                                            )),
                                            items__13 -> coalesce(from_json(items__13, 'array<string>'), array())
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
              ),
              name__14 -> NOT coalesce(array_contains(failed__9, name__14), FALSE)
            )
          ),
          0
        )
      )
    ) AS unnested_target
  FROM in_scope AS activity
  WHERE
    (
      is_delete
      OR (
        {{coalesce(getvariable('wide'), FALSE)}}
        AND NOT is_read
        AND regexp_like(
          action,
          '^(Batch|Bulk|Admin|Force)?(Revoke|Detach|Disassociate|Cancel|Deactivate|Disable|Unsubscribe|Leave|Close|Abort|Stop)([A-Z]|\\z)'
        )
      )
    )
    AND outcome = 'success'
    AND (
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
        THEN get(
          transform(
            filter(
              array(
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
                                    items__15 -> CASE
                                      WHEN CASE substring(items__15, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                      THEN coalesce(from_json(items__15, 'array<string>'), array())
                                      WHEN regexp_like(response_elements, '^[{][ \\t\\n\\f\\r]*"[A-Za-z]+Response"')
                                      THEN array(items__15)
                                    END
                                  ),
                                  them -> NOT them IS NULL
                                )
                              ),
                              item__16 -> CASE substring(item__16, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                            ),
                            item__17 -> struct(
                              coalesce(
                                get_json_object(item__17, '$.launchTemplateId') || ':' || get_json_object(item__17, '$.versionNumber'),
                                get_json_object(item__17, '$.tableName') || ':' || get_json_object(item__17, '$.versionId'),
                                coalesce(
                                  get_json_object(item__17, '$.resourceId'),
                                  get_json_object(item__17, '$.fleetId'),
                                  get_json_object(item__17, '$.imageId.imageDigest'),
                                  get_json_object(item__17, '$.imageId.imageTag'),
                                  get_json_object(item__17, '$.key'),
                                  get_json_object(item__17, '$.workspaceId'),
                                  get_json_object(item__17, '$.targetId'),
                                  get_json_object(item__17, '$.accountId'),
                                  get_json_object(item__17, '$.tableName'),
                                  get_json_object(item__17, '$.snapshotIdentifier'),
                                  get_json_object(item__17, '$.arn'),
                                  get_json_object(item__17, '$.id'),
                                  get_json_object(item__17, '$.name'),
                                  get_json_object(item__17, '$.job'),
                                  get_json_object(item__17, '$.partitionValues'),
                                  get_json_object(item__17, '$.failureResource')
                                ),
                                (
                                  nullif(
                                    regexp_extract(
                                      item__17,
                                      '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                      2
                                    ),
                                    ''
                                  )
                                )
                              ) AS name,
                              coalesce(
                                get_json_object(item__17, '$.error.code'),
                                get_json_object(item__17, '$.responseError.code'),
                                get_json_object(item__17, '$.errorCode'),
                                get_json_object(item__17, '$.failureCode'),
                                get_json_object(item__17, '$.code'),
                                get_json_object(item__17, '$.statusCode'),
                                get_json_object(item__17, '$.errorDetail.errorCode'),
                                get_json_object(item__17, '$.reason'),
                                get_json_object(item__17, '$.result'),
                                get_json_object(item__17, '$.reasons[0]'),
                                get_json_object(item__17, '$.errorType'),
                                get_json_object(item__17, '$.exceptionType'),
                                get_json_object(item__17, '$.processingResult'),
                                get_json_object(item__17, '$.error.message'),
                                get_json_object(item__17, '$.errorMessage'),
                                get_json_object(item__17, '$.failureReason'),
                                get_json_object(item__17, '$.message'),
                                get_json_object(item__17, '$.errorDetails.errorMessage'),
                                get_json_object(item__17, '$.errorDescription')
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
                                  items__18 -> CASE substring(items__18, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                ),
                                items__19 -> transform(
                                  regexp_extract_all(items__19, '"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{]', 1),
                                  key__20 -> struct(
                                    key__20 AS name,
                                    (
                                      nullif(
                                        regexp_extract(items__19, '"errorCode"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"', 1),
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
                            parameter__21 -> struct(parameter__21 AS name, 'InvalidParameter' AS error)
                          ),
                          array()
                        )
                      ),
                      item__22 -> NOT item__22.name IS NULL
                    )
                  END
                )
              ),
              items__23 -> size(items__23) > 0
              AND (
                get(
                  transform(
                    array(
                      filter(
                        coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                        part__24 -> CASE substring(part__24, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                      )
                    ),
                    lists__25 -> size(filter(lists__25, part__26 -> part__26 = '[]')) > 0
                    AND size(filter(lists__25, part__27 -> part__27 <> '[]')) < 2
                  ),
                  0
                )
                OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*""')
              )
            ),
            items__28 -> coalesce(get(items__28, 0).error, 'failed')
          ),
          0
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
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  via_service NULLS LAST,
  outcome NULLS LAST
