-- The macros behind the derived columns of activity, one for each rule.
--
-- Rules about names are evaluated once per distinct name, in the table actions, and not once per
-- event. Boolean macros never return NULL, because a filter NOT NULL would drop the row.

-- Returns a value in a JSON column as text; get_json_object in Spark, json_extract_scalar in Trino.
CREATE OR REPLACE MACRO json_text(document, path) AS (document ->> path);

-- Returns true if a text matches a regular expression. Not regexp_matches, which can fail on an invalid
-- expression: DuckDB evaluates that only after it has computed all derived columns of all rows, but
-- evaluates regexp_extract first.
CREATE OR REPLACE MACRO text_matches(text, expression) AS (regexp_extract(text, expression) <> '');

-- Removes the API version and makes the first letter upper case: UpdateDistribution2014_01_31 →
-- UpdateDistribution, GetFunction20150331v2 → GetFunction, updateDomainContact → UpdateDomainContact.
-- Leaves DescribeDBInstances and ListObjectsV2 unchanged.
CREATE OR REPLACE MACRO action_without_version(event_name) AS
    regexp_replace(event_name, '20[0-9]{2}_?(0[1-9]|1[0-2])_?(0[1-9]|[12][0-9]|3[01])(v[0-9]+)?$', '');
CREATE OR REPLACE MACRO action_of(event_name) AS
    upper(left(action_without_version(event_name), 1)) || substr(action_without_version(event_name), 2);

-- monitoring.amazonaws.com → monitoring. CloudFront records of 2014 have no event source; no other
-- service has event names that end in a version with underscores.
CREATE OR REPLACE MACRO service_of(event_source, event_name) AS
    CASE
        WHEN event_source IS NOT NULL THEN split_part(event_source, '.', 1)
        WHEN regexp_matches(event_name, '20[0-9]{2}_[01][0-9]_[0-3][0-9]$') THEN 'cloudfront'
    END;

-- Returns true if the name of an action suggests that it only reads; for records without readOnly. The
-- exceptions are names for which readOnly in real logs contradicts the prefix rule.
CREATE OR REPLACE MACRO reads_by_name_of(action) AS
    coalesce(
        regexp_matches(action, '^(Get|List|Describe|Head|Lookup|Search|Query|Scan|BatchGet|Check|View|Select|Preview|Simulate|Estimate|Validate|Verify|Test|Download)([A-Z0-9]|$)')
            AND action NOT IN ('CheckMfa')
        OR action IN ('Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'),
        false);

-- Returns true if the name of an action suggests that it deletes. The prefix must be a whole word.
CREATE OR REPLACE MACRO deletes_by_name_of(action) AS
    coalesce(
        regexp_matches(action, '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Drop|Release|Empty|Deprovision)([A-Z]|$)')
        OR action IN ('ScheduleKeyDeletion', 'CloseAccount'),
        false);

-- Returns the partition from the caller's ARN, or from the Region if there is no ARN.
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

-- Returns true if an AWS service made the call on the caller's behalf. signin.amazonaws.com marks the
-- old console, and free text is not a service.
CREATE OR REPLACE MACRO via_service_of(invoked_by) AS
    coalesce(
        invoked_by <> 'signin.amazonaws.com'
        AND (ends_with(invoked_by, '.amazonaws.com') OR ends_with(invoked_by, '.amazonaws.com.cn') OR starts_with(invoked_by, 'AWS Internal')),
        false);

-- Returns the kind of caller. The most frequent identity types come first, because each branch is
-- evaluated for all rows that no earlier branch matched.
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

-- Returns the ARN of the caller; for a role session, the ARN of the role. The issuer's ARN is
-- preferred, because the session's ARN lacks the path of the role.
CREATE OR REPLACE MACRO actor_arn_of(identity_type, arn, issuer_arn) AS
    CASE
        WHEN identity_type = 'AssumedRole'
            THEN coalesce(issuer_arn, regexp_replace(arn, ':sts::([0-9]{12}):assumed-role/([^/]+)(/.*)?$', ':iam::\1:role/\2'))
        ELSE arn
    END;

-- Returns a readable name of the caller: root, user, role/session.
CREATE OR REPLACE MACRO actor_of(identity_type, user_name, principal_id, arn, account_id, invoked_by, issuer_user_name, on_behalf_of) AS
    coalesce(
        CASE
            WHEN identity_type = 'Root' THEN 'root'
            WHEN identity_type = 'AssumedRole'
                THEN coalesce(issuer_user_name, nullif(regexp_extract(arn, 'assumed-role/([^/]+)', 1), ''))
                    || coalesce('/' || nullif(split_part(principal_id, ':', 2), ''), '')
        END,
        user_name, on_behalf_of, invoked_by, arn, principal_id, account_id, '(unknown)');

