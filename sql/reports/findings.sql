-- title: Findings, the worst first
-- theme: security
-- core: level, finding, actor, outcome, calls, last_at
-- not shown: levels below min_level, and calls that no trail logged
-- question: What should be looked at first: which calls of attackers were made, by whom, how often and with what success?
-- note: One row per detection, caller, account, outcome and day. A finding says that a call was made, not that it was wrong: administrators make the same calls. The table detections has the rules, why each matters and the command that shows more. A call that was denied or failed is one level lower. Calls of AWS services are left out where they are daily work. Findings are found call by call: bursts of reading are in discovery, and anything that no trail logged is in no report.
-- parameter min_level VARCHAR = 'medium': The lowest level to show: critical, high, medium, low or informational.
-- column level: critical, high, medium, low or informational.
-- column finding: What happened.
-- column actor: Caller: root, a user, role/session or a service.
-- column outcome: success, denied or failed.
-- column calls: Number of calls.
-- column first_at: Time of the first call of the day, in UTC.
-- column last_at: Time of the last call of the day, in UTC.
-- column actions: Actions, as service:action, the most frequent first.
-- column targets: Targets, the most frequent first.
-- column source_ip_addresses: Source IP addresses, the most frequent first.
-- column regions: Regions of the calls, the most frequent first.
-- column account_id: Account that the log belongs to.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column tactic: Tactic of MITRE ATT&CK.
-- column technique: Technique of MITRE ATT&CK.
-- column detection: Name of the detection, as in the table detections.
-- column event_id: Event ID of the first call.
SELECT
    level_name(severity) AS level,
    title AS finding,
    actor,
    outcome,
    count(*) AS calls,
    min(event_time) AS first_at,
    max(event_time) AS last_at,
    most_frequent(histogram(service || ':' || action), 10) AS actions,
    most_frequent(histogram(target), 10) AS targets,
    most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
    most_frequent(histogram(region), 10) AS regions,
    account_id,
    actor_class,
    actor_arn,
    tactic,
    technique,
    detection,
    arg_min(event_id, (event_time, event_id)) AS event_id
