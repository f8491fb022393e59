-- The events for which a detection of sql/detections.sql holds, as a table for the reports made of them.

-- Returns true if a theme is wanted: one of some themes, or any if that is NULL.
CREATE OR REPLACE MACRO wants(wanted, theme) AS (wanted IS NULL OR list_contains(wanted, theme));

-- Returns the detections of some themes, or of all if that is NULL, that can have a level from min_level up:
-- one row for each of their calls.
CREATE OR REPLACE MACRO wanted_calls(wanted, min_level) AS TABLE
    SELECT
        detections.detection, theme, title, tactic, technique, call,
        -- The severity of a call that succeeded, and of any other. They are a list because DuckDB 2.0 makes dictionaries
        -- of the columns of a small table that it joins with millions of rows, unless one is nested, and then fails on
        -- a CTE that is read twice ("changed identity").
        [level_number(level), level_number(failed_level)] AS severities,
        level_number(min_level) AS lowest,
        condition_number,
        thresholds.measure, thresholds.at_least, thresholds.minutes
    FROM (SELECT *, unnest(calls) AS call FROM numbered_detections()) AS detections
    LEFT JOIN (SELECT unnest(detection_thresholds(), recursive := true)) AS thresholds ON detections.detection = thresholds.detection
    WHERE wants(wanted, theme)
        AND list_max(severities) >= lowest;

-- Returns the same calls as a list. It depends on nothing but parameters, so DuckDB compares it with the names
-- in the table actions, and reads only the events of those.
CREATE OR REPLACE MACRO wanted_names(wanted, min_level) AS
    flatten(list_transform(
        list_filter(
            detection_rows(),
            lambda row: wants(wanted, row[2]) AND list_max(list_transform(string_split(row[4], '/'), lambda level: level_number(level))) >= level_number(min_level)),
        lambda row: detection_calls(row[7])));

-- Returns the number of a condition of detections of some themes, or NULL if none of these is wanted. DuckDB leaves
-- such a condition out of the plan: it compiles the regular expressions of all others for each thread.
CREATE OR REPLACE MACRO wanted_condition(wanted, themes, condition_number) AS
    CASE WHEN wanted IS NULL OR list_has_any(wanted, themes) THEN condition_number END;

-- Returns false for a call of which there are very many, and whose parameters meet no condition for it. The rows
-- of sql/detections.sql for PutObject look for these words.
CREATE OR REPLACE MACRO may_be_detected(service, action, parameters) AS
    action <> 'PutObject' OR service <> 's3'
        OR coalesce(text_matches(parameters::VARCHAR, 'customer-algorithm|:kms:|(?i:ransom|crypt|recover|restore|bitcoin|your.?data)'), false);

-- Returns true if a detection for any call may be about a caller: root, and the identity of a machine itself.
CREATE OR REPLACE MACRO is_special_caller(actor_class, arn) AS
    coalesce(actor_class = 'root' OR contains(arn, ':assumed-role/aws:'), false);

-- Returns true for an event that a detection for any call may be about: that of a few callers, programs and keys, or a
-- denied one. The detections of each of these are of one theme.
CREATE OR REPLACE MACRO is_special_event(wanted, actor_class, arn, outcome, program_class, is_at_once) AS
    wants(wanted, 'sign_in') AND is_special_caller(actor_class, arn)
    OR wants(wanted, 'discovery') AND outcome = 'denied'
    OR wants(wanted, 'programs') AND coalesce(program_class <> 'infrastructure', false)
    OR wants(wanted, 'credential_access') AND is_at_once IS NOT NULL;

-- Returns true for a source address, and not the name of a service, and for one within a network.
CREATE OR REPLACE MACRO is_address(address) AS text_matches(address, '^([0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)$');
CREATE OR REPLACE MACRO is_private_address(address) AS text_matches(address, '^(10|127|169\.254|192\.168|172\.(1[6-9]|2[0-9]|3[01]))\.|^f[cd]|^fe80');

-- Returns true if a caller is the role of an instance: its sessions are named after the instance.
CREATE OR REPLACE MACRO is_instance(identity_type, principal) AS
    coalesce(identity_type = 'AssumedRole' AND text_matches(principal, ':i-[0-9A-Fa-f]{8,17}$'), false);

