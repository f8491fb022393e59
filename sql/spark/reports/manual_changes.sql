-- Made from sql/reports/manual_changes.sql by lake/dialects/generate.py; do not edit.
-- inputs: 59b9876e87b04d55cd02088294b7c98b832772abca1ad2bb0271075f010c8027
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
  min(event_time) AS first_at,
  max(event_time) AS last_at,
  CASE
    WHEN min(actor) = max(actor)
    THEN min(actor)
    ELSE split_part(min(actor), '/', 1)
  END AS actor,
  actor_class,
  origin,
  count(*) AS calls,
  count(DISTINCT CAST(date_trunc('day', event_time) AS TIMESTAMP_NTZ)) AS days,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(service || ':' || action) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(service || ':' || action))),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__0 -> array_join(slice(them__0, 1, 10), ', ') || CASE
            WHEN size(them__0) > 10
            THEN ', … and ' || CAST((
              size(them__0) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS actions,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(
                  (
                    CASE
                      WHEN contains(request_parameters, '"jsonrpc"')
                      THEN (
                        CASE
                          WHEN contains(resources, 'AWS::S3::Object')
                          THEN coalesce(
                            get_json_object(
                              get(
                                filter(
                                  coalesce(from_json(resources, 'array<string>'), array()),
                                  it__1 -> get_json_object(it__1, '$.type') = 'AWS::S3::Object'
                                  AND get_json_object(it__1, '$.ARN') <> ''
                                ),
                                0
                              ),
                              '$.ARN'
                            ),
                            CASE
                              WHEN NOT contains(resources, 'ARNPrefix')
                              THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                            END
                          )
                          ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
                        END
                      )
                      ELSE coalesce(
                        CASE
                          WHEN NOT makes IS NULL AND error_message IS NULL
                          THEN get(
                            transform(
                              array(
                                nullif(
                                  array_join(
                                    (
                                      get(
                                        transform(
                                          array(
                                            array(
                                              (
                                                transform(
                                                  filter(
                                                    transform(
                                                      regexp_extract_all(
                                                        request_parameters,
                                                        '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(?:[{][ \\t\\n\\f\\r]*"item"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?(?:[\\[][ \\t\\n\\f\\r]*)?"[^"]+"',
                                                        0
                                                      ),
                                                      pair__2 -> split(pair__2, concat('\\Q', '"', '\\E'))
                                                    ),
                                                    pair__3 -> filter(
                                                      array(
                                                        lower(
                                                          regexp_extract(get(pair__3, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                        )
                                                      ),
                                                      thing__4 -> endswith(makes, thing__4) OR thing__4 = 'target' || makes
                                                    ) <> array()
                                                  ),
                                                  pair__5 -> try_element_at(pair__5, -2)
                                                )
                                              ),
                                              (
                                                transform(
                                                  filter(
                                                    transform(
                                                      regexp_extract_all(
                                                        response_elements,
                                                        '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(?:[{][ \\t\\n\\f\\r]*"item"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?(?:[\\[][ \\t\\n\\f\\r]*)?"[^"]+"',
                                                        0
                                                      ),
                                                      pair__6 -> split(pair__6, concat('\\Q', '"', '\\E'))
                                                    ),
                                                    pair__7 -> filter(
                                                      array(
                                                        lower(
                                                          regexp_extract(get(pair__7, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                        )
                                                      ),
                                                      thing__8 -> endswith(makes, thing__8) OR thing__8 = 'target' || makes
                                                    ) <> array()
                                                  ),
                                                  pair__9 -> try_element_at(pair__9, -2)
                                                )
                                              )
                                            )
                                          ),
                                          values__10 -> array_sort(
                                            array_compact(
                                              array_distinct(
                                                coalesce(
                                                  (
                                                    CASE
                                                      WHEN size(
                                                        filter(
                                                          get(values__10, 1),
                                                          value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\\z')
                                                        )
                                                      ) > 0
                                                      THEN filter(
                                                        get(values__10, 1),
                                                        value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\\z')
                                                      )
                                                    END
                                                  ),
                                                  (
                                                    CASE
                                                      WHEN size(filter(get(values__10, 0), value__12 -> NOT startswith(value__12, 'arn:'))) > 0
                                                      THEN filter(get(values__10, 0), value__12 -> NOT startswith(value__12, 'arn:'))
                                                    END
                                                  ),
                                                  (
                                                    CASE
                                                      WHEN size(
                                                        filter(
                                                          array(get_json_object(request_parameters, '$.name')),
                                                          value__13 -> value__13 <> ''
                                                        )
                                                      ) > 0
                                                      THEN filter(
                                                        array(get_json_object(request_parameters, '$.name')),
                                                        value__13 -> value__13 <> ''
                                                      )
                                                    END
                                                  ),
                                                  (
                                                    CASE WHEN size(get(values__10, 1)) > 0 THEN get(values__10, 1) END
                                                  ),
                                                  (
                                                    CASE
                                                      WHEN size(
                                                        slice(
                                                          filter(
                                                            concat(
                                                              array(
                                                                get_json_object(response_elements, '$.arn'),
                                                                get_json_object(response_elements, '$.id')
                                                              ),
                                                              coalesce(
                                                                filter(
                                                                  transform(
                                                                    coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                    item -> get_json_object(item, '$.arn')
                                                                  ),
                                                                  part -> NOT part IS NULL
                                                                ),
                                                                array()
                                                              ),
                                                              coalesce(
                                                                filter(
                                                                  transform(
                                                                    coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                    item -> get_json_object(item, '$.aRN')
                                                                  ),
                                                                  part -> NOT part IS NULL
                                                                ),
                                                                array()
                                                              ),
                                                              coalesce(
                                                                filter(
                                                                  transform(
                                                                    coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                    item -> get_json_object(item, '$.id')
                                                                  ),
                                                                  part -> NOT part IS NULL
                                                                ),
                                                                array()
                                                              )
                                                            ),
                                                            value__14 -> value__14 <> ''
                                                          ),
                                                          1,
                                                          1
                                                        )
                                                      ) > 0
                                                      THEN slice(
                                                        filter(
                                                          concat(
                                                            array(
                                                              get_json_object(response_elements, '$.arn'),
                                                              get_json_object(response_elements, '$.id')
                                                            ),
                                                            coalesce(
                                                              filter(
                                                                transform(
                                                                  coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                  item -> get_json_object(item, '$.arn')
                                                                ),
                                                                part -> NOT part IS NULL
                                                              ),
                                                              array()
                                                            ),
                                                            coalesce(
                                                              filter(
                                                                transform(
                                                                  coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                  item -> get_json_object(item, '$.aRN')
                                                                ),
                                                                part -> NOT part IS NULL
                                                              ),
                                                              array()
                                                            ),
                                                            coalesce(
                                                              filter(
                                                                transform(
                                                                  coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                  item -> get_json_object(item, '$.id')
                                                                ),
                                                                part -> NOT part IS NULL
                                                              ),
                                                              array()
                                                            )
                                                          ),
                                                          value__14 -> value__14 <> ''
                                                        ),
                                                        1,
                                                        1
                                                      )
                                                    END
                                                  ),
                                                  (
                                                    CASE
                                                      WHEN size(
                                                        slice(
                                                          filter(
                                                            filter(
                                                              transform(
                                                                coalesce(map_values(from_json(request_parameters, 'map<string,string>')), array()),
                                                                item -> get_json_object(item, '$.name')
                                                              ),
                                                              part -> NOT part IS NULL
                                                            ),
                                                            value__15 -> value__15 <> ''
                                                          ),
                                                          1,
                                                          1
                                                        )
                                                      ) > 0
                                                      THEN slice(
                                                        filter(
                                                          filter(
                                                            transform(
                                                              coalesce(map_values(from_json(request_parameters, 'map<string,string>')), array()),
                                                              item -> get_json_object(item, '$.name')
                                                            ),
                                                            part -> NOT part IS NULL
                                                          ),
                                                          value__15 -> value__15 <> ''
                                                        ),
                                                        1,
                                                        1
                                                      )
                                                    END
                                                  )
                                                )
                                              )
                                            )
                                          )
                                        ),
                                        0
                                      )
                                    ),
                                    ', '
                                  ),
                                  ''
                                )
                              ),
                              made__16 -> CASE
                                WHEN made__16 <> '' AND endswith(get_json_object(resources, '$[0].ARN'), made__16)
                                THEN get_json_object(resources, '$[0].ARN')
                                ELSE made__16
                              END
                            ),
                            0
                          )
                        END,
                        (
                          coalesce(
                            (
                              CASE
                                WHEN contains(resources, 'AWS::S3::Object')
                                THEN coalesce(
                                  get_json_object(
                                    get(
                                      filter(
                                        coalesce(from_json(resources, 'array<string>'), array()),
                                        it__17 -> get_json_object(it__17, '$.type') = 'AWS::S3::Object'
                                        AND get_json_object(it__17, '$.ARN') <> ''
                                      ),
                                      0
                                    ),
                                    '$.ARN'
                                  ),
                                  CASE
                                    WHEN NOT contains(resources, 'ARNPrefix')
                                    THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                                  END
                                )
                                ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
                              END
                            ),
                            get_json_object(request_parameters, '$.bucketName') || coalesce('/' || get_json_object(request_parameters, '$.key'), ''),
                            (
                              nullif(
                                nullif(
                                  array_join(
                                    filter(
                                      transform(
                                        coalesce(
                                          from_json(
                                            get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                                            'array<string>'
                                          ),
                                          array()
                                        ),
                                        item -> get_json_object(item, '$.instanceId')
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
                              get_json_object(request_parameters, '$.roleName'),
                              get_json_object(request_parameters, '$.userName'),
                              get_json_object(request_parameters, '$.policyArn'),
                              get_json_object(request_parameters, '$.instanceProfileName'),
                              get_json_object(request_parameters, '$.dBInstanceIdentifier'),
                              get_json_object(request_parameters, '$.dBClusterIdentifier'),
                              get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
                              get_json_object(request_parameters, '$.snapshotId'),
                              get_json_object(request_parameters, '$.volumeId'),
                              get_json_object(request_parameters, '$.imageId'),
                              get_json_object(request_parameters, '$.groupId'),
                              get_json_object(request_parameters, '$.tableName'),
                              get_json_object(request_parameters, '$.distributionId'),
                              get_json_object(request_parameters, '$.secretId'),
                              get_json_object(request_parameters, '$.topicArn'),
                              get_json_object(request_parameters, '$.queueUrl'),
                              get_json_object(request_parameters, '$.keyId'),
                              get_json_object(request_parameters, '$.stackName'),
                              get_json_object(request_parameters, '$.trailName')
                            ),
                            (
                              CASE
                                WHEN regexp_like(
                                  action,
                                  '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                                )
                                THEN get(
                                  transform(
                                    array(
                                      (
                                        lower(
                                          regexp_extract(
                                            action,
                                            '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\\n]*)?\\z',
                                            1
                                          )
                                        )
                                      )
                                    ),
                                    subject__18 -> try_element_at(
                                      get(
                                        filter(
                                          transform(
                                            regexp_extract_all(
                                              request_parameters,
                                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                                              0
                                            ),
                                            pair__19 -> split(pair__19, concat('\\Q', '"', '\\E'))
                                          ),
                                          pair__20 -> CASE
                                            WHEN contains(subject__18, lower(left(get(pair__20, 1), 3)))
                                            AND NOT regexp_like(try_element_at(pair__20, -2), '^[A-Z_]+\\z')
                                            THEN filter(
                                              array(
                                                lower(regexp_replace(get(pair__20, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                                              ),
                                              name__21 -> endswith(subject__18, name__21)
                                              AND NOT regexp_like(
                                                name__21,
                                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                                              )
                                              AND (
                                                name__21 <> 'policy' OR subject__18 = name__21
                                              )
                                            ) <> array()
                                            ELSE FALSE
                                          END
                                        ),
                                        0
                                      ),
                                      -2
                                    )
                                  ),
                                  0
                                )
                              END
                            ),
                            coalesce(
                              get_json_object(request_parameters, '$.functionName'),
                              get_json_object(request_parameters, '$.permissionSetArn'),
                              get_json_object(request_parameters, '$.groupName'),
                              get_json_object(request_parameters, '$.policyName'),
                              get_json_object(request_parameters, '$.vpcId'),
                              get_json_object(request_parameters, '$.subnetId'),
                              get_json_object(request_parameters, '$.routeTableId'),
                              get_json_object(request_parameters, '$.natGatewayId'),
                              get_json_object(request_parameters, '$.networkInterfaceId'),
                              get_json_object(request_parameters, '$.allocationId'),
                              get_json_object(request_parameters, '$.internetGatewayId'),
                              get_json_object(request_parameters, '$.logGroupName'),
                              get_json_object(request_parameters, '$.hostedZoneId'),
                              get_json_object(request_parameters, '$.domainName'),
                              get_json_object(request_parameters, '$.restApiId'),
                              get_json_object(request_parameters, '$.target'),
                              get_json_object(request_parameters, '$.id'),
                              get_json_object(request_parameters, '$.name'),
                              get_json_object(request_parameters, '$.arn'),
                              get_json_object(request_parameters, '$.roleArn'),
                              get_json_object(request_parameters, '$.package'),
                              get_json_object(request_parameters, '$.repository'),
                              get_json_object(request_parameters, '$.rule'),
                              get_json_object(request_parameters, '$.task'),
                              get_json_object(request_parameters, '$.cluster')
                            ),
                            (
                              nullif(
                                regexp_extract(
                                  request_parameters,
                                  '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                                  3
                                ),
                                ''
                              )
                            ),
                            (
                              nullif(
                                regexp_extract(
                                  request_parameters,
                                  '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                  2
                                ),
                                ''
                              )
                            )
                          )
                        ),
                        (
                          nullif(nullif(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), ''), '*')
                        )
                      )
                    END
                  )
                ) > 0
                THEN get(
                  transform(
                    array(
                      array_sort(
                        collect_list(
                          (
                            CASE
                              WHEN contains(request_parameters, '"jsonrpc"')
                              THEN (
                                CASE
                                  WHEN contains(resources, 'AWS::S3::Object')
                                  THEN coalesce(
                                    get_json_object(
                                      get(
                                        filter(
                                          coalesce(from_json(resources, 'array<string>'), array()),
                                          it__1 -> get_json_object(it__1, '$.type') = 'AWS::S3::Object'
                                          AND get_json_object(it__1, '$.ARN') <> ''
                                        ),
                                        0
                                      ),
                                      '$.ARN'
                                    ),
                                    CASE
                                      WHEN NOT contains(resources, 'ARNPrefix')
                                      THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                                    END
                                  )
                                  ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
                                END
                              )
                              ELSE coalesce(
                                CASE
                                  WHEN NOT makes IS NULL AND error_message IS NULL
                                  THEN get(
                                    transform(
                                      array(
                                        nullif(
                                          array_join(
                                            (
                                              get(
                                                transform(
                                                  array(
                                                    array(
                                                      (
                                                        transform(
                                                          filter(
                                                            transform(
                                                              regexp_extract_all(
                                                                request_parameters,
                                                                '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(?:[{][ \\t\\n\\f\\r]*"item"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?(?:[\\[][ \\t\\n\\f\\r]*)?"[^"]+"',
                                                                0
                                                              ),
                                                              pair__2 -> split(pair__2, concat('\\Q', '"', '\\E'))
                                                            ),
                                                            pair__3 -> filter(
                                                              array(
                                                                lower(
                                                                  regexp_extract(get(pair__3, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                                )
                                                              ),
                                                              thing__4 -> endswith(makes, thing__4) OR thing__4 = 'target' || makes
                                                            ) <> array()
                                                          ),
                                                          pair__5 -> try_element_at(pair__5, -2)
                                                        )
                                                      ),
                                                      (
                                                        transform(
                                                          filter(
                                                            transform(
                                                              regexp_extract_all(
                                                                response_elements,
                                                                '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*(?:[{][ \\t\\n\\f\\r]*"item"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?(?:[\\[][ \\t\\n\\f\\r]*)?"[^"]+"',
                                                                0
                                                              ),
                                                              pair__6 -> split(pair__6, concat('\\Q', '"', '\\E'))
                                                            ),
                                                            pair__7 -> filter(
                                                              array(
                                                                lower(
                                                                  regexp_extract(get(pair__7, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                                )
                                                              ),
                                                              thing__8 -> endswith(makes, thing__8) OR thing__8 = 'target' || makes
                                                            ) <> array()
                                                          ),
                                                          pair__9 -> try_element_at(pair__9, -2)
                                                        )
                                                      )
                                                    )
                                                  ),
                                                  values__10 -> array_sort(
                                                    array_compact(
                                                      array_distinct(
                                                        coalesce(
                                                          (
                                                            CASE
                                                              WHEN size(
                                                                filter(
                                                                  get(values__10, 1),
                                                                  value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\\z')
                                                                )
                                                              ) > 0
                                                              THEN filter(
                                                                get(values__10, 1),
                                                                value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\\z')
                                                              )
                                                            END
                                                          ),
                                                          (
                                                            CASE
                                                              WHEN size(filter(get(values__10, 0), value__12 -> NOT startswith(value__12, 'arn:'))) > 0
                                                              THEN filter(get(values__10, 0), value__12 -> NOT startswith(value__12, 'arn:'))
                                                            END
                                                          ),
                                                          (
                                                            CASE
                                                              WHEN size(
                                                                filter(
                                                                  array(get_json_object(request_parameters, '$.name')),
                                                                  value__13 -> value__13 <> ''
                                                                )
                                                              ) > 0
                                                              THEN filter(
                                                                array(get_json_object(request_parameters, '$.name')),
                                                                value__13 -> value__13 <> ''
                                                              )
                                                            END
                                                          ),
                                                          (
                                                            CASE WHEN size(get(values__10, 1)) > 0 THEN get(values__10, 1) END
                                                          ),
                                                          (
                                                            CASE
                                                              WHEN size(
                                                                slice(
                                                                  filter(
                                                                    concat(
                                                                      array(
                                                                        get_json_object(response_elements, '$.arn'),
                                                                        get_json_object(response_elements, '$.id')
                                                                      ),
                                                                      coalesce(
                                                                        filter(
                                                                          transform(
                                                                            coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                            item -> get_json_object(item, '$.arn')
                                                                          ),
                                                                          part -> NOT part IS NULL
                                                                        ),
                                                                        array()
                                                                      ),
                                                                      coalesce(
                                                                        filter(
                                                                          transform(
                                                                            coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                            item -> get_json_object(item, '$.aRN')
                                                                          ),
                                                                          part -> NOT part IS NULL
                                                                        ),
                                                                        array()
                                                                      ),
                                                                      coalesce(
                                                                        filter(
                                                                          transform(
                                                                            coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                            item -> get_json_object(item, '$.id')
                                                                          ),
                                                                          part -> NOT part IS NULL
                                                                        ),
                                                                        array()
                                                                      )
                                                                    ),
                                                                    value__14 -> value__14 <> ''
                                                                  ),
                                                                  1,
                                                                  1
                                                                )
                                                              ) > 0
                                                              THEN slice(
                                                                filter(
                                                                  concat(
                                                                    array(
                                                                      get_json_object(response_elements, '$.arn'),
                                                                      get_json_object(response_elements, '$.id')
                                                                    ),
                                                                    coalesce(
                                                                      filter(
                                                                        transform(
                                                                          coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                          item -> get_json_object(item, '$.arn')
                                                                        ),
                                                                        part -> NOT part IS NULL
                                                                      ),
                                                                      array()
                                                                    ),
                                                                    coalesce(
                                                                      filter(
                                                                        transform(
                                                                          coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                          item -> get_json_object(item, '$.aRN')
                                                                        ),
                                                                        part -> NOT part IS NULL
                                                                      ),
                                                                      array()
                                                                    ),
                                                                    coalesce(
                                                                      filter(
                                                                        transform(
                                                                          coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                                                                          item -> get_json_object(item, '$.id')
                                                                        ),
                                                                        part -> NOT part IS NULL
                                                                      ),
                                                                      array()
                                                                    )
                                                                  ),
                                                                  value__14 -> value__14 <> ''
                                                                ),
                                                                1,
                                                                1
                                                              )
                                                            END
                                                          ),
                                                          (
                                                            CASE
                                                              WHEN size(
                                                                slice(
                                                                  filter(
                                                                    filter(
                                                                      transform(
                                                                        coalesce(map_values(from_json(request_parameters, 'map<string,string>')), array()),
                                                                        item -> get_json_object(item, '$.name')
                                                                      ),
                                                                      part -> NOT part IS NULL
                                                                    ),
                                                                    value__15 -> value__15 <> ''
                                                                  ),
                                                                  1,
                                                                  1
                                                                )
                                                              ) > 0
                                                              THEN slice(
                                                                filter(
                                                                  filter(
                                                                    transform(
                                                                      coalesce(map_values(from_json(request_parameters, 'map<string,string>')), array()),
                                                                      item -> get_json_object(item, '$.name')
                                                                    ),
                                                                    part -> NOT part IS NULL
                                                                  ),
                                                                  value__15 -> value__15 <> ''
                                                                ),
                                                                1,
                                                                1
                                                              )
                                                            END
                                                          )
                                                        )
                                                      )
                                                    )
                                                  )
                                                ),
                                                0
                                              )
                                            ),
                                            ', '
                                          ),
                                          ''
                                        )
                                      ),
                                      made__16 -> CASE
                                        WHEN made__16 <> '' AND endswith(get_json_object(resources, '$[0].ARN'), made__16)
                                        THEN get_json_object(resources, '$[0].ARN')
                                        ELSE made__16
                                      END
                                    ),
                                    0
                                  )
                                END,
                                (
                                  coalesce(
                                    (
                                      CASE
                                        WHEN contains(resources, 'AWS::S3::Object')
                                        THEN coalesce(
                                          get_json_object(
                                            get(
                                              filter(
                                                coalesce(from_json(resources, 'array<string>'), array()),
                                                it__17 -> get_json_object(it__17, '$.type') = 'AWS::S3::Object'
                                                AND get_json_object(it__17, '$.ARN') <> ''
                                              ),
                                              0
                                            ),
                                            '$.ARN'
                                          ),
                                          CASE
                                            WHEN NOT contains(resources, 'ARNPrefix')
                                            THEN nullif(get_json_object(resources, '$[0].ARN'), '')
                                          END
                                        )
                                        ELSE nullif(get_json_object(resources, '$[0].ARN'), '')
                                      END
                                    ),
                                    get_json_object(request_parameters, '$.bucketName') || coalesce('/' || get_json_object(request_parameters, '$.key'), ''),
                                    (
                                      nullif(
                                        nullif(
                                          array_join(
                                            filter(
                                              transform(
                                                coalesce(
                                                  from_json(
                                                    get_json_object(concat('[', request_parameters, ']'), '$[*].instancesSet.items'),
                                                    'array<string>'
                                                  ),
                                                  array()
                                                ),
                                                item -> get_json_object(item, '$.instanceId')
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
                                      get_json_object(request_parameters, '$.roleName'),
                                      get_json_object(request_parameters, '$.userName'),
                                      get_json_object(request_parameters, '$.policyArn'),
                                      get_json_object(request_parameters, '$.instanceProfileName'),
                                      get_json_object(request_parameters, '$.dBInstanceIdentifier'),
                                      get_json_object(request_parameters, '$.dBClusterIdentifier'),
                                      get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
                                      get_json_object(request_parameters, '$.snapshotId'),
                                      get_json_object(request_parameters, '$.volumeId'),
                                      get_json_object(request_parameters, '$.imageId'),
                                      get_json_object(request_parameters, '$.groupId'),
                                      get_json_object(request_parameters, '$.tableName'),
                                      get_json_object(request_parameters, '$.distributionId'),
                                      get_json_object(request_parameters, '$.secretId'),
                                      get_json_object(request_parameters, '$.topicArn'),
                                      get_json_object(request_parameters, '$.queueUrl'),
                                      get_json_object(request_parameters, '$.keyId'),
                                      get_json_object(request_parameters, '$.stackName'),
                                      get_json_object(request_parameters, '$.trailName')
                                    ),
                                    (
                                      CASE
                                        WHEN regexp_like(
                                          action,
                                          '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)'
                                        )
                                        THEN get(
                                          transform(
                                            array(
                                              (
                                                lower(
                                                  regexp_extract(
                                                    action,
                                                    '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\\n]*)?\\z',
                                                    1
                                                  )
                                                )
                                              )
                                            ),
                                            subject__18 -> try_element_at(
                                              get(
                                                filter(
                                                  transform(
                                                    regexp_extract_all(
                                                      request_parameters,
                                                      '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                                                      0
                                                    ),
                                                    pair__19 -> split(pair__19, concat('\\Q', '"', '\\E'))
                                                  ),
                                                  pair__20 -> CASE
                                                    WHEN contains(subject__18, lower(left(get(pair__20, 1), 3)))
                                                    AND NOT regexp_like(try_element_at(pair__20, -2), '^[A-Z_]+\\z')
                                                    THEN filter(
                                                      array(
                                                        lower(regexp_replace(get(pair__20, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                                                      ),
                                                      name__21 -> endswith(subject__18, name__21)
                                                      AND NOT regexp_like(
                                                        name__21,
                                                        'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                                                      )
                                                      AND (
                                                        name__21 <> 'policy' OR subject__18 = name__21
                                                      )
                                                    ) <> array()
                                                    ELSE FALSE
                                                  END
                                                ),
                                                0
                                              ),
                                              -2
                                            )
                                          ),
                                          0
                                        )
                                      END
                                    ),
                                    coalesce(
                                      get_json_object(request_parameters, '$.functionName'),
                                      get_json_object(request_parameters, '$.permissionSetArn'),
                                      get_json_object(request_parameters, '$.groupName'),
                                      get_json_object(request_parameters, '$.policyName'),
                                      get_json_object(request_parameters, '$.vpcId'),
                                      get_json_object(request_parameters, '$.subnetId'),
                                      get_json_object(request_parameters, '$.routeTableId'),
                                      get_json_object(request_parameters, '$.natGatewayId'),
                                      get_json_object(request_parameters, '$.networkInterfaceId'),
                                      get_json_object(request_parameters, '$.allocationId'),
                                      get_json_object(request_parameters, '$.internetGatewayId'),
                                      get_json_object(request_parameters, '$.logGroupName'),
                                      get_json_object(request_parameters, '$.hostedZoneId'),
                                      get_json_object(request_parameters, '$.domainName'),
                                      get_json_object(request_parameters, '$.restApiId'),
                                      get_json_object(request_parameters, '$.target'),
                                      get_json_object(request_parameters, '$.id'),
                                      get_json_object(request_parameters, '$.name'),
                                      get_json_object(request_parameters, '$.arn'),
                                      get_json_object(request_parameters, '$.roleArn'),
                                      get_json_object(request_parameters, '$.package'),
                                      get_json_object(request_parameters, '$.repository'),
                                      get_json_object(request_parameters, '$.rule'),
                                      get_json_object(request_parameters, '$.task'),
                                      get_json_object(request_parameters, '$.cluster')
                                    ),
                                    (
                                      nullif(
                                        regexp_extract(
                                          request_parameters,
                                          '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                                          3
                                        ),
                                        ''
                                      )
                                    ),
                                    (
                                      nullif(
                                        regexp_extract(
                                          request_parameters,
                                          '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                          2
                                        ),
                                        ''
                                      )
                                    )
                                  )
                                ),
                                (
                                  nullif(nullif(regexp_extract(error_message, ' on resource: "?([^" ]+)', 1), ''), '*')
                                )
                              )
                            END
                          )
                        )
                      )
                    ),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__22 -> array_join(slice(them__22, 1, 10), ', ') || CASE
            WHEN size(them__22) > 10
            THEN ', … and ' || CAST((
              size(them__22) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS targets,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(region) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(region))),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__23 -> array_join(slice(them__23, 1, 10), ', ') || CASE
            WHEN size(them__23) > 10
            THEN ', … and ' || CAST((
              size(them__23) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS regions,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(source_ip_address) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(source_ip_address))),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__24 -> array_join(slice(them__24, 1, 10), ', ') || CASE
            WHEN size(them__24) > 10
            THEN ', … and ' || CAST((
              size(them__24) - 10
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS source_ip_addresses,
  (
    (
      get(
        transform(
          array(
            transform(
              CASE
                WHEN count(user_agent) > 0
                THEN get(
                  transform(
                    array(array_sort(collect_list(user_agent))),
                    sorted -> get(
                      transform(
                        array(
                          filter(
                            sequence(0, size(sorted)),
                            i -> i < size(sorted) AND (
                              i = 0 OR sorted[i] <> sorted[i - 1]
                            )
                          )
                        ),
                        starts -> array_sort(
                          transform(
                            starts,
                            (start, n) -> struct(start - coalesce(get(starts, n + 1), size(sorted)) AS rank, sorted[start] AS name)
                          )
                        )
                      ),
                      0
                    )
                  ),
                  0
                )
              END,
              it -> it.name
            )
          ),
          them__25 -> array_join(slice(them__25, 1, 3), ', ') || CASE
            WHEN size(them__25) > 3
            THEN ', … and ' || CAST((
              size(them__25) - 3
            ) AS STRING) || ' more'
            ELSE ''
          END
        ),
        0
      )
    )
  ) AS user_agents,
  recipient_account_id AS account_id,
  max_by(
    event_id,
    struct((
      event_time
    ) IS NULL, event_time, (
      event_id
    ) IS NULL, event_id)
  ) FILTER(WHERE
    NOT event_id IS NULL) AS event_id
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
            '^(Batch|Bulk|Admin)?(Create|Copy|Restore|Import|Allocate|Register|Clone|Provision|Purchase|Launch)([A-Z0-9]|\\z)'
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
              regexp_extract(
                action,
                '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By|For)[A-Z][^\\n]*)?\\z',
                1
              )
            )
          ),
          '(instance|log|host|group|table|image|item|partition)s\\z',
          '$1'
        )
      END
    ) AS makes,
    CASE
      WHEN via_service
      THEN 'service'
      WHEN regexp_like(user_agent, '(?iu)(terraform|opentofu|pulumi|cloudformation|crossplane|aws-cdk)')
      THEN 'infrastructure as code'
      WHEN regexp_like(user_agent, '(?iu)cloudshell')
      THEN 'cloudshell'
      WHEN coalesce(session_credential_from_console, FALSE)
      OR coalesce(identity_invoked_by = 'signin.amazonaws.com', FALSE)
      OR event_type IS NOT DISTINCT FROM 'AwsConsoleAction'
      OR regexp_like(
        user_agent,
        '^\\[?(signin[.]amazonaws[.]com|console[.]|AWS-? ?Console|AWS CloudWatch Console|S3Console|Mozilla/)'
      )
      THEN 'console'
      WHEN regexp_like(user_agent, '^\\[?aws-cli/')
      THEN 'command line'
    END AS origin
  FROM in_scope AS activity
  WHERE
    NOT is_read
    AND outcome = 'success'
    AND actor_class <> 'aws_service'
    AND read_only IS DISTINCT FROM TRUE
    AND NOT via_service
    AND identity_type IS DISTINCT FROM 'AWSService'
    AND service IS DISTINCT FROM 'signin'
    AND event_type IS DISTINCT FROM 'AwsServiceEvent'
    AND event_category IS DISTINCT FROM 'NetworkActivity'
) AS changes
WHERE
  origin IN ('console', 'cloudshell', 'command line')
GROUP BY
  (
    CASE
      WHEN contains(actor_arn, 'AWSReservedSSO_')
      THEN actor
      ELSE (
        coalesce(
          actor_arn,
          CASE WHEN startswith(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END
        )
      )
    END
  ),
  actor_class,
  origin,
  recipient_account_id,
  CASE WHEN {{coalesce(getvariable('events'), FALSE)}} THEN event_id END
ORDER BY
  last_at DESC,
  event_id NULLS LAST,
  actor NULLS LAST,
  actor_class NULLS LAST,
  origin NULLS LAST,
  account_id NULLS LAST,
  calls NULLS LAST,
  first_at NULLS LAST,
  days NULLS LAST,
  actions NULLS LAST,
  targets NULLS LAST,
  regions NULLS LAST,
  source_ip_addresses NULLS LAST,
  user_agents NULLS LAST
