-- Made from sql/reports/deletes.sql by lake/dialects/generate.py; do not edit.
-- inputs: adb6b77899df441ae32b9256d014525d32495c9530b2de27d96bee2133e42ba3
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
              WHEN regexp_like(
                response_elements,
                '"(unsuccessful|failures|failed|errors|errorEntries|failedEntries|failedRequests|unprocessed[A-Za-z]*|buildsNotDeleted)"[ \t\n\f\r]*:[ \t\n\f\r]*[{\[]'
              )
              THEN transform(
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
                          ARRAY[json_format(json_extract(response_elements, '$.failures')), json_format(json_extract(response_elements, '$.failed')), json_format(json_extract(response_elements, '$.errors')), json_format(json_extract(response_elements, '$.errorEntries')), json_format(json_extract(response_elements, '$.failedEntries')), json_format(json_extract(response_elements, '$.failedRequests')), json_format(json_extract(response_elements, '$.unprocessedAccounts')), json_format(json_extract(response_elements, '$.unprocessedItems')), json_format(json_extract(response_elements, '$.buildsNotDeleted'))]
                        ),
                        items__0 -> CASE CASE substr(items__0, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END
                          WHEN 'ARRAY'
                          THEN coalesce(
                            transform(
                              CAST(try(CAST(json_parse(items__0) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          )
                          WHEN 'OBJECT'
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
                    )
                  ),
                  coalesce(
                    coalesce(
                      json_extract_scalar(item__2, '$.error.code'),
                      nullif(json_format(json_extract(item__2, '$.error.code')), 'null')
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
                    )
                  )
                ) AS ROW(name VARCHAR, error VARCHAR))
              )
            END
          ),
          item__3 -> item__3.name
        )],
        failed__4 -> filter(
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
                            ARRAY[ARRAY[json_format(json_extract(request_parameters, '$.instancesSet.items')), json_format(json_extract(request_parameters, '$.resourcesSet.items')), json_format(json_extract(request_parameters, '$.hostIdSet.items')), json_format(json_extract(request_parameters, '$.alarmNames')), json_format(json_extract(request_parameters, '$.dashboardNames')), json_format(json_extract(request_parameters, '$.ruleNames')), json_format(json_extract(request_parameters, '$.imageIds')), json_format(json_extract(request_parameters, '$.tablesToDelete')), json_format(json_extract(request_parameters, '$.targets')), json_format(json_extract(request_parameters, '$.terminateWorkspaceRequests')), json_format(json_extract(request_parameters, '$.DeleteVpcEndpointsRequest.VpcEndpointId')), json_format(json_extract(request_parameters, '$.DeleteFlowLogsRequest.FlowLogId')), json_format(json_extract(request_parameters, '$.names')), json_format(json_extract(request_parameters, '$.ids')), json_format(json_extract(request_parameters, '$.accountIds')), json_format(json_extract(request_parameters, '$.delete.objects'))]],
                            lists__5 -> flatten(
                              filter(
                                ARRAY[filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__5, 1)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                        CAST(try(CAST(json_parse(element_at(lists__5, 2)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                        CAST(try(CAST(json_parse(element_at(lists__5, 3)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 4)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 5)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 6)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), transform(
                                  coalesce(
                                    transform(
                                      CAST(try(CAST(json_parse(element_at(lists__5, 7)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                      it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                    ),
                                    CAST(ARRAY[] AS ARRAY(VARCHAR))
                                  ),
                                  image__6 -> coalesce(
                                    coalesce(
                                      json_extract_scalar(image__6, '$.imageDigest'),
                                      nullif(json_format(json_extract(image__6, '$.imageDigest')), 'null')
                                    ),
                                    coalesce(
                                      json_extract_scalar(image__6, '$.imageTag'),
                                      nullif(json_format(json_extract(image__6, '$.imageTag')), 'null')
                                    )
                                  )
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 8)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__5, 9)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                        CAST(try(CAST(json_parse(element_at(lists__5, 10)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                        CAST(try(CAST(json_parse(element_at(lists__5, 11)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__5, 12)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 13)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 14)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), coalesce(
                                  transform(
                                    CAST(try(CAST(json_parse(element_at(lists__5, 15)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                                    it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                                  ),
                                  CAST(ARRAY[] AS ARRAY(VARCHAR))
                                ), filter(
                                  transform(
                                    coalesce(
                                      transform(
                                        CAST(try(CAST(json_parse(element_at(lists__5, 16)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
          name__7 -> NOT coalesce(contains(failed__4, name__7), FALSE)
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
