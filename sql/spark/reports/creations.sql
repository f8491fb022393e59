-- Made from sql/reports/creations.sql by lake/dialects/generate.py; do not edit.
-- inputs: 6bf54ae00d0bd916c93bc7bc5c6d450a2390be7dc921bae023c1dcecf1d9412f
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
  coalesce(error_code, error_message) AS error,
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
                          it__13 -> get_json_object(it__13, '$.type') = 'AWS::S3::Object'
                          AND get_json_object(it__13, '$.ARN') <> ''
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
                                              pair__14 -> split(pair__14, concat('\\Q', '"', '\\E'))
                                            ),
                                            pair__15 -> filter(
                                              array(
                                                lower(
                                                  regexp_extract(get(pair__15, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                )
                                              ),
                                              thing__16 -> endswith(makes, thing__16) OR thing__16 = 'target' || makes
                                            ) <> array()
                                          ),
                                          pair__17 -> try_element_at(pair__17, -2)
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
                                              pair__18 -> split(pair__18, concat('\\Q', '"', '\\E'))
                                            ),
                                            pair__19 -> filter(
                                              array(
                                                lower(
                                                  regexp_extract(get(pair__19, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                                )
                                              ),
                                              thing__20 -> endswith(makes, thing__20) OR thing__20 = 'target' || makes
                                            ) <> array()
                                          ),
                                          pair__21 -> try_element_at(pair__21, -2)
                                        )
                                      )
                                    )
                                  ),
                                  values__22 -> array_sort(
                                    array_compact(
                                      array_distinct(
                                        coalesce(
                                          (
                                            CASE
                                              WHEN size(
                                                filter(get(values__22, 1), value__23 -> regexp_like(value__23, '^[a-z]+-[0-9a-f]{6,}\\z'))
                                              ) > 0
                                              THEN filter(get(values__22, 1), value__23 -> regexp_like(value__23, '^[a-z]+-[0-9a-f]{6,}\\z'))
                                            END
                                          ),
                                          (
                                            CASE
                                              WHEN size(filter(get(values__22, 0), value__24 -> NOT startswith(value__24, 'arn:'))) > 0
                                              THEN filter(get(values__22, 0), value__24 -> NOT startswith(value__24, 'arn:'))
                                            END
                                          ),
                                          (
                                            CASE
                                              WHEN size(
                                                filter(array(get_json_object(request_parameters, '$.name')), value__25 -> value__25 <> '')
                                              ) > 0
                                              THEN filter(array(get_json_object(request_parameters, '$.name')), value__25 -> value__25 <> '')
                                            END
                                          ),
                                          (
                                            CASE WHEN size(get(values__22, 1)) > 0 THEN get(values__22, 1) END
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
                                                    value__26 -> value__26 <> ''
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
                                                  value__26 -> value__26 <> ''
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
                      made__27 -> CASE
                        WHEN made__27 <> '' AND endswith(get_json_object(resources, '$[0].ARN'), made__27)
                        THEN get_json_object(resources, '$[0].ARN')
                        ELSE made__27
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
                                it__28 -> get_json_object(it__28, '$.type') = 'AWS::S3::Object'
                                AND get_json_object(it__28, '$.ARN') <> ''
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
                      get_json_object(request_parameters, '$.functionName'),
                      get_json_object(request_parameters, '$.roleName'),
                      get_json_object(request_parameters, '$.userName'),
                      get_json_object(request_parameters, '$.groupName'),
                      get_json_object(request_parameters, '$.policyArn'),
                      get_json_object(request_parameters, '$.policyName'),
                      get_json_object(request_parameters, '$.instanceProfileName'),
                      get_json_object(request_parameters, '$.dBInstanceIdentifier'),
                      get_json_object(request_parameters, '$.dBClusterIdentifier'),
                      get_json_object(request_parameters, '$.dBSnapshotIdentifier'),
                      get_json_object(request_parameters, '$.snapshotId'),
                      get_json_object(request_parameters, '$.volumeId'),
                      get_json_object(request_parameters, '$.imageId'),
                      get_json_object(request_parameters, '$.groupId'),
                      get_json_object(request_parameters, '$.vpcId'),
                      get_json_object(request_parameters, '$.subnetId'),
                      get_json_object(request_parameters, '$.routeTableId'),
                      get_json_object(request_parameters, '$.natGatewayId'),
                      get_json_object(request_parameters, '$.networkInterfaceId'),
                      get_json_object(request_parameters, '$.allocationId'),
                      get_json_object(request_parameters, '$.internetGatewayId'),
                      get_json_object(request_parameters, '$.tableName'),
                      get_json_object(request_parameters, '$.keyId'),
                      get_json_object(request_parameters, '$.secretId'),
                      get_json_object(request_parameters, '$.topicArn'),
                      get_json_object(request_parameters, '$.queueUrl'),
                      get_json_object(request_parameters, '$.logGroupName'),
                      get_json_object(request_parameters, '$.stackName'),
                      get_json_object(request_parameters, '$.hostedZoneId'),
                      get_json_object(request_parameters, '$.domainName'),
                      get_json_object(request_parameters, '$.restApiId'),
                      get_json_object(request_parameters, '$.distributionId'),
                      get_json_object(request_parameters, '$.trailName'),
                      get_json_object(request_parameters, '$.target'),
                      get_json_object(request_parameters, '$.id'),
                      get_json_object(request_parameters, '$.name'),
                      get_json_object(request_parameters, '$.arn'),
                      get_json_object(request_parameters, '$.roleArn')
                    ),
                    (
                      nullif(
                        regexp_extract(
                          request_parameters,
                          '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*([{][^{}]*"content"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*)?"([^"]+)"',
                          3
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
          THEN lower(
            regexp_replace(
              regexp_extract(
                action,
                '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9][^\\n]*?)?(?:(?:From|To|With|Into|By)[A-Z][^\\n]*)?\\z',
                1
              ),
              '(Instance|Log|Host|Group|Table|Image|Item|Partition)s\\z',
              '$1'
            )
          )
        END
      ) AS makes
    FROM in_scope AS activity
  ) AS made
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
    AND (
      outcome = 'success' OR {{coalesce(getvariable('failed'), FALSE)}}
    )
    AND event_category IS DISTINCT FROM 'NetworkActivity'
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
