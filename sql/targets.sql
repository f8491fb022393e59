-- The rules for the target of a call: what it made, or else what it acted on.

-- Returns a text, or NULL if it is empty. Not nullif in a coalesce: it expands to an expression that
-- contains its text twice, and DuckDB computes a repeated expression for all rows, even for those
-- that an earlier argument of the coalesce has already answered.
CREATE OR REPLACE MACRO text_if_any(text) AS list_filter([text], lambda it: it <> '')[1];

-- The same for a list.
CREATE OR REPLACE MACRO list_if_any(items) AS list_filter([items], lambda it: len(it) > 0)[1];

-- Returns the names in a document of the thing that an action makes. A name in a document is the text before
-- Id, Name or the like, and the value: "subnetId": "subnet-1", or for EC2 also "flowLogIdSet": {"item": "fl-1"}.
-- groupId is that of a securitygroup, and targetTableName that of a table, but vpcId is not that of a
-- vpcendpoint.
CREATE OR REPLACE MACRO named_things(makes, document) AS
    list_transform(
        list_filter(
            list_transform(
                regexp_extract_all(document::VARCHAR, '"[A-Za-z]+(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)"\s*:\s*(?:[{]\s*"item"\s*:\s*)?(?:[[]\s*)?"[^"]+"'),
                lambda pair: string_split(pair, '"')),
            lambda pair: list_filter(
                [lower(regexp_extract(pair[2], '^(.+?)(?:I[dD]|Identifier|Name|A[rR][nN]|IdSet)$', 1))],
                lambda thing: ends_with(makes, thing) OR thing = 'target' || makes) <> []),
        lambda pair: pair[-2]);

-- Returns what a call made, for the thing that its action makes.
--
-- An ID as EC2 gives them, which only the answer has, comes first; then the name in the request, which people
-- know, and then whatever else the answer calls the thing. Lambdas over a list of one element give values a
-- name, because a macro would repeat their expressions, and DuckDB would compute each one again.
CREATE OR REPLACE MACRO made_by(makes, request, response) AS
    list_transform(
        [[named_things(makes, request), named_things(makes, response)]],
        lambda values: list_sort(list_distinct(coalesce(
            list_if_any(list_filter(values[2], lambda value: text_matches(value, '^[a-z]+-[0-9a-f]{6,}$'))),
            list_if_any(list_filter(values[1], lambda value: NOT starts_with(value, 'arn:'))),
            list_if_any(list_filter(json_text(request, ['$.name']), lambda value: value <> '')),
            list_if_any(values[2]),
            list_if_any(list_filter(list_concat(json_text(response, ['$.arn', '$.id']), json_text(response, '$.*.arn'), json_text(response, '$.*.aRN'), json_text(response, '$.*.id')), lambda value: value <> '')[1:1])))))[1];

-- Returns the ARN of the object of S3 among the resources of a call, or of the first resource. The bucket
-- can come first.
CREATE OR REPLACE MACRO first_resource(resources) AS
    CASE
        WHEN contains(resources::VARCHAR, 'AWS::S3::Object') THEN coalesce(
            list_filter(json_extract(resources, '$[*]'), lambda it: json_text(it, '$.type') = 'AWS::S3::Object' AND json_text(it, '$.ARN') <> '')[1] ->> '$.ARN',
            CASE WHEN NOT contains(resources::VARCHAR, 'ARNPrefix') THEN nullif(json_text(resources, '$[0].ARN'), '') END)
        ELSE nullif(json_text(resources, '$[0].ARN'), '')
    END;

-- Returns what a call acted on: the first resource in the record, or the first request parameter that is
-- known to name one, or the first parameter whose name ends in Id, Name, Arn or the like, including those
-- inside the wrapper of some EC2 calls: DeleteNatGatewayRequest.NatGatewayId.
CREATE OR REPLACE MACRO acted_on(resources, request) AS
    coalesce(
        first_resource(resources),
        json_text(request, '$.bucketName') || coalesce('/' || json_text(request, '$.key'), ''),
        text_if_any(list_aggregate(json_text(request, '$.instancesSet.items[*].instanceId'), 'string_agg', ', ')),
        -- All paths in one call, because each call parses the whole text again.
        list_any_value(json_text(request, [
            '$.functionName', '$.roleName', '$.userName', '$.groupName', '$.policyArn', '$.policyName',
            '$.instanceProfileName', '$.dBInstanceIdentifier', '$.dBClusterIdentifier', '$.dBSnapshotIdentifier',
            '$.snapshotId', '$.volumeId', '$.imageId', '$.groupId', '$.vpcId', '$.subnetId', '$.routeTableId',
            '$.natGatewayId', '$.networkInterfaceId', '$.allocationId', '$.internetGatewayId', '$.tableName',
            '$.keyId', '$.secretId', '$.topicArn', '$.queueUrl', '$.logGroupName', '$.stackName', '$.hostedZoneId',
            '$.domainName', '$.restApiId', '$.distributionId', '$.trailName', '$.target', '$.id', '$.name', '$.arn', '$.roleArn'])),
        text_if_any(regexp_extract(request::VARCHAR, '"[A-Za-z]+(Id|Identifier|Name|Arn|ARN)"\s*:\s*([{][^{}]*"content"\s*:\s*)?"([^"]+)"', 3)));

