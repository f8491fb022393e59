-- The macros behind the derived columns of activity, one for each rule.
--
-- Rules about names are evaluated once per distinct name, in the table actions, and not once per
-- event. Boolean macros never return NULL, because a filter NOT NULL would drop the row.

-- Returns a value in a JSON column as text; get_json_object in Spark, json_extract_scalar in Trino.
CREATE OR REPLACE MACRO json_text(document, path) AS (document ->> path);

-- Returns true if a text matches a regular expression. Not regexp_matches, which can fail on an invalid
-- expression: DuckDB evaluates that only after it has computed all derived columns of all rows, but
-- evaluates regexp_extract first, where the table of the text is read.
CREATE OR REPLACE MACRO text_matches(text, expression) AS (regexp_extract(text, expression) <> '');

-- Returns true if the whole of a text matches a regular expression, as regexp_full_match does, which can fail. The
-- letter before the text makes the match of an empty text one that is not empty.
CREATE OR REPLACE MACRO fully_matches(text, expression) AS text_matches('x' || text, '\Ax(?:' || expression || ')\z');

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

-- Returns true if an action makes a thing, by its name. Not tags, which only change a thing; not credentials of a
-- session, tokens and channels, which agents make every few minutes; not targets of a load balancer, which exist
-- before.
CREATE OR REPLACE MACRO makes_by_name_of(action) AS
    text_matches(action, '^(Batch|Bulk|Admin)?(Create|Copy|Restore|Import|Allocate|Register|Clone|Provision|Purchase|Launch)([A-Z0-9]|$)')
        AND action NOT IN (
            'CreateTags', 'CreateOrUpdateTags', 'CreateOAuth2Token', 'CreateToken', 'CreateTokenWithIAM', 'CreateSession',
            'CreateControlChannel', 'CreateDataChannel', 'CreatePresignedDomainUrl', 'CreatePresignedNotebookInstanceUrl',
            'RegisterTargets', 'RegisterInstancesWithLoadBalancer', 'RegisterContainerInstance', 'CopyObject')
    OR action IN (
        'RunInstances', 'RunScheduledInstances', 'RunTask', 'RunJobFlow', 'RequestSpotInstances', 'RequestSpotFleet',
        'RequestCertificate', 'PublishVersion', 'PublishLayerVersion', 'UploadServerCertificate', 'UploadSSHPublicKey',
        'UploadSigningCertificate');

-- Returns what an action is about, in lower case: DeleteNodegroup → nodegroup, RemoveUserFromGroup → user.
CREATE OR REPLACE MACRO subject_of(action) AS
    lower(regexp_extract(action, '^(?:Batch|Bulk|Admin)?[A-Z][a-z]+([A-Z0-9].*?)?(?:(?:From|To|With|Into|By|For)[A-Z].*)?$', 1));

-- Returns the thing that an action makes, in lower case, by its name: CreateSubnet → subnet,
-- RestoreDBInstanceFromDBSnapshot → dbinstance, RunInstances → instance; NULL for other actions. An elastic IP
-- address is known by its allocation.
CREATE OR REPLACE MACRO made_by_name_of(action) AS
    CASE
        WHEN action = 'AllocateAddress' THEN 'allocation'
        WHEN makes_by_name_of(action) THEN regexp_replace(subject_of(action), '(instance|log|host|group|table|image|item|partition)s$', '\1')
    END;

-- Returns the Region of a call. CloudFront records of 2014 have none; CloudFront logs in us-east-1.
CREATE OR REPLACE MACRO region_of(aws_region, service) AS
    coalesce(aws_region, CASE WHEN service = 'cloudfront' THEN 'us-east-1' END);

-- Returns true if a value is in the scope. 'names' is the variable with values as they are in the columns,
-- which statements set, and 'pattern' the one with a regular expression for the values as people type them,
-- which options set.
CREATE OR REPLACE MACRO is_in_scope(value, names, pattern) AS
    (len(coalesce(getvariable(names), [])) = 0 OR list_contains(getvariable(names), value))
    AND (getvariable(pattern) IS NULL OR fully_matches(value, getvariable(pattern)));

-- Returns true if an action is in the scope, by any of its names, which are lines for the regular expression.
CREATE OR REPLACE MACRO is_action_in_scope(action, event_name, service) AS
    (len(coalesce(getvariable('actions'), [])) = 0 OR list_contains(getvariable('actions'), action) OR list_contains(getvariable('actions'), event_name))
    AND (getvariable('actions_pattern') IS NULL OR fully_matches(concat_ws(chr(10), action, event_name, service || ':' || action), getvariable('actions_pattern')));

-- Returns true if a time range overlaps the time range of the scope.
CREATE OR REPLACE MACRO overlaps_scope(from_time, to_time) AS
    (getvariable('since') IS NULL OR to_time > getvariable('since'))
    AND (getvariable('until') IS NULL OR from_time < getvariable('until'));

-- Returns the hour of the week, from 0 on Monday at midnight, and the slot of one in which the same activity
-- is expected: 0 to 23 for the hours of weekdays, 24 to 47 for those of weekends.
CREATE OR REPLACE MACRO hour_of_week(time) AS (isodow(time) - 1) * 24 + hour(time);
CREATE OR REPLACE MACRO slot_of(nth) AS nth % 24 + CASE WHEN nth % 168 < 120 THEN 0 ELSE 24 END;

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

-- Returns the caller to which a report counts a call: the ARN of the user or role, or a name if it has none.
-- Of a role in another account, the record has only its ID and the name of the session.
CREATE OR REPLACE MACRO caller_of(actor_arn, actor) AS
    coalesce(actor_arn, CASE WHEN starts_with(actor, 'AROA') THEN split_part(actor, ':', 1) ELSE actor END);

-- The same, but each person in the sessions of IAM Identity Center is a caller. The sessions of other roles are
-- runs of a program.
CREATE OR REPLACE MACRO caller_or_person_of(actor_arn, actor) AS
    CASE WHEN contains(actor_arn, 'AWSReservedSSO_') THEN actor ELSE caller_of(actor_arn, actor) END;

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

-- Returns all names of a caller, one per line, by which --actor and --user find it. A principal ID has the
-- session name behind a colon.
CREATE OR REPLACE MACRO caller_names(actor, actor_arn, arn, user_name, issuer_user_name, principal_id, invoked_by, on_behalf_of, source_identity) AS
    concat_ws(chr(10), actor, actor_arn, arn, user_name, issuer_user_name, principal_id, replace(principal_id, ':', chr(10)), invoked_by, on_behalf_of, source_identity);

-- Returns the first of some names as text, and how many more there are.
CREATE OR REPLACE MACRO first_names(names, most) AS
    array_to_string(names[1:most], ', ') || CASE WHEN len(names) > most THEN ', … and ' || (len(names) - most) || ' more' ELSE '' END;

-- The same of the names in a histogram, the most frequent first.
CREATE OR REPLACE MACRO most_frequent(counts, most) AS
    list_transform(
        [list_transform(
            list_sort(list_transform(map_entries(counts), lambda it: {'order': -(it.value::BIGINT), 'name': it.key})),
            lambda it: it.name)],
        lambda names: first_names(names, most))[1];
