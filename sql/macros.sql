-- The rules that the derived columns of activity are made of, each in one place.
--
-- A rule about names is evaluated once for each distinct name, by the table actions, and not once
-- for each event. Every boolean is coalesced: NOT NULL would drop the row.

-- A value inside a JSON column as text; get_json_object on Spark, json_extract_scalar on Trino.
CREATE OR REPLACE MACRO json_text(document, path) AS (document ->> path);

-- Whether a text matches a regular expression. regexp_matches could fail, on a wrong expression, so
-- DuckDB asks it only when all derived columns of all rows are there; this one it asks first.
CREATE OR REPLACE MACRO text_matches(text, expression) AS (regexp_extract(text, expression) <> '');

-- UpdateDistribution2014_01_31 → UpdateDistribution, GetFunction20150331v2 → GetFunction,
-- updateDomainContact → UpdateDomainContact. DescribeDBInstances and ListObjectsV2 stay.
CREATE OR REPLACE MACRO action_without_version(event_name) AS
    regexp_replace(event_name, '20[0-9]{2}_?(0[1-9]|1[0-2])_?(0[1-9]|[12][0-9]|3[01])(v[0-9]+)?$', '');
CREATE OR REPLACE MACRO action_of(event_name) AS
    upper(left(action_without_version(event_name), 1)) || substr(action_without_version(event_name), 2);

-- monitoring.amazonaws.com → monitoring. CloudFront wrote no source in 2014; only its names end in
-- a version with underscores.
CREATE OR REPLACE MACRO service_of(event_source, event_name) AS
    CASE
        WHEN event_source IS NOT NULL THEN split_part(event_source, '.', 1)
        WHEN regexp_matches(event_name, '20[0-9]{2}_[01][0-9]_[0-3][0-9]$') THEN 'cloudfront'
    END;

-- Whether an action reads, by its name: for records without readOnly. The two lines of exceptions
-- are what real readOnly values say against the first rule.
CREATE OR REPLACE MACRO reads_by_name_of(action) AS
    coalesce(
        regexp_matches(action, '^(Get|List|Describe|Head|Lookup|Search|Query|Scan|BatchGet|Check|View|Select|Preview|Simulate|Estimate|Validate|Verify|Test|Download)([A-Z0-9]|$)')
            AND action NOT IN ('CheckMfa')
        OR action IN ('Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'),
        false);

-- Whether an action deletes, by its name, at the boundary of a word.
CREATE OR REPLACE MACRO deletes_by_name_of(action) AS
    coalesce(
        regexp_matches(action, '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Drop|Release|Empty|Deprovision)([A-Z]|$)')
        OR action IN ('ScheduleKeyDeletion', 'CloseAccount'),
        false);

-- The partition by the caller's ARN, else by the Region.
CREATE OR REPLACE MACRO partition_of(region, arn) AS
    CASE
        WHEN starts_with(arn, 'arn:aws') THEN split_part(arn, ':', 2)
        WHEN starts_with(region, 'cn-') THEN 'aws-cn'
        WHEN starts_with(region, 'us-gov-') THEN 'aws-us-gov'
        WHEN starts_with(region, 'eusc-') THEN 'aws-eusc'
        WHEN starts_with(region, 'us-iso-') OR starts_with(region, 'us-isob-') OR starts_with(region, 'us-isof-') OR starts_with(region, 'eu-isoe-')
            THEN 'aws-' || split_part(region, '-', 2)
        ELSE 'aws'
    END;

-- Whether another AWS service made the call on the caller's behalf. signin.amazonaws.com is the
-- mark of the old console, and free text is no service.
CREATE OR REPLACE MACRO via_service_of(invoked_by) AS
    coalesce(
        invoked_by <> 'signin.amazonaws.com'
        AND (ends_with(invoked_by, '.amazonaws.com') OR ends_with(invoked_by, '.amazonaws.com.cn') OR starts_with(invoked_by, 'AWS Internal')),
        false);

-- Who called, in one word. Each kind is asked for once, those of most events first, as each question
-- is asked of all rows that have no answer yet.
CREATE OR REPLACE MACRO actor_class_of(identity_type, invoked_by, arn, account_id, event_type) AS
    CASE identity_type
        WHEN 'AWSService' THEN 'aws_service'
        WHEN 'AssumedRole' THEN CASE WHEN contains(arn, ':assumed-role/AWSServiceRoleFor') THEN 'aws_service' ELSE 'assumed_role' END
        WHEN 'IAMUser' THEN 'iam_user'
        WHEN 'Root' THEN CASE WHEN invoked_by IS NULL OR invoked_by = 'signin.amazonaws.com' THEN 'root' ELSE 'root_via_service' END
        WHEN 'AWSAccount' THEN CASE WHEN lower(account_id) IN ('anonymous', 'anonymous_principal') THEN 'anonymous' ELSE 'other_account' END
        WHEN 'WebIdentityUser' THEN 'external_identity'
        WHEN 'SAMLUser' THEN 'external_identity'
        WHEN 'IdentityCenterUser' THEN 'identity_center_user'
        WHEN 'FederatedUser' THEN 'federated_user'
        WHEN 'Role' THEN 'assumed_role'
        WHEN 'Directory' THEN 'directory'
        ELSE CASE
            WHEN identity_type IS NOT NULL THEN 'unknown'
            WHEN event_type = 'AwsServiceEvent' OR invoked_by IS NOT NULL THEN 'aws_service'
            ELSE 'none'
        END
    END;

