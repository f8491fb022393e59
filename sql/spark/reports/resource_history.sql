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
                  it__0 -> get_json_object(it__0, '$.type') = 'AWS::S3::Object'
                  AND get_json_object(it__0, '$.ARN') <> ''
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
          WHEN NOT (
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
          ) IS NULL
          AND error_message IS NULL
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
                                      pair__1 -> split(pair__1, concat('\\Q', '"', '\\E'))
                                    ),
                                    pair__2 -> filter(
                                      array(
                                        lower(
                                          regexp_extract(get(pair__2, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                        )
                                      ),
                                      thing__3 -> endswith(
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
                                        ),
                                        thing__3
                                      )
                                      OR thing__3 = 'target' || (
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
                                      )
                                    ) <> array()
                                  ),
                                  pair__4 -> try_element_at(pair__4, -2)
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
                                      pair__5 -> split(pair__5, concat('\\Q', '"', '\\E'))
                                    ),
                                    pair__6 -> filter(
                                      array(
                                        lower(
                                          regexp_extract(get(pair__6, 1), '^([^\\n]+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)\\z', 1)
                                        )
                                      ),
                                      thing__7 -> endswith(
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
                                        ),
                                        thing__7
                                      )
                                      OR thing__7 = 'target' || (
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
                                      )
                                    ) <> array()
                                  ),
                                  pair__8 -> try_element_at(pair__8, -2)
                                )
                              )
                            )
                          ),
                          values__9 -> array_sort(
                            array_compact(
                              array_distinct(
                                coalesce(
                                  (
                                    CASE
                                      WHEN size(
                                        filter(
                                          get(values__9, 1),
                                          value__10 -> regexp_like(value__10, '^[a-z]+-[0-9a-f]{6,}\\z')
                                        )
                                      ) > 0
                                      THEN filter(
                                        get(values__9, 1),
                                        value__10 -> regexp_like(value__10, '^[a-z]+-[0-9a-f]{6,}\\z')
                                      )
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN size(filter(get(values__9, 0), value__11 -> NOT startswith(value__11, 'arn:'))) > 0
                                      THEN filter(get(values__9, 0), value__11 -> NOT startswith(value__11, 'arn:'))
                                    END
                                  ),
                                  (
                                    CASE
                                      WHEN size(
                                        filter(
                                          array(get_json_object(request_parameters, '$.name')),
                                          value__12 -> value__12 <> ''
                                        )
                                      ) > 0
                                      THEN filter(
                                        array(get_json_object(request_parameters, '$.name')),
                                        value__12 -> value__12 <> ''
                                      )
                                    END
                                  ),
                                  (
                                    CASE WHEN size(get(values__9, 1)) > 0 THEN get(values__9, 1) END
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
                                            value__13 -> value__13 <> ''
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
                                          value__13 -> value__13 <> ''
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
                                              coalesce(map_values(from_json(request_parameters, 'map<string,string>')), array()),
                                              item -> get_json_object(item, '$.name')
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
              made__15 -> CASE
                WHEN made__15 <> '' AND endswith(get_json_object(resources, '$[0].ARN'), made__15)
                THEN get_json_object(resources, '$[0].ARN')
                ELSE made__15
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
                        it__16 -> get_json_object(it__16, '$.type') = 'AWS::S3::Object'
                        AND get_json_object(it__16, '$.ARN') <> ''
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
                    subject__17 -> try_element_at(
                      get(
                        filter(
                          transform(
                            regexp_extract_all(
                              request_parameters,
                              '"[a-z][A-Za-z0-9]+"[ \\t\\n\\f\\r]*:[ \\t\\n\\f\\r]*"[^"\\\\{ ]+"',
                              0
                            ),
                            pair__18 -> split(pair__18, concat('\\Q', '"', '\\E'))
                          ),
                          pair__19 -> CASE
                            WHEN contains(subject__17, lower(left(get(pair__19, 1), 3)))
                            AND NOT regexp_like(try_element_at(pair__19, -2), '^[A-Z_]+\\z')
                            THEN filter(
                              array(
                                lower(regexp_replace(get(pair__19, 1), '(I[dD]|Identifier|[nN]ame|A[rR][nN])\\z', ''))
                              ),
                              name__20 -> endswith(subject__17, name__20)
                              AND NOT regexp_like(
                                name__20,
                                'version\\z|^[^\\n]{0,2}\\z|^(command|message|pattern|scope|status|type|value)\\z'
                              )
                              AND (
                                name__20 <> 'policy' OR subject__17 = name__20
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
      CASE
        WHEN (
          CASE
            WHEN contains(resources, wanted.literal)
            THEN regexp_like(resources, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'resources'
      END,
      CASE
        WHEN (
          CASE
            WHEN contains(request_parameters, wanted.literal)
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
            WHEN contains(request_parameters, wanted.own_literal)
            THEN regexp_like(request_parameters, wanted.own_expression)
            ELSE FALSE
          END
        )
        THEN 'request'
      END,
      CASE
        WHEN (
          CASE
            WHEN contains(response_elements, wanted.literal)
            THEN regexp_like(response_elements, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'answer'
      END,
      CASE
        WHEN (
          CASE
            WHEN contains(service_event_details, wanted.literal)
            THEN regexp_like(service_event_details, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'details'
      END,
      CASE
        WHEN (
          CASE
            WHEN contains(additional_event_data, wanted.literal)
            THEN regexp_like(additional_event_data, wanted.expression)
            ELSE FALSE
          END
        )
        THEN 'additional'
      END,
      CASE
        WHEN (
          CASE
            WHEN contains(error_message, wanted.literal)
            THEN regexp_like(error_message, wanted.message_expression)
            ELSE FALSE
          END
        )
        THEN 'message'
      END
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
      contains(request_parameters, wanted.literal)
      OR (
        wanted.own_literal <> '' AND contains(request_parameters, wanted.own_literal)
      )
      OR contains(response_elements, wanted.literal)
      OR contains(resources, wanted.literal)
      OR contains(service_event_details, wanted.literal)
      OR contains(additional_event_data, wanted.literal)
      OR contains(error_message, wanted.literal)
    )
) AS named
WHERE
  named_in <> ''
ORDER BY
  event_time NULLS LAST,
  event_id NULLS LAST,
  action NULLS LAST,
  actor NULLS LAST,
  target NULLS LAST,
  source_ip_address NULLS LAST,
  actor_class NULLS LAST,
  service NULLS LAST,
  named_in NULLS LAST,
  region NULLS LAST,
  account_id NULLS LAST,
  outcome NULLS LAST,
  error NULLS LAST