-- Returns the first five hexadecimal digits of an event ID as a number, or 0 if it does not start with
-- five. More digits take longer to scan, and fewer leave more IDs to read; five read the fewest bytes.
CREATE OR REPLACE MACRO event_id_start_of(event_id) AS
    coalesce(try_cast('0x' || left(event_id, 5) AS UINTEGER), 0);

-- Returns the access key ID in the response of a call that issues one: CreateAccessKey, AssumeRole and
-- similar calls. The text search comes first because few responses contain a key, and parsing is slow.
CREATE OR REPLACE MACRO issued_access_key_id_of(response) AS
    CASE WHEN contains(response, '"accessKeyId"') THEN coalesce(
        nullif(json_text(response, '$.credentials.accessKeyId'), ''),
        nullif(json_text(response, '$.accessKey.accessKeyId'), ''))
    END;

-- Returns true if CloudTrail omitted a part of a record because it was too large; the record has
-- {"omitted": true, "originalSize": …, "reason": …} instead. The text search comes first because few
-- texts contain the word, and parsing is slow. Its pattern has no opening quote, because that would
-- make the search stop at every word.
CREATE OR REPLACE MACRO is_omitted(part) AS
    CASE WHEN contains(part::VARCHAR, 'omitted"') THEN coalesce(lower(json_text(part, '$.omitted')) = 'true', false) ELSE false END;
CREATE OR REPLACE MACRO omitted_parts_of(request, response, additional, service_details) AS
    nullif(concat_ws(', ',
        CASE WHEN is_omitted(request) THEN 'requestParameters' END,
        CASE WHEN is_omitted(response) THEN 'responseElements' END,
        CASE WHEN is_omitted(additional) THEN 'additionalEventData' END,
        CASE WHEN is_omitted(service_details) THEN 'serviceEventDetails' END), '');

-- Returns a text, or NULL if it is empty. Not nullif in a coalesce: it expands to an expression that
-- contains its text twice, and DuckDB computes a repeated expression for all rows, even for those
-- that an earlier argument of the coalesce has already answered.
CREATE OR REPLACE MACRO text_if_any(text) AS list_filter([text], lambda it: it <> '')[1];

-- Returns the target of the call: the first resource in the record, or the first request parameter that
-- is known to name one, or the first parameter whose name ends in Id, Name, Arn or the like, including
-- those inside the wrapper of some EC2 calls: DeleteNatGatewayRequest.NatGatewayId.
CREATE OR REPLACE MACRO target_of(resources, request) AS
    coalesce(
        nullif(json_text(resources, '$[0].ARN'), ''),
        json_text(request, '$.bucketName') || coalesce('/' || json_text(request, '$.key'), ''),
        text_if_any(list_aggregate(json_text(request, '$.instancesSet.items[*].instanceId'), 'string_agg', ', ')),
        -- All paths in one call, because each call parses the whole text again.
        list_any_value(json_text(request, [
            '$.functionName', '$.roleName', '$.userName', '$.groupName', '$.policyArn', '$.policyName',
            '$.instanceProfileName', '$.dBInstanceIdentifier', '$.dBClusterIdentifier', '$.dBSnapshotIdentifier',
            '$.snapshotId', '$.volumeId', '$.imageId', '$.groupId', '$.vpcId', '$.subnetId', '$.routeTableId',
            '$.natGatewayId', '$.networkInterfaceId', '$.allocationId', '$.internetGatewayId', '$.tableName',
            '$.keyId', '$.secretId', '$.topicArn', '$.queueUrl', '$.logGroupName', '$.stackName', '$.hostedZoneId',
            '$.domainName', '$.restApiId', '$.distributionId', '$.trailName', '$.target', '$.id', '$.name', '$.arn'])),
        text_if_any(regexp_extract(request::VARCHAR, '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)" *: *([{][^{}]*"content" *: *)?"([^"]+)"', 3)));

-- Returns all targets of a call that can name several, or only its target for other calls.
CREATE OR REPLACE MACRO targets_of(request, target) AS
    coalesce(
        -- The text search is cheap, and most requests contain no list.
        CASE WHEN contains(request::VARCHAR, '[') THEN nullif(list_distinct(flatten(list_transform(
            -- All paths in one call, because some of these requests are long and contain one of the lists.
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

-- Returns true if a JSON document names a resource, as a whole value or as the last part of an ARN or
-- path. i-0abcd does not name i-0abc, and a role's ARN names the role.
CREATE OR REPLACE MACRO names_resource(document, resource) AS
    coalesce(
        contains(document::VARCHAR, resource || '"')
        AND (
            contains(document::VARCHAR, '"' || resource || '"')
            OR contains(document::VARCHAR, '/' || resource || '"')
            OR contains(document::VARCHAR, ':' || resource || '"')
        ),
        false);

-- Returns the user name that the console shows; for a session, the name of the session and not of its role.
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