-- The ARN of the caller; of a role session, that of the role. The issuer's is preferred, as the
-- session's has lost the path of the role.
CREATE OR REPLACE MACRO actor_arn_of(identity_type, arn, issuer_arn) AS
    CASE
        WHEN identity_type = 'AssumedRole'
            THEN coalesce(issuer_arn, regexp_replace(arn, ':sts::([0-9]{12}):assumed-role/([^/]+)(/.*)?$', ':iam::\1:role/\2'))
        ELSE arn
    END;

-- A name for the caller that a person can read: root, user, role/session.
CREATE OR REPLACE MACRO actor_of(identity_type, user_name, principal_id, arn, account_id, invoked_by, issuer_user_name, on_behalf_of) AS
    coalesce(
        CASE
            WHEN identity_type = 'Root' THEN 'root'
            WHEN identity_type = 'AssumedRole'
                THEN coalesce(issuer_user_name, nullif(regexp_extract(arn, 'assumed-role/([^/]+)', 1), ''))
                    || coalesce('/' || nullif(split_part(principal_id, ':', 2), ''), '')
        END,
        user_name, on_behalf_of, invoked_by, arn, principal_id, account_id, '(unknown)');

-- success, denied or failed. A failure shows in the code, in the message alone (as of a failed
-- sign-in), or in the answer of the sign-in service.
CREATE OR REPLACE MACRO outcome_of(error_code, error_message, sign_in_failed) AS
    CASE
        WHEN contains(error_code, 'AccessDenied') OR contains(error_code, 'Unauthorized')
            OR contains(error_code, 'Forbidden') OR contains(error_code, 'NotAuthorized') THEN 'denied'
        WHEN error_code IS NOT NULL OR error_message IS NOT NULL OR sign_in_failed THEN 'failed'
        ELSE 'success'
    END;

-- The first five hexadecimal digits of an event ID as a number; 0 where it does not start with such.
-- More of them take longer to scan, fewer leave more IDs to be read: five are the fewest bytes.
CREATE OR REPLACE MACRO event_id_start_of(event_id) AS
    coalesce(try_cast('0x' || left(event_id, 5) AS UINTEGER), 0);

-- The access key in the answer of a call that issues one: of AssumeRole and its like, and of
-- CreateAccessKey. That few answers name a key at all is told faster than what is in them.
CREATE OR REPLACE MACRO issued_access_key_id_of(response) AS
    CASE WHEN contains(response, '"accessKeyId"') THEN coalesce(
        nullif(json_text(response, '$.credentials.accessKeyId'), ''),
        nullif(json_text(response, '$.accessKey.accessKeyId'), ''))
    END;

-- Whether CloudTrail left out a part of a record, as it was too large: what stands in its place is
-- {"omitted": true, "originalSize": …, "reason": …}. That few texts hold the word is told faster than
-- what is in them, and a look for its first quote would stop at every word.
CREATE OR REPLACE MACRO is_omitted(part) AS
    CASE WHEN contains(part::VARCHAR, 'omitted"') THEN coalesce(lower(json_text(part, '$.omitted')) = 'true', false) ELSE false END;
CREATE OR REPLACE MACRO omitted_parts_of(request, response, additional, service_details) AS
    nullif(concat_ws(', ',
        CASE WHEN is_omitted(request) THEN 'requestParameters' END,
        CASE WHEN is_omitted(response) THEN 'responseElements' END,
        CASE WHEN is_omitted(additional) THEN 'additionalEventData' END,
        CASE WHEN is_omitted(service_details) THEN 'serviceEventDetails' END), '');

-- A text, or NULL where it is empty. In a coalesce nullif would not do: it stands for an expression
-- that has its text twice, and what is there twice DuckDB makes for all rows, also for those that
-- have found their value before.
CREATE OR REPLACE MACRO text_if_any(text) AS list_filter([text], lambda it: it <> '')[1];

