-- Made from sql/reports/creations.sql by lake/dialects/generate.py; do not edit.
-- inputs: 22085e5e60f29a9f20831a8b226cf15939570ecd6e23f4d4f3f99f0ac5b49b89
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
  coalesce(error_code, error_message, error_of_all) AS error,
  event_id
FROM (
  SELECT
    *,
    explode(
      coalesce(
        CASE
          WHEN outcome = 'success' AND resources IS NULL
          THEN (
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
                            pair__0 -> split(pair__0, concat('\\Q', '"', '\\E'))
                          ),
                          pair__1 -> filter(
                            array(
                              lower(
                                regexp_extract(get(pair__1, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                              )
                            ),
                            thing__2 -> endswith(makes, thing__2) OR thing__2 = 'target' || makes
                          ) <> array()
                        ),
                        pair__3 -> try_element_at(pair__3, -2)
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
                            pair__4 -> split(pair__4, concat('\\Q', '"', '\\E'))
                          ),
                          pair__5 -> filter(
                            array(
                              lower(
                                regexp_extract(get(pair__5, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                              )
                            ),
                            thing__6 -> endswith(makes, thing__6) OR thing__6 = 'target' || makes
                          ) <> array()
                        ),
                        pair__7 -> try_element_at(pair__7, -2)
                      )
                    )
                  )
                ),
                values__8 -> array_sort(
                  array_compact(
                    array_distinct(
                      coalesce(
                        (
                          CASE
                            WHEN size(
                              filter(get(values__8, 1), value__9 -> regexp_like(value__9, '^[a-z]+-[0-9a-f]{6,}\\z'))
                            ) > 0
                            THEN filter(get(values__8, 1), value__9 -> regexp_like(value__9, '^[a-z]+-[0-9a-f]{6,}\\z'))
                          END
                        ),
                        (
                          CASE
                            WHEN size(filter(get(values__8, 0), value__10 -> NOT startswith(value__10, 'arn:'))) > 0
                            THEN filter(get(values__8, 0), value__10 -> NOT startswith(value__10, 'arn:'))
                          END
                        ),
                        (
                          CASE
                            WHEN size(
                              filter(array(get_json_object(request_parameters, '$.name')), value__11 -> value__11 <> '')
                            ) > 0
                            THEN filter(array(get_json_object(request_parameters, '$.name')), value__11 -> value__11 <> '')
                          END
                        ),
                        (
                          CASE WHEN size(get(values__8, 1)) > 0 THEN get(values__8, 1) END
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
                                  value__12 -> value__12 <> ''
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
                                value__12 -> value__12 <> ''
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
                                  value__13 -> value__13 <> ''
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
                                value__13 -> value__13 <> ''
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
          )
        END,
        array(
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
                          it__14 -> get_json_object(it__14, '$.type') = 'AWS::S3::Object'
                          AND get_json_object(it__14, '$.ARN') <> ''
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
                                              pair__15 -> split(pair__15, concat('\\Q', '"', '\\E'))
                                            ),
                                            pair__16 -> filter(
                                              array(
                                                lower(
                                                  regexp_extract(get(pair__16, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                )
                                              ),
                                              thing__17 -> endswith(makes, thing__17) OR thing__17 = 'target' || makes
                                            ) <> array()
                                          ),
                                          pair__18 -> try_element_at(pair__18, -2)
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
                                              pair__19 -> split(pair__19, concat('\\Q', '"', '\\E'))
                                            ),
                                            pair__20 -> filter(
                                              array(
                                                lower(
                                                  regexp_extract(get(pair__20, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                )
                                              ),
                                              thing__21 -> endswith(makes, thing__21) OR thing__21 = 'target' || makes
                                            ) <> array()
                                          ),
                                          pair__22 -> try_element_at(pair__22, -2)
                                        )
                                      )
                                    )
                                  ),
                                  values__23 -> array_sort(
                                    array_compact(
                                      array_distinct(
                                        coalesce(
                                          (
                                            CASE
                                              WHEN size(
                                                filter(get(values__23, 1), value__24 -> regexp_like(value__24, '^[a-z]+-[0-9a-f]{6,}\\z'))
                                              ) > 0
                                              THEN filter(get(values__23, 1), value__24 -> regexp_like(value__24, '^[a-z]+-[0-9a-f]{6,}\\z'))
                                            END
                                          ),
                                          (
                                            CASE
                                              WHEN size(filter(get(values__23, 0), value__25 -> NOT startswith(value__25, 'arn:'))) > 0
                                              THEN filter(get(values__23, 0), value__25 -> NOT startswith(value__25, 'arn:'))
                                            END
                                          ),
                                          (
                                            CASE
                                              WHEN size(
                                                filter(array(get_json_object(request_parameters, '$.name')), value__26 -> value__26 <> '')
                                              ) > 0
                                              THEN filter(array(get_json_object(request_parameters, '$.name')), value__26 -> value__26 <> '')
                                            END
                                          ),
                                          (
                                            CASE WHEN size(get(values__23, 1)) > 0 THEN get(values__23, 1) END
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
                                                    value__27 -> value__27 <> ''
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
                                                  value__27 -> value__27 <> ''
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
                                                    value__28 -> value__28 <> ''
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
                                                  value__28 -> value__28 <> ''
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
                      made__29 -> CASE
                        WHEN made__29 <> '' AND endswith(get_json_object(resources, '$[0].ARN'), made__29)
                        THEN get_json_object(resources, '$[0].ARN')
                        ELSE made__29
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
                                it__30 -> get_json_object(it__30, '$.type') = 'AWS::S3::Object'
                                AND get_json_object(it__30, '$.ARN') <> ''
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
                            subject__31 -> try_element_at(
                              get(
                                filter(
                                  transform(
                                    regexp_extract_all(
                                      request_parameters,
                                      '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                                      0
                                    ),
                                    pair__32 -> split(pair__32, concat('\\Q', '"', '\\E'))
                                  ),
                                  pair__33 -> CASE
                                    WHEN contains(subject__31, lower(left(get(pair__33, 1), 3)))
                                    AND NOT regexp_like(try_element_at(pair__33, -2), '^[A-Z_]+\\z')
                                    THEN filter(
                                      array(
                                        lower(regexp_replace(get(pair__33, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                                      ),
                                      name__34 -> endswith(subject__31, name__34)
                                      AND NOT regexp_like(
                                        name__34,
                                        'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                                      )
                                      AND (
                                        name__34 <> 'policy' OR subject__31 = name__34
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
    ) AS unnested_target
  FROM (
    SELECT
      event_time,
      recipient_account_id,
      event_id,
      event_category,
      source_ip_address,
      error_code,
      error_message,
      request_parameters,
      response_elements,
      resources,
      CASE WHEN error_of_all IS NULL THEN outcome ELSE 'failed' END AS outcome,
      action,
      service,
      region,
      actor,
      actor_class,
      via_service,
      is_read,
      target,
      makes,
      error_of_all
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
          WHEN {{coalesce(getvariable('failed'), FALSE)}} AND outcome = 'success'
          THEN (
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
                                          items__35 -> CASE
                                            WHEN CASE substring(items__35, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                            THEN coalesce(from_json(items__35, 'array<string>'), array())
                                            WHEN regexp_like(response_elements, '^[{][ \\t\\n\\f\\r]*"[A-Za-z]+Response"')
                                            THEN array(items__35)
                                          END
                                        ),
                                        them -> NOT them IS NULL
                                      )
                                    ),
                                    item__36 -> CASE substring(item__36, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                  ),
                                  item__37 -> struct(
                                    coalesce(
                                      get_json_object(item__37, '$.launchTemplateId') || ':' || get_json_object(item__37, '$.versionNumber'),
                                      get_json_object(item__37, '$.tableName') || ':' || get_json_object(item__37, '$.versionId'),
                                      coalesce(
                                        get_json_object(item__37, '$.resourceId'),
                                        get_json_object(item__37, '$.fleetId'),
                                        get_json_object(item__37, '$.imageId.imageDigest'),
                                        get_json_object(item__37, '$.imageId.imageTag'),
                                        get_json_object(item__37, '$.key'),
                                        get_json_object(item__37, '$.workspaceId'),
                                        get_json_object(item__37, '$.targetId'),
                                        get_json_object(item__37, '$.accountId'),
                                        get_json_object(item__37, '$.tableName'),
                                        get_json_object(item__37, '$.snapshotIdentifier'),
                                        get_json_object(item__37, '$.arn'),
                                        get_json_object(item__37, '$.id'),
                                        get_json_object(item__37, '$.name'),
                                        get_json_object(item__37, '$.job'),
                                        get_json_object(item__37, '$.partitionValues'),
                                        get_json_object(item__37, '$.failureResource')
                                      ),
                                      (
                                        nullif(
                                          regexp_extract(
                                            item__37,
                                            '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                            2
                                          ),
                                          ''
                                        )
                                      )
                                    ) AS name,
                                    coalesce(
                                      get_json_object(item__37, '$.error.code'),
                                      get_json_object(item__37, '$.responseError.code'),
                                      get_json_object(item__37, '$.errorCode'),
                                      get_json_object(item__37, '$.failureCode'),
                                      get_json_object(item__37, '$.code'),
                                      get_json_object(item__37, '$.statusCode'),
                                      get_json_object(item__37, '$.errorDetail.errorCode'),
                                      get_json_object(item__37, '$.reason'),
                                      get_json_object(item__37, '$.result'),
                                      get_json_object(item__37, '$.reasons[0]'),
                                      get_json_object(item__37, '$.errorType'),
                                      get_json_object(item__37, '$.exceptionType'),
                                      get_json_object(item__37, '$.processingResult'),
                                      get_json_object(item__37, '$.error.message'),
                                      get_json_object(item__37, '$.errorMessage'),
                                      get_json_object(item__37, '$.failureReason'),
                                      get_json_object(item__37, '$.message'),
                                      get_json_object(item__37, '$.errorDetails.errorMessage'),
                                      get_json_object(item__37, '$.errorDescription')
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
                                        items__38 -> CASE substring(items__38, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                      ),
                                      items__39 -> transform(
                                        regexp_extract_all(items__39, '"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{]', 1),
                                        key__40 -> struct(
                                          key__40 AS name,
                                          (
                                            nullif(
                                              regexp_extract(items__39, '"errorCode"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"', 1),
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
                                  parameter__41 -> struct(parameter__41 AS name, 'InvalidParameter' AS error)
                                ),
                                array()
                              )
                            ),
                            item__42 -> NOT item__42.name IS NULL
                          )
                        END
                      )
                    ),
                    items__43 -> size(items__43) > 0
                    AND (
                      get(
                        transform(
                          array(
                            filter(
                              coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                              part__44 -> CASE substring(part__44, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                            )
                          ),
                          lists__45 -> size(filter(lists__45, part__46 -> part__46 = '[]')) > 0
                          AND size(filter(lists__45, part__47 -> part__47 <> '[]')) < 2
                        ),
                        0
                      )
                      OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*""')
                    )
                  ),
                  items__48 -> coalesce(get(items__48, 0).error, 'failed')
                ),
                0
              )
            END
          )
        END AS error_of_all
      FROM in_scope AS activity
      WHERE
        (
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
        AND NOT is_read
        AND event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
          {{coalesce(getvariable('failed'), FALSE)}}
          OR outcome = 'success'
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
                                          items__49 -> CASE
                                            WHEN CASE substring(items__49, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                                            THEN coalesce(from_json(items__49, 'array<string>'), array())
                                            WHEN regexp_like(response_elements, '^[{][ \\t\\n\\f\\r]*"[A-Za-z]+Response"')
                                            THEN array(items__49)
                                          END
                                        ),
                                        them -> NOT them IS NULL
                                      )
                                    ),
                                    item__50 -> CASE substring(item__50, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                  ),
                                  item__51 -> struct(
                                    coalesce(
                                      get_json_object(item__51, '$.launchTemplateId') || ':' || get_json_object(item__51, '$.versionNumber'),
                                      get_json_object(item__51, '$.tableName') || ':' || get_json_object(item__51, '$.versionId'),
                                      coalesce(
                                        get_json_object(item__51, '$.resourceId'),
                                        get_json_object(item__51, '$.fleetId'),
                                        get_json_object(item__51, '$.imageId.imageDigest'),
                                        get_json_object(item__51, '$.imageId.imageTag'),
                                        get_json_object(item__51, '$.key'),
                                        get_json_object(item__51, '$.workspaceId'),
                                        get_json_object(item__51, '$.targetId'),
                                        get_json_object(item__51, '$.accountId'),
                                        get_json_object(item__51, '$.tableName'),
                                        get_json_object(item__51, '$.snapshotIdentifier'),
                                        get_json_object(item__51, '$.arn'),
                                        get_json_object(item__51, '$.id'),
                                        get_json_object(item__51, '$.name'),
                                        get_json_object(item__51, '$.job'),
                                        get_json_object(item__51, '$.partitionValues'),
                                        get_json_object(item__51, '$.failureResource')
                                      ),
                                      (
                                        nullif(
                                          regexp_extract(
                                            item__51,
                                            '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"',
                                            2
                                          ),
                                          ''
                                        )
                                      )
                                    ) AS name,
                                    coalesce(
                                      get_json_object(item__51, '$.error.code'),
                                      get_json_object(item__51, '$.responseError.code'),
                                      get_json_object(item__51, '$.errorCode'),
                                      get_json_object(item__51, '$.failureCode'),
                                      get_json_object(item__51, '$.code'),
                                      get_json_object(item__51, '$.statusCode'),
                                      get_json_object(item__51, '$.errorDetail.errorCode'),
                                      get_json_object(item__51, '$.reason'),
                                      get_json_object(item__51, '$.result'),
                                      get_json_object(item__51, '$.reasons[0]'),
                                      get_json_object(item__51, '$.errorType'),
                                      get_json_object(item__51, '$.exceptionType'),
                                      get_json_object(item__51, '$.processingResult'),
                                      get_json_object(item__51, '$.error.message'),
                                      get_json_object(item__51, '$.errorMessage'),
                                      get_json_object(item__51, '$.failureReason'),
                                      get_json_object(item__51, '$.message'),
                                      get_json_object(item__51, '$.errorDetails.errorMessage'),
                                      get_json_object(item__51, '$.errorDescription')
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
                                        items__52 -> CASE substring(items__52, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'OBJECT'
                                      ),
                                      items__53 -> transform(
                                        regexp_extract_all(items__53, '"([^"]+)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*[{]', 1),
                                        key__54 -> struct(
                                          key__54 AS name,
                                          (
                                            nullif(
                                              regexp_extract(items__53, '"errorCode"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"([^"]+)"', 1),
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
                                  parameter__55 -> struct(parameter__55 AS name, 'InvalidParameter' AS error)
                                ),
                                array()
                              )
                            ),
                            item__56 -> NOT item__56.name IS NULL
                          )
                        END
                      )
                    ),
                    items__57 -> size(items__57) > 0
                    AND (
                      get(
                        transform(
                          array(
                            filter(
                              coalesce(map_values(from_json(response_elements, 'map<string,string>')), array()),
                              part__58 -> CASE substring(part__58, 1, 1) WHEN '[' THEN 'ARRAY' WHEN '{' THEN 'OBJECT' END = 'ARRAY'
                            )
                          ),
                          lists__59 -> size(filter(lists__59, part__60 -> part__60 = '[]')) > 0
                          AND size(filter(lists__59, part__61 -> part__61 <> '[]')) < 2
                        ),
                        0
                      )
                      OR regexp_like(response_elements, '"[A-Za-z]+Set"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*""')
                    )
                  ),
                  items__62 -> coalesce(get(items__62, 0).error, 'failed')
                ),
                0
              )
            END
          ) IS NULL
        )
    ) AS calls
  ) AS made
) AS made
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
  outcome NULLS LAST,
  error NULLS LAST
