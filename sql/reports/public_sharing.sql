-- title: Resources shared publicly or with other accounts
-- theme: security
-- core: event_time, actor, target, shared_with, outcome
-- not shown: open security groups (see public_security_groups); trust policies of roles (see new_credentials)
-- question: Which snapshots, images, functions, keys, buckets and other resources were shared with another account or with everyone?
-- note: A policy for everyone is shown as public even if it sets conditions, so read it. Lambda permissions for AWS services, and policies that name no other account, are left out. The log does not say whether an account is foreign: compare it with your own. Open security groups are in public_security_groups, and trust policies of roles in new_credentials. A denied call may be logged without its parameters; it is then shown with shared_with empty.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call.
-- column shared_with: Recipients: accounts, ARNs, all, * or everyone.
-- column is_public: True if the resource was shared with everyone.
-- column via_service: True if an AWS service made the call on the caller's behalf.
-- column region: Region of the call.
-- column source_ip_address: Source IP address.
-- column account_id: Account that the log belongs to.
-- column outcome: success, denied or failed.
-- column error: Error code, or the message if there is no code; empty on success.
-- column event_id: Event ID.
SELECT
    event_time,
    actor,
    actor_class,
    service,
    action,
    target,
    coalesce(named, CASE WHEN is_public THEN 'everyone' END) AS shared_with,
    is_public,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM (
    SELECT
        *,
        -- Not array_to_string: it expands to an expression that contains its list twice, and computes it twice.
        list_aggregate(list_sort(list_distinct(list_filter(
            -- A shortcut for grants: they are very frequent, and each names one grantee.
            CASE action
                WHEN 'CreateGrant' THEN [regexp_extract(json_text(request_parameters, '$.granteePrincipal'), ':iam::([0-9]{12}):', 1)]
                ELSE list_concat(
                    json_text(request_parameters, '$.createVolumePermission.add.items[*].*'),
                    json_text(request_parameters, '$.launchPermission.add.items[*].*'),
                    json_text(request_parameters, '$.valuesToAdd[*]'),
                    json_text(request_parameters, '$.accountIdsToAdd[*]'),
                    json_text(request_parameters, '$.principals[*]'),
                    json_text(request_parameters, '$.aWSAccountIds[*]'),
                    json_text(request_parameters, '$.aWSAccountId[*]'),
                    json_text(request_parameters, '$.accountWithRestoreAccess[*]'),
                    json_text(request_parameters, '$.ModifyVpcEndpointServicePermissionsRequest.AddAllowedPrincipals[*].content'),
                    CASE WHEN service IN ('lambda', 'events') AND NOT coalesce(ends_with(json_text(request_parameters, '$.principal'), '.amazonaws.com'), true)
                        THEN [json_text(request_parameters, '$.principal')] END,
                    CASE WHEN json_text(request_parameters, '$.accountWithRestoreAccess') IS NOT NULL THEN [json_text(request_parameters, '$.accountWithRestoreAccess')] END,
                    regexp_extract_all(policy, '"AWS" *: *\[? *"([0-9]{12})"', 1),
                    regexp_extract_all(policy, 'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):', 1))
            END,
            lambda x: coalesce(x, '') <> '' AND x IS DISTINCT FROM recipient_account_id))), 'string_agg', ', ') AS named,
        action <> 'CreateGrant' AND (
            coalesce(text_matches(policy, '"(Principal|AWS)" *: *\[? *"\*"'), false)
                OR coalesce(list_contains(json_text(request_parameters, '$.createVolumePermission.add.items[*].group'), 'all'), false)
                OR coalesce(list_contains(json_text(request_parameters, '$.launchPermission.add.items[*].group'), 'all'), false)
                OR coalesce(list_contains(json_text(request_parameters, '$.valuesToAdd[*]'), 'all'), false)
                OR coalesce(list_contains(json_text(request_parameters, '$.accountIdsToAdd[*]'), 'all'), false)
                OR coalesce(list_contains(json_text(request_parameters, '$.principals[*]'), '*'), false)
                OR coalesce(json_text(request_parameters, '$.principal') = '*', false)
                OR service = 'lambda' AND coalesce(json_text(request_parameters, '$.authType') = 'NONE', false)
                OR service = 's3' AND (
                    coalesce(text_matches(request_parameters::VARCHAR, 'groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read)"'), false)
                    OR action IN ('DeleteBucketPublicAccessBlock', 'DeleteAccountPublicAccessBlock')
                    OR action IN ('PutBucketPublicAccessBlock', 'PutAccountPublicAccessBlock') AND coalesce(contains(lower(request_parameters::VARCHAR), 'false'), false))
                OR service = 'ec2' AND action IN ('DisableSnapshotBlockPublicAccess', 'DisableImageBlockPublicAccess')
                OR service IN ('rds', 'redshift') AND coalesce(json_text(request_parameters, '$.publiclyAccessible') = 'true', false)
                OR service = 'eks' AND coalesce(json_text(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess') = 'true', false)
                OR service = 'ecr-public') AS is_public
    FROM (
        SELECT
            *,
            coalesce(
                -- All paths in one call, because each call parses the whole text again.
                list_any_value(json_text(request_parameters, [
                    '$.bucketPolicy', '$.policy', '$.Policy', '$.policyText', '$.resourcePolicy', '$.policyInJson',
                    '$.policyDocument', '$.accessPolicy', '$.accessPolicies', '$.attributes.Policy',
                    '$.PutAccessPointPolicyRequest.Policy'])),
                CASE WHEN json_text(request_parameters, '$.attributeName') = 'Policy' THEN json_text(request_parameters, '$.attributeValue') END) AS policy
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND (
                service = 'ec2' AND action IN (
                    'ModifySnapshotAttribute', 'ModifyImageAttribute', 'ModifyVpcEndpointServicePermissions',
                    'DisableSnapshotBlockPublicAccess', 'DisableImageBlockPublicAccess')
                OR service = 'rds' AND action IN (
                    'ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute', 'CreateDBInstance', 'ModifyDBInstance')
                OR service = 'redshift' AND action IN ('AuthorizeSnapshotAccess', 'CreateCluster', 'ModifyCluster')
                OR service = 's3' AND action IN (
                    'PutBucketPolicy', 'PutBucketAcl', 'PutObjectAcl', 'CreateBucket', 'PutBucketPublicAccessBlock',
                    'PutAccountPublicAccessBlock', 'DeleteBucketPublicAccessBlock', 'DeleteAccountPublicAccessBlock',
                    'PutAccessPointPolicy')
                OR service = 'lambda' AND action IN (
                    'AddPermission', 'AddLayerVersionPermission', 'CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig')
                OR service = 'sns' AND action IN ('AddPermission', 'SetTopicAttributes', 'CreateTopic')
                OR service = 'sqs' AND action IN ('AddPermission', 'SetQueueAttributes', 'CreateQueue')
                OR service = 'kms' AND action IN ('PutKeyPolicy', 'CreateKey', 'CreateGrant')
                OR service = 'secretsmanager' AND action = 'PutResourcePolicy'
                OR service = 'ecr' AND action IN ('SetRepositoryPolicy', 'PutRegistryPolicy')
                OR service = 'ecr-public' AND action = 'CreateRepository'
                OR service = 'ram' AND action IN ('CreateResourceShare', 'AssociateResourceShare')
                OR service = 'ssm' AND action = 'ModifyDocumentPermission'
                OR service = 'events' AND action = 'PutPermission'
                OR service = 'logs' AND action IN ('PutDestinationPolicy', 'PutResourcePolicy')
                OR service = 'glue' AND action = 'PutResourcePolicy'
                OR service = 'es' AND action IN (
                    'CreateDomain', 'CreateElasticsearchDomain', 'UpdateDomainConfig', 'UpdateElasticsearchDomainConfig')
                OR service = 'elasticfilesystem' AND action = 'PutFileSystemPolicy'
                OR service = 'backup' AND action = 'PutBackupVaultAccessPolicy'
                OR service = 'dynamodb' AND action = 'PutResourcePolicy'
                OR service = 'eks' AND action IN ('CreateCluster', 'UpdateClusterConfig')
            )
    ) AS candidates
) AS judged
WHERE named IS NOT NULL
    OR is_public
    OR outcome <> 'success' AND request_parameters IS NULL
    AND action NOT IN ('CreateBucket', 'CreateDBInstance', 'CreateKey', 'CreateQueue', 'CreateTopic', 'CreateCluster', 'CreateDomain')
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, shared_with, is_public, via_service, region, account_id, outcome, error