-- What the call was made on: the first resource that the record names, else the first of the
-- parameters that are known to name one, else the first whose name ends as such a name does, also
-- inside the wrapper that some EC2 calls have: DeleteNatGatewayRequest.NatGatewayId.
CREATE OR REPLACE MACRO target_of(resources, request) AS
    coalesce(
        nullif(json_text(resources, '$[0].ARN'), ''),
        json_text(request, '$.bucketName') || coalesce('/' || json_text(request, '$.key'), ''),
        text_if_any(list_aggregate(json_text(request, '$.instancesSet.items[*].instanceId'), 'string_agg', ', ')),
        -- One look for all of them: each look reads the whole text again.
        list_any_value(json_text(request, [
            '$.functionName', '$.roleName', '$.userName', '$.groupName', '$.policyArn', '$.policyName',
            '$.instanceProfileName', '$.dBInstanceIdentifier', '$.dBClusterIdentifier', '$.dBSnapshotIdentifier',
            '$.snapshotId', '$.volumeId', '$.imageId', '$.groupId', '$.vpcId', '$.subnetId', '$.routeTableId',
            '$.natGatewayId', '$.networkInterfaceId', '$.allocationId', '$.internetGatewayId', '$.tableName',
            '$.keyId', '$.secretId', '$.topicArn', '$.queueUrl', '$.logGroupName', '$.stackName', '$.hostedZoneId',
            '$.domainName', '$.restApiId', '$.distributionId', '$.trailName', '$.target', '$.id', '$.name', '$.arn'])),
        text_if_any(regexp_extract(request::VARCHAR, '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)" *: *([{][^{}]*"content" *: *)?"([^"]+)"', 3)));

-- All that a call was made on, for the calls that can name several things; else its target alone.
CREATE OR REPLACE MACRO targets_of(request, target) AS
    coalesce(
        -- Most requests hold no list, which is cheaply seen.
        CASE WHEN contains(request::VARCHAR, '[') THEN nullif(list_distinct(flatten(list_transform(
            -- One look for all of them: some of these requests are long, and hold one of the lists.
            [json_extract(request, [
                '$.instancesSet.items', '$.resourcesSet.items', '$.hostIdSet.items', '$.alarmNames', '$.dashboardNames',
                '$.ruleNames', '$.imageIds', '$.tablesToDelete', '$.targets', '$.terminateWorkspaceRequests',
                '$.DeleteVpcEndpointsRequest.VpcEndpointId', '$.DeleteFlowLogsRequest.FlowLogId', '$.names', '$.ids',
                '$.accountIds', '$.delete.objects'])],
            lambda lists: flatten([
                json_text(lists[1], '$[*].instanceId'),
                json_text(lists[2], '$[*].resourceId'),
                json_text(lists[3], '$[*].hostId'),
                json_text(lists[4], '$[*]'),
                json_text(lists[5], '$[*]'),
                json_text(lists[6], '$[*]'),
                list_transform(json_extract(lists[7], '$[*]'), lambda image: coalesce(json_text(image, '$.imageDigest'), json_text(image, '$.imageTag'))),
                json_text(lists[8], '$[*]'),
                json_text(lists[9], '$[*].id'),
                json_text(lists[10], '$[*].workspaceId'),
                json_text(lists[11], '$[*].content'),
                json_text(lists[12], '$[*].content'),
                json_text(lists[13], '$[*]'),
                json_text(lists[14], '$[*]'),
                json_text(lists[15], '$[*]'),
                json_text(lists[16], '$[*].key')])))), []) END,
        [target]);

-- Whether a JSON document names a resource: as a whole value, or as the last part of an ARN or path.
-- i-0abc is not in i-0abcd, and a role's name is in its ARN.
CREATE OR REPLACE MACRO names_resource(document, resource) AS
    coalesce(
        contains(document::VARCHAR, resource || '"')
        AND (
            contains(document::VARCHAR, '"' || resource || '"')
            OR contains(document::VARCHAR, '/' || resource || '"')
            OR contains(document::VARCHAR, ':' || resource || '"')
        ),
        false);

-- The name that the console shows: of a session that of the session, not of its role.
CREATE OR REPLACE MACRO user_name_of(identity_type, user_name, principal_id, arn, issuer_user_name, invoked_by) AS
    coalesce(
        CASE
            WHEN identity_type = 'Root' THEN 'root'
            WHEN identity_type IN ('AssumedRole', 'FederatedUser', 'AWSAccount')
                THEN coalesce(
                    nullif(split_part(principal_id, ':', 2), ''),
                    nullif(regexp_extract(arn, ':(assumed-role/[^/]+|federated-user)/(.+)$', 2), ''))
        END,
        user_name,
        nullif(regexp_extract(arn, ':user/(.*/)?([^/]+)$', 2), ''),
        issuer_user_name,
        invoked_by);
