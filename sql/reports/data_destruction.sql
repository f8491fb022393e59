-- title: Data destroyed or made unreadable
-- theme: security
-- core: event_time, actor, action, target, outcome
-- not shown: single S3 objects and log groups (see deletes); objects that a lifecycle rule expires
-- question: Who destroyed keys, databases, snapshots, backups, buckets or other data, or removed their protection, and can it be recovered?
-- note: Single S3 objects and log groups are in deletes. Instances terminated by a service role of AWS, such as that of Auto Scaling, are left out. CloudTrail does not log objects that a lifecycle rule expires; the call that sets the rule is shown.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column service: AWS service.
-- column action: API action.
-- column target: Target of the call.
-- column recovery: Recovery that the call allows: a final snapshot, a waiting period, or none.
-- column request_parameters: Request parameters, as logged.
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
    coalesce(
        acted_on(resources, request_parameters),
        json_text(request_parameters, '$.recoveryPointArn'),
        json_text(request_parameters, '$.backupVaultName'),
        json_text(request_parameters, '$.backupArn'),
        json_text(request_parameters, '$.repositoryName'),
        json_text(request_parameters, '$.fileSystemId'),
        json_text(request_parameters, '$.clusterIdentifier'),
        json_text(request_parameters, '$.accountId')) AS target,
    CASE
        WHEN json_text(request_parameters, '$.skipFinalSnapshot') = 'true' OR json_text(request_parameters, '$.skipFinalClusterSnapshot') = 'true' THEN 'no final snapshot'
        WHEN json_text(request_parameters, '$.finalDBSnapshotIdentifier') IS NOT NULL THEN 'final snapshot ' || json_text(request_parameters, '$.finalDBSnapshotIdentifier')
        WHEN json_text(request_parameters, '$.forceDeleteWithoutRecovery') = 'true' THEN 'deleted at once'
        WHEN json_text(request_parameters, '$.pendingWindowInDays') IS NOT NULL THEN json_text(request_parameters, '$.pendingWindowInDays') || ' days'
        WHEN json_text(request_parameters, '$.recoveryWindowInDays') IS NOT NULL THEN json_text(request_parameters, '$.recoveryWindowInDays') || ' days'
        WHEN service = 'kms' AND action = 'DisableKey' THEN 'the key can be enabled again'
        WHEN service = 's3' AND action IN ('PutObject', 'CopyObject') THEN 'only with the key of the caller'
    END AS recovery,
    request_parameters,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND (
        service = 'kms' AND action IN ('ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial', 'DeleteCustomKeyStore')
        OR service = 'rds' AND action IN (
                'ModifyDBInstance', 'ModifyDBCluster', 'DeleteDBInstance', 'DeleteDBCluster', 'DeleteDBSnapshot', 'DeleteDBClusterSnapshot',
                'DeleteDBInstanceAutomatedBackup', 'DeleteDBClusterAutomatedBackup', 'DeleteGlobalCluster')
        OR service = 's3' AND action IN (
            'DeleteBucket', 'DeleteObjects', 'PutBucketLifecycle', 'PutBucketLifecycleConfiguration',
            'DeleteBucketReplication', 'PutBucketVersioning', 'PutObject', 'CopyObject')
        OR service = 'ec2' AND action IN ('DeleteSnapshot', 'DeleteVolume', 'DeregisterImage', 'UnlockSnapshot', 'TerminateInstances')
        OR service = 'rbin' AND action IN ('DeleteRule', 'UpdateRule', 'UnlockRule')
        OR service = 'dynamodb' AND action IN ('DeleteTable', 'DeleteBackup', 'UpdateContinuousBackups')
        OR service = 'backup' AND action IN (
            'DeleteRecoveryPoint', 'DeleteBackupVault', 'DeleteBackupPlan', 'DeleteBackupSelection',
            'DeleteBackupVaultLockConfiguration', 'DeleteBackupVaultAccessPolicy', 'PutBackupVaultAccessPolicy',
            'UpdateRecoveryPointLifecycle', 'DisassociateRecoveryPoint')
        OR service = 'secretsmanager' AND action = 'DeleteSecret'
        OR service = 'ssm' AND action IN ('DeleteParameter', 'DeleteParameters')
        OR service = 'route53' AND action = 'DeleteHostedZone'
        OR service = 'ecr' AND action IN ('DeleteRepository', 'BatchDeleteImage')
        OR service = 'elasticfilesystem' AND action = 'DeleteFileSystem'
        OR service = 'fsx' AND action IN ('DeleteFileSystem', 'DeleteVolume', 'DeleteBackup', 'DeleteSnapshot')
        OR service = 'glacier' AND action IN ('DeleteArchive', 'DeleteVault')
        OR service = 'redshift' AND action IN ('DeleteCluster', 'DeleteClusterSnapshot')
        OR service = 'elasticache' AND action IN ('DeleteCacheCluster', 'DeleteReplicationGroup', 'DeleteSnapshot')
        OR service = 'es' AND action IN ('DeleteDomain', 'DeleteElasticsearchDomain')
        OR service = 'kinesis' AND action = 'DeleteStream'
        OR service = 'sqs' AND action IN ('DeleteQueue', 'PurgeQueue')
        OR service = 'cloudformation' AND action = 'DeleteStack'
        OR service = 'eks' AND action = 'DeleteCluster'
        OR service = 'glue' AND action IN ('DeleteDatabase', 'DeleteTable', 'BatchDeleteTable')
        OR service = 'cognito-idp' AND action = 'DeleteUserPool'
        OR service = 'codecommit' AND action = 'DeleteRepository'
        OR service IN ('organizations', 'account') AND action = 'CloseAccount'
    )
    AND CASE action
        WHEN 'TerminateInstances' THEN actor_class <> 'aws_service'
        WHEN 'PutBucketVersioning' THEN coalesce(contains(request_parameters::VARCHAR, '"Suspended"'), false)
        WHEN 'PutObject' THEN coalesce(contains(request_parameters::VARCHAR, '"x-amz-server-side-encryption-customer-algorithm"'), false)
        WHEN 'CopyObject' THEN coalesce(contains(request_parameters::VARCHAR, '"x-amz-server-side-encryption-customer-algorithm"'), false)
        WHEN 'UpdateContinuousBackups' THEN coalesce(json_text(request_parameters, '$.pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled') = 'false', false)
        WHEN 'ModifyDBInstance' THEN coalesce(json_text(request_parameters, '$.deletionProtection') = 'false' OR json_text(request_parameters, '$.backupRetentionPeriod') = '0', false)
        WHEN 'ModifyDBCluster' THEN coalesce(json_text(request_parameters, '$.deletionProtection') = 'false' OR json_text(request_parameters, '$.backupRetentionPeriod') = '0', false)
        ELSE true
    END
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, service, recovery, request_parameters, via_service, region, account_id, outcome, error
