-- Findings: detected events in rows of their own, for the report findings and those of one theme.

-- Returns what a reader wants to know of a request beside its target.
CREATE OR REPLACE MACRO details_of(theme, service, action, parameters, response, owner) AS
    CASE theme
        WHEN 'new_credentials' THEN nullif(concat_ws(' ',
            -- All paths in one call, because each call parses the whole text again.
            list_any_value(json_text(parameters, ['$.policyArn', '$.assumeRolePolicyDocument', '$.policyDocument', '$.policy', '$.inlinePolicy', '$.groupName', '$.permissionSetArn', '$.serialNumber', '$.status', '$.roleArns', '$.targetPrincipal'])),
            list_any_value(json_text(response, ['$.accessKey.accessKeyId', '$.credentials.accessKeyId', '$.serviceSpecificCredential.serviceSpecificCredentialId', '$.sSHPublicKey.sSHPublicKeyId', '$.certificate.certificateId', '$.user.arn', '$.role.arn', '$.sAMLProviderArn', '$.openIDConnectProviderArn', '$.trustAnchor.trustAnchorArn', '$.profile.profileArn', '$.keyName']))), '')
        WHEN 'public_sharing' THEN nullif(array_to_string(list_concat(
            list_sort(list_distinct(foreign_accounts(parameters::VARCHAR, owner))),
            CASE WHEN is_opened_to_everyone(parameters) OR coalesce(contains(parameters::VARCHAR, '"all"'), false) THEN ['everyone'] ELSE [] END), ', '), '')
        WHEN 'data_destruction' THEN CASE
            WHEN coalesce(json_text(parameters, '$.skipFinalSnapshot'), json_text(parameters, '$.skipFinalClusterSnapshot')) = 'true' THEN 'no final snapshot'
            WHEN json_text(parameters, '$.finalDBSnapshotIdentifier') IS NOT NULL THEN 'final snapshot ' || json_text(parameters, '$.finalDBSnapshotIdentifier')
            WHEN json_text(parameters, '$.forceDeleteWithoutRecovery') = 'true' THEN 'deleted at once'
            WHEN coalesce(json_text(parameters, '$.pendingWindowInDays'), json_text(parameters, '$.recoveryWindowInDays')) IS NOT NULL
                THEN coalesce(json_text(parameters, '$.pendingWindowInDays'), json_text(parameters, '$.recoveryWindowInDays')) || ' days to recover'
            WHEN action = 'DisableKey' THEN 'the key can be enabled again'
        END
        WHEN 'execution' THEN nullif(concat_ws(' ',
            CASE WHEN service = 'ec2' THEN nullif(concat_ws(' ', list_any_value(json_text(parameters, ['$.maxCount', '$.instancesSet.items[0].maxCount'])), json_text(parameters, '$.instanceType')), '') END,
            list_any_value(json_text(parameters, ['$.documentName', '$.layers', '$.taskDefinition', '$.command', '$.instanceOSUser', '$.role', '$.modelId', '$.eventSourceArn']))), '')
        WHEN 'evasion' THEN parameters::VARCHAR
    END;

-- Returns the findings of some themes, or of all if that is NULL, from a level up: one row per detection,
-- caller, account, outcome and day, or one per event.
CREATE OR REPLACE MACRO findings_of(wanted, min_level, by_event) AS TABLE
    SELECT
        level_name(severity) AS level,
        title AS finding,
        CASE WHEN min(actor) = max(actor) THEN min(actor) ELSE split_part(min(actor), '/', 1) END AS actor,
        outcome,
        count(*) AS calls,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        most_frequent(histogram(service || ':' || action), 10) AS actions,
        most_frequent(histogram(target), 10) AS targets,
        most_frequent(histogram(details_of(theme, service, action, request_parameters, response_elements, recipient_account_id)), 3) AS details,
        most_frequent(histogram(coalesce(error_code, error_message)), 3) AS errors,
        most_frequent(histogram(source_ip_address), 10) AS source_ip_addresses,
        most_frequent(histogram(region), 10) AS regions,
        recipient_account_id AS account_id,
        actor_class,
        actor_arn,
        tactic,
        technique,
        detection,
        arg_min(event_id, (event_time, event_id)) AS event_id,
        severity
    FROM detected_events(wanted, min_level)
    GROUP BY severity, title, tactic, technique, detection, caller, actor_class, actor_arn, recipient_account_id, outcome, date_trunc('day', event_time), CASE WHEN by_event THEN event_id END;
