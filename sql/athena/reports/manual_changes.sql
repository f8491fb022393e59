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
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
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
  count(DISTINCT date_trunc('day', event_time)) AS days,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(
                histogram(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)))
              ),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__0 -> concat(
            CAST(array_join(slice(them__0, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__0) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__0) - 10
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS actions,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(
                histogram(
                  (
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
                                    it__1 -> coalesce(
                                      json_extract_scalar(it__1, '$.type'),
                                      nullif(json_format(json_extract(it__1, '$.type')), 'null')
                                    ) = 'AWS::S3::Object'
                                    AND coalesce(
                                      json_extract_scalar(it__1, '$.ARN'),
                                      nullif(json_format(json_extract(it__1, '$.ARN')), 'null')
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
                                        it__1 -> coalesce(
                                          json_extract_scalar(it__1, '$.type'),
                                          nullif(json_format(json_extract(it__1, '$.type')), 'null')
                                        ) = 'AWS::S3::Object'
                                        AND coalesce(
                                          json_extract_scalar(it__1, '$.ARN'),
                                          nullif(json_format(json_extract(it__1, '$.ARN')), 'null')
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
                                                pair__2 -> split(pair__2, '"')
                                              ),
                                              pair__3 -> filter(
                                                ARRAY[lower(
                                                  CASE
                                                    WHEN NOT element_at(pair__3, 2) IS NULL
                                                    THEN coalesce(
                                                      regexp_extract(element_at(pair__3, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                                      ''
                                                    )
                                                  END
                                                )],
                                                thing__4 -> substr(makes, length(makes) - length(thing__4) + 1) = thing__4
                                                OR thing__4 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                                              ) <> ARRAY[]
                                            ),
                                            pair__5 -> element_at(pair__5, -2)
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
                                                pair__6 -> split(pair__6, '"')
                                              ),
                                              pair__7 -> filter(
                                                ARRAY[lower(
                                                  CASE
                                                    WHEN NOT element_at(pair__7, 2) IS NULL
                                                    THEN coalesce(
                                                      regexp_extract(element_at(pair__7, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                                      ''
                                                    )
                                                  END
                                                )],
                                                thing__8 -> substr(makes, length(makes) - length(thing__8) + 1) = thing__8
                                                OR thing__8 = concat(CAST('target' AS VARCHAR), CAST(makes AS VARCHAR))
                                              ) <> ARRAY[]
                                            ),
                                            pair__9 -> element_at(pair__9, -2)
                                          )
                                        )]],
                                        values__10 -> array_sort(
                                          array_distinct(
                                            filter(
                                              coalesce(
                                                (
                                                  CASE
                                                    WHEN cardinality(
                                                      filter(
                                                        element_at(values__10, 2),
                                                        value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\z')
                                                      )
                                                    ) > 0
                                                    THEN filter(
                                                      element_at(values__10, 2),
                                                      value__11 -> regexp_like(value__11, '^[a-z]+-[0-9a-f]{6,}\z')
                                                    )
                                                  END
                                                ),
                                                (
                                                  CASE
                                                    WHEN cardinality(
                                                      filter(element_at(values__10, 1), value__12 -> NOT starts_with(value__12, 'arn:'))
                                                    ) > 0
                                                    THEN filter(element_at(values__10, 1), value__12 -> NOT starts_with(value__12, 'arn:'))
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
                                                        value__13 -> value__13 <> ''
                                                      )
                                                    ) > 0
                                                    THEN filter(
                                                      ARRAY[coalesce(
                                                        json_extract_scalar(request_parameters, '$.name'),
                                                        nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                                                      )],
                                                      value__13 -> value__13 <> ''
                                                    )
                                                  END
                                                ),
                                                (
                                                  CASE
                                                    WHEN cardinality(element_at(values__10, 2)) > 0
                                                    THEN element_at(values__10, 2)
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
                                                          value__14 -> value__14 <> ''
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
                                                        value__14 -> value__14 <> ''
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
                                                        value__15 -> value__15 <> ''
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
                              made__16 -> CASE
                                WHEN made__16 <> ''
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
                                  ) - length(made__16) + 1
                                ) = made__16
                                THEN coalesce(
                                  json_extract_scalar(resources, '$[0].ARN'),
                                  nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                                )
                                ELSE made__16
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
                                          it__17 -> coalesce(
                                            json_extract_scalar(it__17, '$.type'),
                                            nullif(json_format(json_extract(it__17, '$.type')), 'null')
                                          ) = 'AWS::S3::Object'
                                          AND coalesce(
                                            json_extract_scalar(it__17, '$.ARN'),
                                            nullif(json_format(json_extract(it__17, '$.ARN')), 'null')
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
                                              it__17 -> coalesce(
                                                json_extract_scalar(it__17, '$.type'),
                                                nullif(json_format(json_extract(it__17, '$.type')), 'null')
                                              ) = 'AWS::S3::Object'
                                              AND coalesce(
                                                json_extract_scalar(it__17, '$.ARN'),
                                                nullif(json_format(json_extract(it__17, '$.ARN')), 'null')
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
                                    subject__18 -> element_at(
                                      element_at(
                                        filter(
                                          transform(
                                            regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                                            pair__19 -> split(pair__19, '"')
                                          ),
                                          pair__20 -> CASE
                                            WHEN strpos(subject__18, lower(substr(element_at(pair__20, 2), 1, 3))) > 0
                                            AND NOT regexp_like(element_at(pair__20, -2), '^[A-Z_]+\z')
                                            THEN filter(
                                              ARRAY[lower(
                                                regexp_replace(element_at(pair__20, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                                              )],
                                              name__21 -> substr(subject__18, length(subject__18) - length(name__21) + 1) = name__21
                                              AND NOT regexp_like(
                                                name__21,
                                                'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                                              )
                                              AND (
                                                name__21 <> 'policy' OR subject__18 = name__21
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
                  )
                )
              ),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__22 -> concat(
            CAST(array_join(slice(them__22, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__22) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__22) - 10
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS targets,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(region)),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__23 -> concat(
            CAST(array_join(slice(them__23, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__23) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__23) - 10
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS regions,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(source_ip_address)),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__24 -> concat(
            CAST(array_join(slice(them__24, 1, 10), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__24) > 10
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__24) - 10
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS source_ip_addresses,
  (
    (
      element_at(
        transform(
          ARRAY[transform(
            array_sort(
              map_entries(histogram(user_agent)),
              (one, other) -> CASE
                WHEN one[2] > other[2]
                THEN -1
                WHEN one[2] < other[2]
                THEN 1
                WHEN one[1] < other[1]
                THEN -1
                WHEN one[1] > other[1]
                THEN 1
                ELSE 0
              END
            ),
            it -> it[1]
          )],
          them__25 -> concat(
            CAST(array_join(slice(them__25, 1, 3), ', ') AS VARCHAR),
            CAST(CASE
              WHEN cardinality(them__25) > 3
              THEN concat(
                CAST(', … and ' AS VARCHAR),
                CAST((
                  cardinality(them__25) - 3
                ) AS VARCHAR),
                CAST(' more' AS VARCHAR)
              )
              ELSE ''
            END AS VARCHAR)
          )
        ),
        1
      )
    )
  ) AS user_agents,
  recipient_account_id AS account_id,
  max_by(
    event_id,
    concat(
      CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
      CAST('|' AS VARCHAR),
      CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
    )
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
      WHEN via_service
      THEN 'service'
      WHEN regexp_like(user_agent, '(?i)(terraform|opentofu|pulumi|cloudformation|crossplane|aws-cdk)')
      THEN 'infrastructure as code'
      WHEN regexp_like(user_agent, '(?i)cloudshell')
      THEN 'cloudshell'
      WHEN coalesce(session_credential_from_console, FALSE)
      OR coalesce(identity_invoked_by = 'signin.amazonaws.com', FALSE)
      OR event_type IS NOT DISTINCT FROM 'AwsConsoleAction'
      OR regexp_like(
        user_agent,
        '^\[?(signin[.]amazonaws[.]com|console[.]|AWS-? ?Console|AWS CloudWatch Console|S3Console|Mozilla/)'
      )
      THEN 'console'
      WHEN regexp_like(user_agent, '^\[?aws-cli/')
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
      WHEN strpos(actor_arn, 'AWSReservedSSO_') > 0
      THEN (
        CASE
          WHEN min(actor) = max(actor)
          THEN min(actor)
          ELSE split_part(min(actor), '/', 1)
        END
      )
      ELSE (
        coalesce(
          actor_arn,
          CASE
            WHEN starts_with(
              (
                CASE
                  WHEN min(actor) = max(actor)
                  THEN min(actor)
                  ELSE split_part(min(actor), '/', 1)
                END
              ),
              'AROA'
            )
            THEN split_part(
              (
                CASE
                  WHEN min(actor) = max(actor)
                  THEN min(actor)
                  ELSE split_part(min(actor), '/', 1)
                END
              ),
              ':',
              1
            )
            ELSE (
              CASE
                WHEN min(actor) = max(actor)
                THEN min(actor)
                ELSE split_part(min(actor), '/', 1)
              END
            )
          END
        )
      )
    END
  ),
  actor_class,
  origin,
  recipient_account_id,
  CASE
    WHEN {{coalesce(getvariable('events'), FALSE)}}
    THEN (
      max_by(
        event_id,
        concat(
          CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
          CAST('|' AS VARCHAR),
          CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR)
        )
      ) FILTER(WHERE
        NOT event_id IS NULL)
    )
  END
ORDER BY
  last_at DESC,
  event_id,
  actor,
  actor_class,
  origin,
  account_id,
  calls,
  first_at,
  days,
  actions,
  targets,
  regions,
  source_ip_addresses,
  user_agents