FROM (
    SELECT *, max(severity) OVER (PARTITION BY theme, event_id, event_time, action, account_id) AS highest
    FROM (
        SELECT
            detections.detection,
            detections.theme,
            detections.title,
            detections.tactic,
            detections.technique,
            CASE WHEN outcome = 'success' THEN level_number(detections.level) ELSE greatest(level_number(detections.level) - 1, 1) END AS severity,
            event_id,
            event_time,
            service,
            action,
            actor,
            actor_class,
            actor_arn,
            target,
            source_ip_address,
            region,
            recipient_account_id AS account_id,
            outcome
        FROM activity
        JOIN (
            SELECT *, unnest(calls) AS call
            FROM detections()
            WHERE level_number(level) >= level_number(coalesce(getvariable('min_level'), 'medium'))
        ) AS detections
            ON split_part(call, ':', 1) = service AND split_part(call, ':', 2) = action
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND is_detected(service, action, coalesce(getvariable('min_level'), 'medium'))
            AND severity >= level_number(coalesce(getvariable('min_level'), 'medium'))
            AND coalesce(CASE detections.detection
                -- The conditions of sql/detections.sql; a test writes them here.
                WHEN 'accelerated_launch' THEN actor_class <> 'aws_service' AND coalesce(text_matches(request_parameters::VARCHAR, '"instanceType" *: *"((p|g|gr|inf|trn|dl|vt)[0-9]|[a-z0-9-]*[.](metal|(1[6-9]|[2-9][0-9]|[0-9]{3})xlarge))'), false)
                WHEN 'access_key_activated' THEN coalesce(json_text(request_parameters, '$.status') <> 'Inactive', true)
                WHEN 'access_key_for_another' THEN json_text(request_parameters, '$.userName') IS DISTINCT FROM identity_user_name AND json_text(request_parameters, '$.userName') IS NOT NULL
                WHEN 'administrator_granted' THEN coalesce(text_matches(request_parameters::VARCHAR, '(AdministratorAccess|IAMFullAccess|PowerUserAccess)"'), false) OR coalesce(text_matches(list_any_value(json_text(request_parameters, ['$.policyDocument', '$.inlinePolicy'])), '"Action" *: *(\[ *)?"(\*|\*:\*|iam:\*)"'), false)
                WHEN 'alarm_disabled' THEN actor_class <> 'aws_service'
                WHEN 'authorization_details_read' THEN actor_class <> 'aws_service'
                WHEN 'backup_destroyed' THEN actor_class <> 'aws_service'
                WHEN 'bucket_emptied' THEN actor_class <> 'aws_service'
                WHEN 'caller_probed' THEN (starts_with(identity_access_key_id, 'AKIA') OR text_matches(identity_principal_id, ':i-[0-9a-f]{8,17}$')) AND NOT via_service
                WHEN 'command_sent' THEN actor_class <> 'aws_service'
                WHEN 'console_by_token' THEN coalesce(NOT contains(user_agent, 'Jersey'), true)
                WHEN 'container_run' THEN actor_class <> 'aws_service'
                WHEN 'database_deleted' THEN actor_class <> 'aws_service'
                WHEN 'database_login_made' THEN service <> 'glue' OR coalesce(json_text(request_parameters, '$.hidePassword') <> 'true', true)
                WHEN 'database_password_reset' THEN json_text(request_parameters, '$.masterUserPassword') IS NOT NULL
                WHEN 'database_public' THEN coalesce(json_text(request_parameters, '$.publiclyAccessible') = 'true', false) OR coalesce(json_text(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess') = 'true', false)
                WHEN 'firewall_changed' THEN actor_class <> 'aws_service'
                WHEN 'firewall_removed' THEN actor_class <> 'aws_service'
                WHEN 'function_changed' THEN actor_class <> 'aws_service'
                WHEN 'guardduty_detector_off' THEN coalesce(text_matches(request_parameters::VARCHAR, 'false|DISABLED'), true)
                WHEN 'hybrid_machine_registered' THEN action = 'CreateActivation' OR text_matches(identity_principal_id, ':i-[0-9a-f]{8,17}$')
                WHEN 'instances_launched' THEN actor_class <> 'aws_service' AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com'
                WHEN 'log_group_deleted' THEN actor_class <> 'aws_service'
                WHEN 'login_without_mfa' THEN identity_type IN ('IAMUser', 'Root') AND json_text(additional_event_data, '$.MFAUsed') = 'No'
                WHEN 'machine_password_read' THEN action <> 'DescribeInstanceAttribute' OR coalesce(json_text(request_parameters, '$.attribute') = 'userData', outcome <> 'success')
                WHEN 'mail_probed' THEN actor_class <> 'aws_service'
                WHEN 'mail_sent' THEN actor_class <> 'aws_service'
                WHEN 'metadata_v1_allowed' THEN coalesce(contains(request_parameters::VARCHAR, '"optional"'), false)
                WHEN 'model_denied' THEN outcome <> 'success'
                WHEN 'objects_encrypted_by_caller' THEN coalesce(contains(request_parameters::VARCHAR, '"x-amz-server-side-encryption-customer-algorithm"'), false)
                WHEN 'open_to_internet' THEN coalesce(text_matches(request_parameters::VARCHAR, '"[0-9a-fA-F.:]+/0"'), false)
                WHEN 'policy_for_everyone' THEN coalesce(text_matches(request_parameters::VARCHAR, '(Principal|AWS)\\?" *: *\[? *\\?"\*|groups/global/(AllUsers|AuthenticatedUsers)|"(public-read|public-read-write|authenticated-read|PUBLIC_READ)"|"principal" *: *"\*"|"authType" *: *"NONE"|"accountIdsToAdd" *: *\[ *"all"'), false)
                WHEN 'protection_off' THEN CASE action
                    WHEN 'PutBucketVersioning' THEN coalesce(contains(request_parameters::VARCHAR, '"Suspended"'), false)
                    WHEN 'UpdateContinuousBackups' THEN coalesce(json_text(request_parameters, '$.pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled') = 'false', false)
                    WHEN 'DeleteBucketReplication' THEN true
                    ELSE coalesce(json_text(request_parameters, '$.deletionProtection') = 'false' OR json_text(request_parameters, '$.backupRetentionPeriod') = '0', false) END
                WHEN 'public_access_unblocked' THEN starts_with(action, 'Delete') OR starts_with(action, 'Disable') OR coalesce(contains(lower(request_parameters::VARCHAR), 'false'), false)
                WHEN 'quota_raised' THEN service <> 'support' OR coalesce(contains(lower(request_parameters::VARCHAR), 'limit'), false)
                WHEN 'resources_deleted' THEN actor_class <> 'aws_service'
                WHEN 'rights_granted' THEN actor_class <> 'aws_service'
                WHEN 'role_created' THEN actor_class <> 'aws_service'
                WHEN 'role_for_foreign_account' THEN len(list_filter(regexp_extract_all(coalesce(json_text(request_parameters, '$.assumeRolePolicyDocument'), json_text(request_parameters, '$.policyDocument')), 'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):', 1), lambda account: account IS DISTINCT FROM recipient_account_id)) > 0
                WHEN 'root_key_created' THEN actor_class = 'root'
                WHEN 'root_signed_in' THEN actor_class = 'root'
                WHEN 'route_changed' THEN actor_class <> 'aws_service'
                WHEN 's3_logs_off' THEN CASE action
                    WHEN 'PutBucketLogging' THEN NOT coalesce(contains(request_parameters::VARCHAR, '"LoggingEnabled"'), false)
                    WHEN 'ModifyLoadBalancerAttributes' THEN coalesce(text_matches(request_parameters::VARCHAR, 'access_logs.s3.enabled"[^}]*"value" *: *"?false'), false)
                    WHEN 'UpdateClusterConfig' THEN coalesce(text_matches(json_text(request_parameters, '$.logging'), '"enabled" *: *false'), false)
                    ELSE true END
                WHEN 'secret_deleted' THEN actor_class <> 'aws_service'
                WHEN 'secrets_read' THEN actor_class <> 'aws_service' AND (service <> 'ssm' OR coalesce(json_text(request_parameters, '$.withDecryption') = 'true', outcome <> 'success'))
                WHEN 'shared_with_account' THEN len(list_filter(regexp_extract_all(request_parameters::VARCHAR, '(?:["'']|::)([0-9]{12})["'':]', 1), lambda account: account IS DISTINCT FROM recipient_account_id)) > 0
                WHEN 'shell_open_to_internet' THEN coalesce(text_matches(request_parameters::VARCHAR, '"[0-9a-fA-F.:]+/0"'), false) AND coalesce(text_matches(request_parameters::VARCHAR, '"(fromPort|FromPort)" *: *"?(22|3389|5985|5986|0|-1)[^0-9]|"(ipProtocol|IpProtocol)" *: *"-1"'), false)
                WHEN 'snapshot_made' THEN actor_class <> 'aws_service'
                WHEN 'snapshot_shared' THEN coalesce(text_matches(request_parameters::VARCHAR, '"(add|valuesToAdd|accountWithRestoreAccess)"|"attributeName"'), true)
                WHEN 'startup_data_changed' THEN json_text(request_parameters, '$.userData') IS NOT NULL OR request_parameters IS NULL
                WHEN 'trail_blinded' THEN coalesce(text_matches(request_parameters::VARCHAR, '"includeManagementEvents" *: *"?false|"readWriteType" *: *"(ReadOnly|WriteOnly)"|"excludeManagementEventSources" *: *\[ *"'), false)
                WHEN 'trail_bucket_expires' THEN coalesce(contains(request_parameters::VARCHAR, 'Expiration'), true)
                WHEN 'trust_changed' THEN actor_class <> 'aws_service'
                WHEN 'volume_attached' THEN actor_class <> 'aws_service'
                -- The end of the conditions.
                ELSE true
            END, false)
    ) AS found
) AS ranked
WHERE severity = highest
GROUP BY severity, title, tactic, technique, detection, actor, actor_class, actor_arn, account_id, outcome, date_trunc('day', event_time)
ORDER BY severity DESC, last_at DESC, detection, actor, actor_class, actor_arn, account_id, outcome
