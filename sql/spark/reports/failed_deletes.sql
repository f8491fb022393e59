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
                              get_json_object(concat('[', request_parameters, ']'), '$[*].alarmNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].dashboardNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].ruleNames'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].imageIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].tablesToDelete'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].targets'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].terminateWorkspaceRequests'),
                              get_json_object(
                                concat('[', request_parameters, ']'),
                                '$[*].DeleteVpcEndpointsRequest.VpcEndpointId'
                              ),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].DeleteFlowLogsRequest.FlowLogId'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].names'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].ids'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].accountIds'),
                              get_json_object(concat('[', request_parameters, ']'), '$[*].delete.objects')
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
                                coalesce(from_json(get(lists__0, 3), 'array<string>'), array()),
                                coalesce(from_json(get(lists__0, 4), 'array<string>'), array()),
                                coalesce(from_json(get(lists__0, 5), 'array<string>'), array()),
                                transform(
                                  coalesce(from_json(get(lists__0, 6), 'array<string>'), array()),
                                  image__1 -> coalesce(
                                    get_json_object(image__1, '$.imageDigest'),
                                    get_json_object(image__1, '$.imageTag')
                                  )
                                ),
                                coalesce(from_json(get(lists__0, 7), 'array<string>'), array()),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 8), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.id')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 9), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.workspaceId')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 10), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.content')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 11), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.content')
                                  ),
                                  part -> NOT part IS NULL
                                ),
                                coalesce(from_json(get(lists__0, 12), 'array<string>'), array()),
                                coalesce(from_json(get(lists__0, 13), 'array<string>'), array()),
                                coalesce(from_json(get(lists__0, 14), 'array<string>'), array()),
                                filter(
                                  transform(
                                    coalesce(from_json(get(lists__0, 15), 'array<string>'), array()),
                                    item -> get_json_object(item, '$.key')
                                  ),
                                  part -> NOT part IS NULL
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
              WHEN regexp_like(
                response_elements,
                '"(unsuccessful|failures|failed|errors|errorEntries|failedEntries|failedRequests|unprocessed[A-Za-z]*|buildsNotDeleted)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{\\[]'
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
                                coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                item -> get_json_object(concat('[', item, ']'), '$[*].unsuccessful.item')
                              ),
                              part -> NOT part IS NULL
                            ),
                            array()
                          ),
                          array(
                            get_json_object(concat('[', response_elements, ']'), '$[*].failures'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].failed'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].errors'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].errorEntries'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].failedEntries'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].failedRequests'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedAccounts'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].unprocessedItems'),
                            get_json_object(concat('[', response_elements, ']'), '$[*].buildsNotDeleted')
                          )
                        ),
                        items__2 -> CASE CASE substring(items__2, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END
                          WHEN 'ARRAY'
                          THEN coalesce(from_json(items__2, 'array<string>'), array())
                          WHEN 'OBJECT'
                          THEN array(items__2)
                        END
                      ),
                      them -> NOT them IS NULL
                    )
                  ),
                  item__3 -> CASE substring(item__3, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                ),
                item__4 -> struct(
                  coalesce(
                    get_json_object(item__4, '$.resourceId'),
                    get_json_object(item__4, '$.fleetId'),
                    get_json_object(item__4, '$.imageId.imageDigest'),
                    get_json_object(item__4, '$.imageId.imageTag'),
                    get_json_object(item__4, '$.key'),
                    get_json_object(item__4, '$.workspaceId'),
                    get_json_object(item__4, '$.targetId'),
                    get_json_object(item__4, '$.accountId'),
                    get_json_object(item__4, '$.tableName'),
                    get_json_object(item__4, '$.snapshotIdentifier'),
                    get_json_object(item__4, '$.arn'),
                    get_json_object(item__4, '$.id'),
                    get_json_object(item__4, '$.name')
                  ) AS name,
                  coalesce(
                    get_json_object(item__4, '$.error.code'),
                    get_json_object(item__4, '$.errorCode'),
                    get_json_object(item__4, '$.failureCode'),
                    get_json_object(item__4, '$.code'),
                    get_json_object(item__4, '$.statusCode'),
                    get_json_object(item__4, '$.errorDetail.errorCode'),
                    get_json_object(item__4, '$.reason'),
                    get_json_object(item__4, '$.result'),
                    get_json_object(item__4, '$.error.message'),
                    get_json_object(item__4, '$.errorMessage'),
                    get_json_object(item__4, '$.failureReason'),
                    get_json_object(item__4, '$.message')
                  ) AS error
                )
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