-- Returns the resource in the message of a denied call, whose parameters are often null. Source:
-- "Troubleshoot access denied error messages" in the IAM user guide.
CREATE OR REPLACE MACRO denied_resource(message) AS
    nullif(nullif(regexp_extract(message, ' on resource: "?([^" ]+)', 1), ''), '*');

-- Returns the target of a call: what it made, what it acted on, or what it was denied. A call of JSON-RPC
-- has a number as its id, which is none.
CREATE OR REPLACE MACRO target_of(makes, resources, request, response, message) AS
    CASE
        WHEN contains(request::VARCHAR, '"jsonrpc"') THEN first_resource(resources)
        ELSE coalesce(
            CASE WHEN makes IS NOT NULL AND message IS NULL THEN list_transform(
                [list_aggregate(made_by(makes, request, response), 'string_agg', ', ')],
                -- The ARN among the resources says more, if it is that of the new thing.
                lambda made: CASE WHEN made <> '' AND ends_with(json_text(resources, '$[0].ARN'), made) THEN json_text(resources, '$[0].ARN') ELSE made END)[1] END,
            acted_on(resources, request),
            denied_resource(message))
    END;

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

-- Returns the items of a batch call that failed, each with its name and error. A batch call succeeds as a
-- whole, and its answer lists the items that failed:
--
--   member of the answer             of                                            name of an item
--   -------------------------------  --------------------------------------------  ------------------------------
--   XResponse.unsuccessful.item      Amazon EC2 (DeleteFlowLogs, DeleteFleets, …)  resourceId, fleetId
--   failures                         Amazon ECR, Amazon ECS, AWS CodeBuild         imageId.imageDigest, .imageTag, arn
--   failed                           Amazon SQS (…Batch)                           id
--   errors, errorEntries             AWS Glue, Amazon Redshift, Amazon S3          tableName, snapshotIdentifier, key
--   failedEntries, failedRequests    Amazon EventBridge, Amazon WorkSpaces         targetId, workspaceId
--   unprocessedAccounts              Amazon GuardDuty, AWS Security Hub            accountId
--   buildsNotDeleted                 AWS CodeBuild (BatchDeleteBuilds)             id
--
-- The text search comes first because few answers have one of them, and parsing is slow.
CREATE OR REPLACE MACRO failed_items(response) AS
    CASE WHEN text_matches(response::VARCHAR, '"(unsuccessful|failures|failed|errors|errorEntries|failedEntries|failedRequests|unprocessed[A-Za-z]*|buildsNotDeleted)"\s*:\s*[{[]') THEN
        list_transform(
            list_filter(
                flatten(list_transform(
                    list_concat(
                        json_extract(response, '$.*.unsuccessful.item'),
                        json_extract(response, ['$.failures', '$.failed', '$.errors', '$.errorEntries', '$.failedEntries', '$.failedRequests', '$.unprocessedAccounts', '$.unprocessedItems', '$.buildsNotDeleted'])),
                    -- A single item can stand without a list.
                    lambda items: CASE json_type(items) WHEN 'ARRAY' THEN json_extract(items, '$[*]') WHEN 'OBJECT' THEN [items] END)),
                lambda item: json_type(item) = 'OBJECT'),
            lambda item: {
                'name': list_any_value(json_text(item, [
                    '$.resourceId', '$.fleetId', '$.imageId.imageDigest', '$.imageId.imageTag', '$.key', '$.workspaceId', '$.targetId',
                    '$.accountId', '$.tableName', '$.snapshotIdentifier', '$.arn', '$.id', '$.name'])),
                'error': list_any_value(json_text(item, [
                    '$.error.code', '$.errorCode', '$.failureCode', '$.code', '$.statusCode', '$.errorDetail.errorCode', '$.reason', '$.result',
                    '$.error.message', '$.errorMessage', '$.failureReason', '$.message']))})
    END;

-- Returns the targets that a call deleted: all that it names, without those that failed.
CREATE OR REPLACE MACRO deleted_targets(request, response, target) AS
    list_transform(
        [list_transform(failed_items(response), lambda item: item.name)],
        lambda failed: list_filter(targets_of(request, target), lambda name: NOT coalesce(list_contains(failed, name), false)))[1];
