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
                              items__0 -> CASE CASE substring(items__0, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END
                                WHEN 'ARRAY'
                                THEN coalesce(from_json(items__0, 'array<string>'), array())
                                WHEN 'OBJECT'
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
                          get_json_object(item__2, '$.name')
                        ) AS name,
                        coalesce(
                          get_json_object(item__2, '$.error.code'),
                          get_json_object(item__2, '$.errorCode'),
                          get_json_object(item__2, '$.failureCode'),
                          get_json_object(item__2, '$.code'),
                          get_json_object(item__2, '$.statusCode'),
                          get_json_object(item__2, '$.errorDetail.errorCode'),
                          get_json_object(item__2, '$.reason'),
                          get_json_object(item__2, '$.result'),
                          get_json_object(item__2, '$.error.message'),
                          get_json_object(item__2, '$.errorMessage'),
                          get_json_object(item__2, '$.failureReason'),
                          get_json_object(item__2, '$.message')
                        ) AS error
                      )
                    )
                  END
                ),
                item__3 -> item__3.name
              )
            ),
            failed__4 -> filter(
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
                                lists__5 -> flatten(
                                  filter(
                                    array(
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 0), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.instanceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 1), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.resourceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 2), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.hostId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      coalesce(from_json(get(lists__5, 3), 'array<string>'), array()),
                                      coalesce(from_json(get(lists__5, 4), 'array<string>'), array()),
                                      coalesce(from_json(get(lists__5, 5), 'array<string>'), array()),
                                      transform(
                                        coalesce(from_json(get(lists__5, 6), 'array<string>'), array()),
                                        image__6 -> coalesce(
                                          get_json_object(image__6, '$.imageDigest'),
                                          get_json_object(image__6, '$.imageTag')
                                        )
                                      ),
                                      coalesce(from_json(get(lists__5, 7), 'array<string>'), array()),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 8), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.id')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 9), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.workspaceId')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 10), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.content')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 11), 'array<string>'), array()),
                                          item -> get_json_object(item, '$.content')
                                        ),
                                        part -> NOT part IS NULL
                                      ),
                                      coalesce(from_json(get(lists__5, 12), 'array<string>'), array()),
                                      coalesce(from_json(get(lists__5, 13), 'array<string>'), array()),
                                      coalesce(from_json(get(lists__5, 14), 'array<string>'), array()),
                                      filter(
                                        transform(
                                          coalesce(from_json(get(lists__5, 15), 'array<string>'), array()),
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
              ),
              name__7 -> NOT coalesce(array_contains(failed__4, name__7), FALSE)
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
