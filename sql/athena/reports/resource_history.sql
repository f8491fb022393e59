-- Made from sql/reports/resource_history.sql by lake/dialects/generate.py; do not edit.
-- inputs: 19d32410deba03108653b07e58b2fc36fb4fd8b9dcc9c968737be58a44c677c3
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
                    it__0 -> coalesce(
                      json_extract_scalar(it__0, '$.type'),
                      nullif(json_format(json_extract(it__0, '$.type')), 'null')
                    ) = 'AWS::S3::Object'
                    AND coalesce(
                      json_extract_scalar(it__0, '$.ARN'),
                      nullif(json_format(json_extract(it__0, '$.ARN')), 'null')
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
                        it__0 -> coalesce(
                          json_extract_scalar(it__0, '$.type'),
                          nullif(json_format(json_extract(it__0, '$.type')), 'null')
                        ) = 'AWS::S3::Object'
                        AND coalesce(
                          json_extract_scalar(it__0, '$.ARN'),
                          nullif(json_format(json_extract(it__0, '$.ARN')), 'null')
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
          WHEN NOT (
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
          ) IS NULL
          AND error_message IS NULL
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
                                pair__1 -> split(pair__1, '"')
                              ),
                              pair__2 -> filter(
                                ARRAY[lower(
                                  CASE
                                    WHEN NOT element_at(pair__2, 2) IS NULL
                                    THEN coalesce(
                                      regexp_extract(element_at(pair__2, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                      ''
                                    )
                                  END
                                )],
                                thing__3 -> substr(
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
                                  ),
                                  length(
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
                                    )
                                  ) - length(thing__3) + 1
                                ) = thing__3
                                OR thing__3 = concat(
                                  CAST('target' AS VARCHAR),
                                  CAST(CASE
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
                                  END AS VARCHAR)
                                )
                              ) <> ARRAY[]
                            ),
                            pair__4 -> element_at(pair__4, -2)
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
                                pair__5 -> split(pair__5, '"')
                              ),
                              pair__6 -> filter(
                                ARRAY[lower(
                                  CASE
                                    WHEN NOT element_at(pair__6, 2) IS NULL
                                    THEN coalesce(
                                      regexp_extract(element_at(pair__6, 2), '^([^\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\z', 1),
                                      ''
                                    )
                                  END
                                )],
                                thing__7 -> substr(
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
                                  ),
                                  length(
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
                                    )
                                  ) - length(thing__7) + 1
                                ) = thing__7
                                OR thing__7 = concat(
                                  CAST('target' AS VARCHAR),
                                  CAST(CASE
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
                                  END AS VARCHAR)
                                )
                              ) <> ARRAY[]
                            ),
                            pair__8 -> element_at(pair__8, -2)
                          )
                        )]],
                        values__9 -> array_sort(
                          array_distinct(
                            filter(
                              coalesce(
                                (
                                  CASE
                                    WHEN cardinality(
                                      filter(
                                        element_at(values__9, 2),
                                        value__10 -> regexp_like(value__10, '^[a-z]+-[0-9a-f]{6,}\z')
                                      )
                                    ) > 0
                                    THEN filter(
                                      element_at(values__9, 2),
                                      value__10 -> regexp_like(value__10, '^[a-z]+-[0-9a-f]{6,}\z')
                                    )
                                  END
                                ),
                                (
                                  CASE
                                    WHEN cardinality(
                                      filter(element_at(values__9, 1), value__11 -> NOT starts_with(value__11, 'arn:'))
                                    ) > 0
                                    THEN filter(element_at(values__9, 1), value__11 -> NOT starts_with(value__11, 'arn:'))
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
                                        value__12 -> value__12 <> ''
                                      )
                                    ) > 0
                                    THEN filter(
                                      ARRAY[coalesce(
                                        json_extract_scalar(request_parameters, '$.name'),
                                        nullif(json_format(json_extract(request_parameters, '$.name')), 'null')
                                      )],
                                      value__12 -> value__12 <> ''
                                    )
                                  END
                                ),
                                (
                                  CASE
                                    WHEN cardinality(element_at(values__9, 2)) > 0
                                    THEN element_at(values__9, 2)
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
                                          value__13 -> value__13 <> ''
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
                                        value__13 -> value__13 <> ''
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
                                          value__14 -> value__14 <> ''
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
                                        value__14 -> value__14 <> ''
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
              made__15 -> CASE
                WHEN made__15 <> ''
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
                  ) - length(made__15) + 1
                ) = made__15
                THEN coalesce(
                  json_extract_scalar(resources, '$[0].ARN'),
                  nullif(json_format(json_extract(resources, '$[0].ARN')), 'null')
                )
                ELSE made__15
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
                          it__16 -> coalesce(
                            json_extract_scalar(it__16, '$.type'),
                            nullif(json_format(json_extract(it__16, '$.type')), 'null')
                          ) = 'AWS::S3::Object'
                          AND coalesce(
                            json_extract_scalar(it__16, '$.ARN'),
                            nullif(json_format(json_extract(it__16, '$.ARN')), 'null')
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
                              it__16 -> coalesce(
                                json_extract_scalar(it__16, '$.type'),
                                nullif(json_format(json_extract(it__16, '$.type')), 'null')
                              ) = 'AWS::S3::Object'
                              AND coalesce(
                                json_extract_scalar(it__16, '$.ARN'),
                                nullif(json_format(json_extract(it__16, '$.ARN')), 'null')
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
                    subject__17 -> element_at(
                      element_at(
                        filter(
                          transform(
                            regexp_extract_all(request_parameters, '"[a-z][A-Za-z0-9]+"[ \t\n\f\r]*:[ \t\n\f\r]*"[^"\\{ ]+"', 0),
                            pair__18 -> split(pair__18, '"')
                          ),
                          pair__19 -> CASE
                            WHEN strpos(subject__17, lower(substr(element_at(pair__19, 2), 1, 3))) > 0
                            AND NOT regexp_like(element_at(pair__19, -2), '^[A-Z_]+\z')
                            THEN filter(
                              ARRAY[lower(
                                regexp_replace(element_at(pair__19, 2), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\z', '')
                              )],
                              name__20 -> substr(subject__17, length(subject__17) - length(name__20) + 1) = name__20
                              AND NOT regexp_like(
                                name__20,
                                'version\z|^[^\n]{0,2}\z|^(command|message|pattern|scope|status|type|value)\z'
                              )
                              AND (
                                name__20 <> 'policy' OR subject__17 = name__20
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
  ) AS target,
  named_in,
  region,
  source_ip_address,
  account_id,
  outcome,
  error,
  event_id
FROM (
  SELECT
    *,
    concat_ws(
      ', ',
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(resources, wanted.literal) > 0
            THEN regexp_like(resources, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'resources'
      END AS VARCHAR),
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(request_parameters, wanted.literal) > 0
            THEN regexp_like(request_parameters, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'request'
        WHEN {{own_name(getvariable('resource')) = ''}}
        THEN NULL
        WHEN (
          event_source = {{CASE arn_part(getvariable('resource'), 1) WHEN 'cloudwatch' THEN 'monitoring' WHEN 'ses' THEN 'email' ELSE arn_part(getvariable('resource'), 1) END || '.amazonaws.com'}}
          AND (
            {{arn_part(getvariable('resource'), 2) IN ('', '*')}}
            OR aws_region = {{arn_part(getvariable('resource'), 2)}}
          )
          AND (
            {{arn_part(getvariable('resource'), 3) IN ('', '*')}}
            OR recipient_account_id IS NULL
            OR recipient_account_id = {{arn_part(getvariable('resource'), 3)}}
          )
        )
        AND (
          CASE
            WHEN strpos(request_parameters, wanted.own_literal) > 0
            THEN regexp_like(request_parameters, wanted.own_expression)
            ELSE FALSE
          END
        )
        THEN 'request'
      END AS VARCHAR),
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(response_elements, wanted.literal) > 0
            THEN regexp_like(response_elements, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'answer'
      END AS VARCHAR),
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(service_event_details, wanted.literal) > 0
            THEN regexp_like(service_event_details, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'details'
      END AS VARCHAR),
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(additional_event_data, wanted.literal) > 0
            THEN regexp_like(additional_event_data, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'additional'
      END AS VARCHAR),
      CAST(CASE
        WHEN (
          CASE
            WHEN strpos(error_message, wanted.literal) > 0
            THEN regexp_like(error_message, wanted.message_expression)
            ELSE FALSE
          END
        )
        THEN 'message'
      END AS VARCHAR)
    ) AS named_in,
    recipient_account_id AS account_id,
    coalesce(error_code, error_message) AS error
  FROM in_scope AS activity
  CROSS JOIN (
    SELECT
      {{literal_part(getvariable('resource'))}} AS literal,
      {{regex: resource_expression(getvariable('resource'), ' ')}} AS expression,
      {{regex: resource_expression(getvariable('resource'), '')}} AS message_expression,
      {{longest_literal(own_name(getvariable('resource')))}} AS own_literal,
      {{regex: own_name_expression(getvariable('resource'))}} AS own_expression
  ) AS wanted
  WHERE
    (
      {{coalesce(getvariable('reads'), FALSE)}} OR NOT is_read
    )
    AND (
      {{coalesce(getvariable('reads'), FALSE)}} OR read_only IS DISTINCT FROM TRUE
    )
    AND (
      strpos(request_parameters, wanted.literal) > 0
      OR (
        wanted.own_literal <> '' AND strpos(request_parameters, wanted.own_literal) > 0
      )
      OR strpos(response_elements, wanted.literal) > 0
      OR strpos(resources, wanted.literal) > 0
      OR strpos(service_event_details, wanted.literal) > 0
      OR strpos(additional_event_data, wanted.literal) > 0
      OR strpos(error_message, wanted.literal) > 0
    )
) AS named
WHERE
  named_in <> ''
ORDER BY
  event_time,
  event_id,
  action,
  actor,
  target,
  source_ip_address,
  actor_class,
  service,
  named_in,
  region,
  account_id,
  outcome,
  error