-- Returns the keys of instances with the addresses from which somebody else may have used them:
--
--   is_at_once    the instance went on from its own address, or called the same service through its network
--
-- The first public address of a key is that of the instance. Addresses of IPv4 and IPv6 are compared among
-- themselves, because an instance can have one of each. An instance whose network has an endpoint for one service
-- calls others from a public address. Many instances behind one address have a NAT gateway, which can have several.
CREATE OR REPLACE MACRO instance_keys_elsewhere(wanted) AS TABLE
    SELECT
        access_key AS elsewhere_key,
        address AS elsewhere_address,
        is_inside_too OR coalesce(busy_until > first_at, false) AS is_at_once
    FROM (
        SELECT
            *,
            max(last_at) OVER (PARTITION BY access_key, contains(address, ':') ORDER BY first_at, address ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
            bool_or(NOT is_of_instance) OVER (PARTITION BY address) AS is_of_users,
            len(list_distinct(list(instance) FILTER (WHERE is_of_instance) OVER (PARTITION BY address))) AS instances
        FROM (
            SELECT
                access_key,
                address,
                is_of_instance,
                min(instance) AS instance,
                bool_or(is_inside_too) AS is_inside_too,
                min(first_at) AS first_at,
                max(last_at) AS last_at
            FROM (
                SELECT *, bool_or(is_inside) OVER (PARTITION BY access_key, service, region) AS is_inside_too
                FROM (
                    SELECT
                        identity_access_key_id AS access_key,
                        source_ip_address AS address,
                        service,
                        region,
                        is_instance(identity_type, identity_principal_id) AS is_of_instance,
                        vpc_endpoint_id IS NOT NULL OR is_private_address(source_ip_address) AS is_inside,
                        min(identity_principal_id) AS instance,
                        min(event_time) AS first_at,
                        max(event_time) AS last_at
                    FROM activity
                    WHERE wants(wanted, 'credential_access')
                        AND event_category IS DISTINCT FROM 'NetworkActivity'
                        AND (is_instance(identity_type, identity_principal_id)
                            OR identity_type IN ('IAMUser', 'Root') AND starts_with(identity_access_key_id, 'AKIA') AND identity_invoked_by IS NULL)
                        AND is_address(source_ip_address)
                    GROUP BY access_key, address, service, region, is_of_instance, is_inside
                ) AS used
            ) AS uses
            WHERE NOT is_inside
            GROUP BY access_key, address, is_of_instance
        ) AS addresses
    ) AS ranked
    WHERE is_of_instance
        AND instances < 3
        AND (is_inside_too OR busy_until IS NOT NULL OR is_of_users);

-- Returns the events for which the detections of some themes hold, with all columns of activity and:
--
--   detection, theme, title, tactic, technique  of sql/detections.sql
--   caller                                      the role or user, or the person in a session of Identity Center
--   severity                                    from 1 for informational to 5 for critical
CREATE OR REPLACE MACRO detected_events(wanted, min_level) AS TABLE
    WITH wanted_calls AS MATERIALIZED (FROM wanted_calls(wanted, min_level)),
    -- The programs that detections are about, with their class, which takes long to find for each event.
    known_programs AS MATERIALIZED (
        SELECT user_agent AS program, program_class_of(user_agent) AS program_class
        FROM (SELECT DISTINCT user_agent FROM activity) AS agents
        WHERE is_known_program(user_agent)
    ),
    elsewhere AS MATERIALIZED (FROM instance_keys_elsewhere(wanted)),
    -- Where no special event is wanted, only events of the wanted names are read.
    candidates AS (
        SELECT *, is_special_event(wanted, actor_class, identity_arn, outcome, program_class, is_at_once) AS is_special
        FROM activity
        LEFT JOIN known_programs ON user_agent = program
        LEFT JOIN elsewhere ON identity_access_key_id = elsewhere_key AND source_ip_address = elsewhere_address
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            AND (is_special_event(wanted, actor_class, identity_arn, outcome, program_class, is_at_once)
                OR list_contains(wanted_names(wanted, min_level), service || ':' || action) AND may_be_detected(service, action, request_parameters))
    ),
    -- One join, because DuckDB 2.0 fails on the union of two scans of the same dictionaries.
    found AS (
        SELECT wanted_calls.* EXCLUDE (call), keyed.* EXCLUDE (is_special, key)
        FROM (SELECT *, unnest(CASE WHEN is_special THEN [service || ':' || action, '*'] ELSE [service || ':' || action] END) AS key FROM candidates) AS keyed
        JOIN wanted_calls ON call = key
        WHERE coalesce(CASE condition_number
                WHEN 0 THEN true
                -- The conditions of sql/detections.sql; a test writes them here.
                -- alarm_disabled, authorization_details_read, backdoor_reaction and 44 more
                WHEN wanted_condition(wanted, ['credential_access', 'data_copied', 'data_destruction', 'discovery', 'evasion', 'execution', 'mail_and_quotas', 'network_changes', 'new_credentials', 'public_sharing'], 1) THEN actor_class <> 'aws_service'
                -- bucket_encryption_removed, buckets_deleted, caller_probed and 23 more
                WHEN wanted_condition(wanted, ['credential_access', 'data_copied', 'data_destruction', 'discovery', 'evasion', 'execution', 'new_credentials', 'public_sharing'], 2) THEN actor_class <> 'aws_service' AND NOT via_service
                -- bucket_deleted_by_hand, config_changed_by_hand, database_copied_by_hand and 7 more
                WHEN wanted_condition(wanted, ['data_copied', 'data_destruction', 'evasion', 'network_changes', 'new_credentials'], 3) THEN is_by_hand(actor_class, via_service, program_class)
                -- login_failed, model_denied, passwords_guessed
                WHEN wanted_condition(wanted, ['execution', 'sign_in'], 4) THEN outcome <> 'success'
                -- root_key_created, root_signed_in
                WHEN wanted_condition(wanted, ['new_credentials', 'sign_in'], 5) THEN actor_class = 'root'
                -- quarantine_lifted, quarantined
                WHEN wanted_condition(wanted, ['new_credentials'], 6) THEN coalesce(text_matches(request_parameters::VARCHAR, 'AWSCompromisedKeyQuarantine|AWSExposedCredentialPolicy_DO_NOT_REMOVE'), false)
                -- denied_in_a_burst, denied_often
                WHEN wanted_condition(wanted, ['discovery'], 7) THEN outcome = 'denied' AND actor_class <> 'aws_service' AND NOT via_service
                -- s3_logs_off
                WHEN wanted_condition(wanted, ['evasion'], 8) THEN CASE action
                    WHEN 'PutBucketLogging' THEN NOT coalesce(contains(request_parameters::VARCHAR, '"LoggingEnabled"'), false)
                    WHEN 'ModifyLoadBalancerAttributes' THEN coalesce(text_matches(request_parameters::VARCHAR, 'access_logs.s3.enabled"[^}]*"value" *: *"?false'), false)
                    WHEN 'UpdateClusterConfig' THEN coalesce(text_matches(json_text(request_parameters, '$.logging'), '"enabled" *: *false'), false)
                    ELSE true END
                -- protection_off
                WHEN wanted_condition(wanted, ['data_destruction'], 9) THEN CASE action
                    WHEN 'PutBucketVersioning' THEN coalesce(contains(request_parameters::VARCHAR, '"Suspended"'), false)
                    WHEN 'UpdateContinuousBackups' THEN coalesce(json_text(request_parameters, '$.pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled') = 'false', false)
                    WHEN 'DeleteBucketReplication' THEN true
                    WHEN 'ModifyInstanceAttribute' THEN coalesce(json_text(request_parameters, '$.disableApiTermination.value') = 'false' OR json_text(request_parameters, '$.disableApiStop.value') = 'false', false)
                    WHEN 'UpdateTable' THEN coalesce(json_text(request_parameters, '$.deletionProtectionEnabled') = 'false', false)
                    WHEN 'UpdateTerminationProtection' THEN coalesce(json_text(request_parameters, '$.enableTerminationProtection') = 'false', false)
                    WHEN 'ModifyLoadBalancerAttributes' THEN coalesce(text_matches(request_parameters::VARCHAR, 'deletion_protection.enabled"[^}]*"value" *: *"?false'), false)
                    ELSE coalesce(json_text(request_parameters, '$.deletionProtection') = 'false' OR json_text(request_parameters, '$.backupRetentionPeriod') = '0', false) END
                -- hybrid_machine_registered
                WHEN wanted_condition(wanted, ['execution'], 10) THEN action = 'CreateActivation' OR is_instance(identity_type, identity_principal_id)
                -- startup_data_read
                WHEN wanted_condition(wanted, ['credential_access'], 11) THEN actor_class <> 'aws_service' AND (action <> 'DescribeInstanceAttribute' OR coalesce(json_text(request_parameters, '$.attribute') = 'userData', outcome <> 'success'))
                -- function_changed
                WHEN wanted_condition(wanted, ['execution'], 12) THEN actor_class <> 'aws_service' AND (action <> 'UpdateFunctionConfiguration' OR request_parameters IS NULL OR coalesce(json_text(request_parameters, '$.layers') <> '[]', false) OR coalesce(json_text(response_elements, '$.layers') <> '[]', false) OR coalesce(json_text(request_parameters, '$.environment') <> '{}', false) OR len(list_filter(json_text(request_parameters, ['$.handler', '$.role', '$.imageConfig']), lambda it: it IS NOT NULL)) > 0)
                -- federation_token_for_all
                WHEN wanted_condition(wanted, ['new_credentials'], 13) THEN actor_class <> 'aws_service' AND (coalesce(text_matches(json_text(request_parameters, '$.policy'), '"Action"\s*:\s*(\[\s*)?"(\*|\*:\*|iam:\*)"'), false) OR coalesce(contains(request_parameters::VARCHAR, 'AdministratorAccess'), false))
                -- secrets_read
                WHEN wanted_condition(wanted, ['credential_access'], 14) THEN actor_class <> 'aws_service' AND (service <> 'ssm' OR coalesce(json_text(request_parameters, '$.withDecryption') = 'true', outcome <> 'success'))
                -- shared_with_account
                WHEN wanted_condition(wanted, ['public_sharing'], 15) THEN actor_class <> 'aws_service' AND CASE WHEN policy_of(request_parameters) IS NOT NULL THEN len(foreign_accounts_in_policy(request_parameters, recipient_account_id)) > 0 ELSE len(foreign_accounts(CASE WHEN action = 'CreateGrant' THEN json_text(request_parameters, '$.granteePrincipal') ELSE request_parameters::VARCHAR END, recipient_account_id)) > 0 END
                -- startup_data_read_in_bulk
                WHEN wanted_condition(wanted, ['credential_access'], 16) THEN actor_class <> 'aws_service' AND NOT via_service AND (action <> 'DescribeInstanceAttribute' OR coalesce(json_text(request_parameters, '$.attribute') = 'userData', outcome <> 'success'))
                -- single_parameters_read_in_bulk
                WHEN wanted_condition(wanted, ['credential_access'], 17) THEN actor_class <> 'aws_service' AND NOT via_service AND coalesce(json_text(request_parameters, '$.withDecryption') = 'true', false)
                -- parameters_read_in_bulk
                WHEN wanted_condition(wanted, ['credential_access'], 18) THEN actor_class <> 'aws_service' AND NOT via_service AND coalesce(json_text(request_parameters, '$.withDecryption') = 'true', false) AND (action <> 'GetParameters' OR coalesce(json_array_length(request_parameters, '$.names') >= 8, false))
                -- script_sent
                WHEN wanted_condition(wanted, ['execution'], 19) THEN actor_class <> 'aws_service' AND NOT via_service AND coalesce(text_matches(request_parameters::VARCHAR, '"(documentName|name)" *: *"(arn:[^"]*/)?AWS-(Run(Shell|PowerShell|Remote)Script|RunDocument|RunAnsiblePlaybook|ApplyAnsiblePlaybooks|RunSaltState|InstallPowerShellModule|InstallApplication)"'), false)
                -- log_sent_to_account
                WHEN wanted_condition(wanted, ['data_copied'], 20) THEN actor_class <> 'aws_service' AND NOT via_service AND len(list_filter(regexp_extract_all(request_parameters::VARCHAR, '"arn:aws[a-z-]*:(?:logs|sqs|sns|lambda|kinesis|firehose|events|states):[^:"]*:([0-9]{12}):', 1), lambda account: account IS DISTINCT FROM recipient_account_id)) > 0
                -- accelerated_launch
                WHEN wanted_condition(wanted, ['execution'], 21) THEN actor_class <> 'aws_service' AND NOT via_service AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com' AND coalesce(text_matches(request_parameters::VARCHAR, '"instanceType" *: *"((p|g|gr|inf|trn|dl|vt)[0-9]|[a-z0-9-]*[.](metal|(1[6-9]|[2-9][0-9]|[0-9]{3})xlarge))'), false)
                -- role_passed_to_machine
                WHEN wanted_condition(wanted, ['new_credentials'], 22) THEN actor_class <> 'aws_service' AND coalesce(text_matches(lower(request_parameters::VARCHAR), '"iaminstanceprofile"[^}]*(admin|poweruser|fullaccess)'), false)
                -- logs_cut_off
                WHEN wanted_condition(wanted, ['evasion'], 23) THEN actor_class <> 'aws_service' AND coalesce(text_matches(lower(request_parameters::VARCHAR), 'cloudtrail|flow-?logs?|guardduty|/aws/eks/|route53|waf'), false) AND (action <> 'PutRetentionPolicy' OR coalesce(try_cast(json_text(request_parameters, '$.retentionInDays') AS INTEGER) <= 7, false))
                -- sharing_ended
                WHEN wanted_condition(wanted, ['data_destruction'], 24) THEN actor_class <> 'aws_service' AND coalesce(text_matches(request_parameters::VARCHAR, '"(remove|valuesToRemove)" *: *[{\[] *[^ }\]]'), false)
                -- large_task_of_public_image
                WHEN wanted_condition(wanted, ['execution'], 25) THEN actor_class <> 'aws_service' AND coalesce(text_matches(request_parameters::VARCHAR, '"cpu" *: *"?(8192|16384|8 ?vCPU|16 ?vCPU)"?[^0-9]'), false) AND coalesce(text_matches(request_parameters::VARCHAR, '"image" *: *"((index[.])?docker[.]io|ghcr[.]io|quay[.]io|public[.]ecr[.]aws)/|"image" *: *"[A-Za-z0-9_-]+[/:"]'), false)
                -- instances_launched
                WHEN wanted_condition(wanted, ['execution'], 26) THEN actor_class <> 'aws_service' AND source_ip_address IS DISTINCT FROM 'autoscaling.amazonaws.com'
                -- root_used
                WHEN wanted_condition(wanted, ['sign_in'], 27) THEN actor_class = 'root' AND event_type IS DISTINCT FROM 'AwsServiceEvent' AND NOT is_read AND action <> 'ConsoleLogin'
                -- root_looked_around
                WHEN wanted_condition(wanted, ['sign_in'], 28) THEN actor_class = 'root' AND event_type IS DISTINCT FROM 'AwsServiceEvent' AND is_read
                -- console_by_token
                WHEN wanted_condition(wanted, ['credential_access'], 29) THEN coalesce(NOT contains(user_agent, 'Jersey'), true)
                -- metadata_v1_allowed
                WHEN wanted_condition(wanted, ['evasion'], 30) THEN coalesce(contains(request_parameters::VARCHAR, '"optional"'), false)
                -- objects_encrypted_by_caller
                WHEN wanted_condition(wanted, ['data_destruction'], 31) THEN coalesce(contains(request_parameters::VARCHAR, '"x-amz-server-side-encryption-customer-algorithm"'), false) OR contains(request_parameters::VARCHAR, ':kms:') AND has_foreign_key(request_parameters, recipient_account_id)
                -- trail_bucket_expires
                WHEN wanted_condition(wanted, ['evasion'], 32) THEN coalesce(contains(request_parameters::VARCHAR, 'Expiration'), true) OR action = 'DeleteBucketLifecycle'
                -- bedrock_key_created
                WHEN wanted_condition(wanted, ['new_credentials'], 33) THEN coalesce(contains(request_parameters::VARCHAR, 'bedrock'), false)
                -- bedrock_key_misused
                WHEN wanted_condition(wanted, ['evasion'], 34) THEN coalesce(json_text(additional_event_data, '$.callWithBearerToken') = 'true', false)
                -- parameters_hidden
                WHEN wanted_condition(wanted, ['evasion'], 35) THEN coalesce(json_text(request_parameters, '$.omitted') = 'true', false)
                -- database_public
                WHEN wanted_condition(wanted, ['public_sharing'], 36) THEN coalesce(json_text(request_parameters, '$.publiclyAccessible') = 'true', false) OR coalesce(json_text(response_elements, '$.publiclyAccessible') = 'true' AND action NOT LIKE 'Modify%', false) OR coalesce(json_text(request_parameters, '$.resourcesVpcConfig.endpointPublicAccess') = 'true', false)
                -- access_key_activated
                WHEN wanted_condition(wanted, ['new_credentials'], 37) THEN coalesce(json_text(request_parameters, '$.status') <> 'Inactive', true)
                -- key_pair_of_intruders
                WHEN wanted_condition(wanted, ['new_credentials'], 38) THEN coalesce(text_matches(lower(json_text(request_parameters, '$.keyName')), '^(xg[0-9]*|temp[_-]?key[_-]?(pair)?[0-9]*|tmp[_-]?key.*|a{2,}|x{2,}|asdf.*|qwe.*|test[0-9]{2,}|k[0-9]{1,3}|key[0-9]{1,3}|[a-z])$'), false)
                -- snapshot_shared
                WHEN wanted_condition(wanted, ['public_sharing'], 39) THEN coalesce(text_matches(request_parameters::VARCHAR, '"(add|valuesToAdd|accountWithRestoreAccess)"') OR contains(request_parameters::VARCHAR, '"attributeName"') AND NOT contains(request_parameters::VARCHAR, '"valuesToRemove"'), true)
                -- objects_expire_at_once
                WHEN wanted_condition(wanted, ['evasion'], 40) THEN coalesce(text_matches(request_parameters::VARCHAR, '"Expiration" *: *[{][^}]*"(Days|ExpiredObjectDeleteMarker)" *: *"?([1-7]"?[^0-9]|true)'), false) OR coalesce(text_matches(request_parameters::VARCHAR, '"Expiration" *: *[{][^}]*"Date"'), false)
                -- open_to_internet
                WHEN wanted_condition(wanted, ['network_changes'], 41) THEN coalesce(text_matches(request_parameters::VARCHAR, '"[0-9a-fA-F.:]+/0"'), false)
                -- shell_open_to_internet
                WHEN wanted_condition(wanted, ['network_changes'], 42) THEN coalesce(text_matches(request_parameters::VARCHAR, '"[0-9a-fA-F.:]+/0"'), false) AND coalesce(text_matches(request_parameters::VARCHAR, '"(fromPort|FromPort)" *: *"?(22|3389|5985|5986|0|-1)[^0-9]|"(ipProtocol|IpProtocol)" *: *"-1"'), false)
                -- trail_blinded
                WHEN wanted_condition(wanted, ['evasion'], 43) THEN coalesce(text_matches(request_parameters::VARCHAR, '"includeManagementEvents" *: *"?false|"readWriteType" *: *"(ReadOnly|WriteOnly)"|"excludeManagementEventSources" *: *\[ *"'), false)
                -- ransom_note
                WHEN wanted_condition(wanted, ['data_destruction'], 44) THEN coalesce(text_matches(request_parameters::VARCHAR, '(?i)ransom|crypt|recover|restore|bitcoin|your.?data') AND text_matches(lower(json_text(request_parameters, '$.key')), '(how.?to.?(recover|decrypt|restore|get)|ransom|readme.*(decrypt|recover)|(decrypt|recover|restore).?(your|my)?.?(files?|data|instructions?)|files?.?(are|were)?.?encrypted|warning.*(bitcoin|btc)|your.?data.?(is|was|has))[^/]*$'), false)
                -- administrator_granted
                WHEN wanted_condition(wanted, ['new_credentials'], 45) THEN coalesce(text_matches(request_parameters::VARCHAR, '(AdministratorAccess|IAMFullAccess|PowerUserAccess)"'), false) OR coalesce(text_matches(list_any_value(json_text(request_parameters, ['$.policyDocument', '$.inlinePolicy'])), '"Action" *: *(\[ *)?"(\*|\*:\*|iam:\*)"'), false)
                -- credentials_endpoint_read
                WHEN wanted_condition(wanted, ['execution'], 46) THEN coalesce(text_matches(request_parameters::VARCHAR, 'AWS_CONTAINER_CREDENTIALS|169\.254\.170\.2'), false)
                -- guardduty_detector_off
                WHEN wanted_condition(wanted, ['evasion'], 47) THEN coalesce(text_matches(request_parameters::VARCHAR, 'false|DISABLED'), true)
                -- refresh_token_used
                WHEN wanted_condition(wanted, ['credential_access'], 48) THEN coalesce(user_agent NOT LIKE 'Mozilla%', true)
                -- foreign_key_used
                WHEN wanted_condition(wanted, ['data_destruction'], 49) THEN has_foreign_key(request_parameters, recipient_account_id)
                -- role_chained
                WHEN wanted_condition(wanted, ['new_credentials'], 50) THEN identity_type = 'AssumedRole' AND NOT via_service
                -- key_looked_around
                WHEN wanted_condition(wanted, ['discovery'], 51) THEN identity_type IN ('IAMUser', 'AssumedRole', 'FederatedUser') AND NOT via_service AND actor_class <> 'aws_service' AND session_credential_from_console IS DISTINCT FROM true AND NOT starts_with(coalesce(ltrim(user_agent, '['), ''), 'Mozilla')
                -- login_without_mfa
                WHEN wanted_condition(wanted, ['sign_in'], 52) THEN identity_type IN ('IAMUser', 'Root') AND json_text(additional_event_data, '$.MFAUsed') = 'No'
                -- function_overwritten
                WHEN wanted_condition(wanted, ['execution'], 53) THEN identity_type IN ('IAMUser', 'Root') AND starts_with(identity_access_key_id, 'AKIA') AND (action = 'UpdateFunctionCode' AND coalesce(json_text(request_parameters, '$.dryRun') <> 'true', true) OR coalesce(json_text(request_parameters, '$.layers') <> '[]', false))
                -- instance_role_elsewhere
                WHEN wanted_condition(wanted, ['credential_access'], 54) THEN is_at_once
                -- instance_role_moved
                WHEN wanted_condition(wanted, ['credential_access'], 55) THEN is_at_once IS NOT NULL
                -- guard_policy_deleted
                WHEN wanted_condition(wanted, ['new_credentials'], 56) THEN is_by_hand(actor_class, via_service, program_class) AND coalesce(text_matches(lower(json_text(request_parameters, '$.policyArn')), ':policy/.*(boundar|deny|restrict|guard|scp|limit)'), false)
                -- mfa_delete_off
                WHEN wanted_condition(wanted, ['data_destruction'], 57) THEN is_by_hand(actor_class, via_service, program_class) AND coalesce(text_matches(request_parameters::VARCHAR, '"MfaDelete" *: *"Disabled"'), false)
                -- service_granted_in_full
                WHEN wanted_condition(wanted, ['new_credentials'], 58) THEN is_by_hand(actor_class, via_service, program_class) AND coalesce(text_matches(request_parameters::VARCHAR, 'policy/(service-role/)?(Amazon(SES|S3|EC2|RDS|SSM|DynamoDB|Bedrock|SageMaker|SNS|ECS_?)FullAccess|AWSLambda_FullAccess|AWSOrganizationsFullAccess|AWSCloudShellFullAccess|AWSKeyManagementServicePowerUser|SecretsManagerReadWrite)"'), false)
                -- instance_looked_around
                WHEN wanted_condition(wanted, ['discovery'], 59) THEN is_instance(identity_type, identity_principal_id) AND NOT via_service
                -- policy_for_everyone
                WHEN wanted_condition(wanted, ['public_sharing'], 60) THEN is_opened_to_everyone(request_parameters)
                -- secrets_searched
                WHEN wanted_condition(wanted, ['credential_access'], 61) THEN json_text(request_parameters, '$.filters') IS NOT NULL OR coalesce(json_array_length(request_parameters, '$.secretIdList') >= 10, false)
                -- startup_data_changed
                WHEN wanted_condition(wanted, ['execution'], 62) THEN json_text(request_parameters, '$.userData') IS NOT NULL OR request_parameters IS NULL
                -- access_key_for_another
                WHEN wanted_condition(wanted, ['new_credentials'], 63) THEN json_text(request_parameters, '$.userName') IS DISTINCT FROM identity_user_name AND json_text(request_parameters, '$.userName') IS NOT NULL AND program_class IS DISTINCT FROM 'infrastructure'
                -- bucket_shared_with_account
                WHEN wanted_condition(wanted, ['public_sharing'], 64) THEN len(foreign_accounts_in_policy(request_parameters, recipient_account_id)) > 0
                -- database_password_reset
                WHEN wanted_condition(wanted, ['data_copied'], 65) THEN len(list_filter(json_text(request_parameters, ['$.masterUserPassword', '$.passwords', '$.authToken', '$.authenticationMode']), lambda it: it IS NOT NULL)) > 0 OR json_text(response_elements, '$.pendingModifiedValues.masterUserPassword') IS NOT NULL
                -- role_for_foreign_account
                WHEN wanted_condition(wanted, ['new_credentials'], 66) THEN len(list_filter(regexp_extract_all(coalesce(json_text(request_parameters, '$.assumeRolePolicyDocument'), json_text(request_parameters, '$.policyDocument')), 'arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):', 1), lambda account: account IS DISTINCT FROM recipient_account_id)) > 0
                -- layer_of_foreign_account
                WHEN wanted_condition(wanted, ['execution'], 67) THEN len(list_filter(regexp_extract_all(json_text(request_parameters, '$.layers'), ':lambda:[^:]*:([0-9]{12}):layer:', 1), lambda account: account IS DISTINCT FROM recipient_account_id)) > 0 AND actor_class <> 'aws_service'
                -- policy_for_everyone_if
                WHEN wanted_condition(wanted, ['public_sharing'], 68) THEN len(statements_for_everyone(request_parameters)) > 0
                -- names_guessed
                WHEN wanted_condition(wanted, ['discovery'], 69) THEN outcome <> 'success' AND coalesce(text_matches(error_code, 'MalformedPolicyDocument'), false)
                -- sharing_undecided
                WHEN wanted_condition(wanted, ['public_sharing'], 70) THEN outcome <> 'success' AND request_parameters IS NULL
                -- signed_in
                WHEN wanted_condition(wanted, ['sign_in'], 71) THEN outcome = 'success'
                -- attack_tool
                WHEN wanted_condition(wanted, ['programs'], 72) THEN program_class = 'attack tool'
                -- audit_tool
                WHEN wanted_condition(wanted, ['programs'], 73) THEN program_class = 'audit tool'
                -- transfer_program
                WHEN wanted_condition(wanted, ['programs'], 74) THEN program_class = 'file transfer'
                -- access_key_by_program
                WHEN wanted_condition(wanted, ['new_credentials'], 75) THEN program_class = 'infrastructure'
                -- database_login_made
                WHEN wanted_condition(wanted, ['credential_access'], 76) THEN service <> 'glue' OR coalesce(json_text(request_parameters, '$.hidePassword') <> 'true', true)
                -- quota_raised
                WHEN wanted_condition(wanted, ['mail_and_quotas'], 77) THEN service <> 'support' OR coalesce(contains(lower(request_parameters::VARCHAR), 'limit'), false)
                -- mfa_added_by_key
                WHEN wanted_condition(wanted, ['new_credentials'], 78) THEN session_credential_from_console IS DISTINCT FROM true AND NOT starts_with(coalesce(ltrim(user_agent, '['), ''), 'Mozilla')
                -- public_access_unblocked
                WHEN wanted_condition(wanted, ['public_sharing'], 79) THEN starts_with(action, 'Delete') OR starts_with(action, 'Disable') OR coalesce(contains(lower(request_parameters::VARCHAR), 'false'), false)
                -- model_used_by_key
                WHEN wanted_condition(wanted, ['execution'], 80) THEN starts_with(identity_access_key_id, 'AKIA')
                -- instance_identity_used
                WHEN wanted_condition(wanted, ['sign_in'], 81) THEN text_matches(identity_arn, ':assumed-role/aws:') AND NOT (service = 'ssm' AND action IN ('RegisterManagedInstance', 'RequestManagedInstanceRoleToken')) AND source_ip_address IS DISTINCT FROM 'AWS Internal'
                -- The end of the conditions.
            END, false)
    ),
    matching AS MATERIALIZED (
        SELECT
            *,
            CASE WHEN outcome = 'success' THEN severities[1] ELSE severities[2] END AS own_severity,
            caller_or_person_of(actor_arn, actor) AS caller,
            time_bucket(to_minutes(minutes), event_time) AS window_start,
            CASE measure
                WHEN 'requests' THEN hash(request_parameters::VARCHAR)
                WHEN 'actions' THEN hash(service, action)
                WHEN 'Regions' THEN hash(region)
                WHEN 'events' THEN hash(event_id)
            END AS measured
        FROM found
    ),
    -- The windows in which a caller reached the number; more than six hours with one are daily work.
    windows AS (
        SELECT
            *,
            CASE WHEN count(DISTINCT date_trunc('hour', window_start)) OVER (PARTITION BY detection, caller, recipient_account_id) > 6 THEN 2 ELSE 0 END AS lowered
        FROM (
            SELECT detection, caller, recipient_account_id, window_start
            FROM matching
            WHERE at_least IS NOT NULL AND own_severity >= lowest
            GROUP BY detection, caller, recipient_account_id, window_start, at_least
            HAVING count(DISTINCT measured) >= at_least
        ) AS reached
    )
    SELECT
        * EXCLUDE (program, program_class, elsewhere_key, elsewhere_address, is_at_once, own_severity, highest, severities, lowest, condition_number, measure, at_least, minutes, window_start, measured)
            -- Computed here, because it takes longer than all conditions of most events.
            REPLACE (coalesce(acted_on(action, resources, request_parameters), denied_resource(error_message)) AS target),
        highest AS severity
    FROM (
        SELECT *, max(own_severity) OVER (PARTITION BY theme, event_id, event_time, action, recipient_account_id) AS highest
        FROM (
            FROM matching WHERE at_least IS NULL AND own_severity >= lowest
            UNION ALL BY NAME
            SELECT matching.* REPLACE (own_severity - lowered AS own_severity)
            FROM matching
            JOIN windows
                ON matching.detection = windows.detection
                AND matching.caller = windows.caller
                AND matching.window_start = windows.window_start
                AND matching.recipient_account_id IS NOT DISTINCT FROM windows.recipient_account_id
            WHERE matching.own_severity - lowered >= lowest
        ) AS found
    ) AS ranked
    WHERE own_severity = highest;
