-- Made from sql/reports/failed_deletes.sql by lake/dialects/generate.py; do not edit.
-- inputs: 780b91df89ccfcc85ac00e45bdce0bba2c44e14205bddf9e77f8455bf9b43285
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
                      ARRAY[ARRAY[json_format(json_extract(request_parameters, '$.instancesSet.items')), json_format(json_extract(request_parameters, '$.resourcesSet.items')), json_format(json_extract(request_parameters, '$.hostIdSet.items')), json_format(json_extract(request_parameters, '$.alarmNames')), json_format(json_extract(request_parameters, '$.dashboardNames')), json_format(json_extract(request_parameters, '$.ruleNames')), json_format(json_extract(request_parameters, '$.imageIds')), json_format(json_extract(request_parameters, '$.tablesToDelete')), json_format(json_extract(request_parameters, '$.targets')), json_format(json_extract(request_parameters, '$.terminateWorkspaceRequests')), json_format(json_extract(request_parameters, '$.DeleteVpcEndpointsRequest.VpcEndpointId')), json_format(json_extract(request_parameters, '$.DeleteFlowLogsRequest.FlowLogId')), json_format(json_extract(request_parameters, '$.names')), json_format(json_extract(request_parameters, '$.ids')), json_format(json_extract(request_parameters, '$.accountIds')), json_format(json_extract(request_parameters, '$.delete.objects'))]],
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
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 4)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 5)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 6)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), transform(
                            coalesce(
                              transform(
                                CAST(try(CAST(json_parse(element_at(lists__0, 7)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 8)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
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
                                json_extract_scalar(item, '$.id'),
                                nullif(json_format(json_extract(item, '$.id')), 'null')
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
                                json_extract_scalar(item, '$.workspaceId'),
                                nullif(json_format(json_extract(item, '$.workspaceId')), 'null')
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
                                json_extract_scalar(item, '$.content'),
                                nullif(json_format(json_extract(item, '$.content')), 'null')
                              )
                            ),
                            part -> NOT part IS NULL
                          ), filter(
                            transform(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(element_at(lists__0, 12)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                              CAST(try(CAST(json_parse(element_at(lists__0, 13)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 14)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), coalesce(
                            transform(
                              CAST(try(CAST(json_parse(element_at(lists__0, 15)) AS ARRAY(JSON))) AS ARRAY(JSON)),
                              it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                            ),
                            CAST(ARRAY[] AS ARRAY(VARCHAR))
                          ), filter(
                            transform(
                              coalesce(
                                transform(
                                  CAST(try(CAST(json_parse(element_at(lists__0, 16)) AS ARRAY(JSON))) AS ARRAY(JSON)),
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
                    items__2 -> CASE CASE substr(items__2, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END
                      WHEN 'ARRAY'
                      THEN coalesce(
                        transform(
                          CAST(try(CAST(json_parse(items__2) AS ARRAY(JSON))) AS ARRAY(JSON)),
                          it -> coalesce(try(CAST(it AS VARCHAR)), nullif(json_format(it), 'null'))
                        ),
                        CAST(ARRAY[] AS ARRAY(VARCHAR))
                      )
                      WHEN 'OBJECT'
                      THEN ARRAY[items__2]
                    END
                  ),
                  them -> NOT them IS NULL
                )
              ),
              item__3 -> CASE substr(item__3, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
            ),
            item__4 -> CAST(row(
              coalesce(
                coalesce(
                  json_extract_scalar(item__4, '$.resourceId'),
                  nullif(json_format(json_extract(item__4, '$.resourceId')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.fleetId'),
                  nullif(json_format(json_extract(item__4, '$.fleetId')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.imageId.imageDigest'),
                  nullif(json_format(json_extract(item__4, '$.imageId.imageDigest')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.imageId.imageTag'),
                  nullif(json_format(json_extract(item__4, '$.imageId.imageTag')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.key'),
                  nullif(json_format(json_extract(item__4, '$.key')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.workspaceId'),
                  nullif(json_format(json_extract(item__4, '$.workspaceId')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.targetId'),
                  nullif(json_format(json_extract(item__4, '$.targetId')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.accountId'),
                  nullif(json_format(json_extract(item__4, '$.accountId')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.tableName'),
                  nullif(json_format(json_extract(item__4, '$.tableName')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.snapshotIdentifier'),
                  nullif(json_format(json_extract(item__4, '$.snapshotIdentifier')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.arn'),
                  nullif(json_format(json_extract(item__4, '$.arn')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.id'),
                  nullif(json_format(json_extract(item__4, '$.id')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.name'),
                  nullif(json_format(json_extract(item__4, '$.name')), 'null')
                )
              ),
              coalesce(
                coalesce(
                  json_extract_scalar(item__4, '$.error.code'),
                  nullif(json_format(json_extract(item__4, '$.error.code')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.errorCode'),
                  nullif(json_format(json_extract(item__4, '$.errorCode')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.failureCode'),
                  nullif(json_format(json_extract(item__4, '$.failureCode')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.code'),
                  nullif(json_format(json_extract(item__4, '$.code')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.statusCode'),
                  nullif(json_format(json_extract(item__4, '$.statusCode')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.errorDetail.errorCode'),
                  nullif(json_format(json_extract(item__4, '$.errorDetail.errorCode')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.reason'),
                  nullif(json_format(json_extract(item__4, '$.reason')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.result'),
                  nullif(json_format(json_extract(item__4, '$.result')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.error.message'),
                  nullif(json_format(json_extract(item__4, '$.error.message')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.errorMessage'),
                  nullif(json_format(json_extract(item__4, '$.errorMessage')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.failureReason'),
                  nullif(json_format(json_extract(item__4, '$.failureReason')), 'null')
                ),
                coalesce(
                  json_extract_scalar(item__4, '$.message'),
                  nullif(json_format(json_extract(item__4, '$.message')), 'null')
                )
              )
            ) AS ROW(name VARCHAR, error VARCHAR))
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
