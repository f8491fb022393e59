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
            list_if_any(list_filter(list_concat(json_text(response, ['$.arn', '$.id']), json_text(response, '$.*.arn'), json_text(response, '$.*.aRN'), json_text(response, '$.*.id')), lambda value: value <> '')[1:1]),
            -- The tableInput of AWS Glue, the configurationSet of Amazon SES.
            list_if_any(list_filter(json_text(request, '$.*.name'), lambda value: value <> '')[1:1])))))[1];

-- Returns the ARN of the object of S3 among the resources of a call, or of the first resource. The bucket
-- can come first.
CREATE OR REPLACE MACRO first_resource(resources) AS
    CASE
        WHEN contains(resources::VARCHAR, 'AWS::S3::Object') THEN coalesce(
            list_filter(json_extract(resources, '$[*]'), lambda it: json_text(it, '$.type') = 'AWS::S3::Object' AND json_text(it, '$.ARN') <> '')[1] ->> '$.ARN',
            CASE WHEN NOT contains(resources::VARCHAR, 'ARNPrefix') THEN nullif(json_text(resources, '$[0].ARN'), '') END)
        ELSE nullif(json_text(resources, '$[0].ARN'), '')
    END;

-- Returns the parameter of a request that names what an action makes, deletes, changes or stops, and not what that is in: of the
-- clusterName and the nodegroupName of DeleteNodegroup the latter, and the taskDefinition of DeregisterTaskDefinition.
-- The version of a thing, its policy and the like are not its name. Other actions are not worth the time that it takes.
CREATE OR REPLACE MACRO named_by(action, request) AS
    CASE WHEN text_matches(action, '^(Batch|Bulk|Admin|Force|Schedule|Permanently)?(Delete|Remove|Terminate|Deregister|Destroy|Purge|Release|Deprovision|Create|Register|Update|Modify|Stop|Disable|Suspend|Cancel|Detach|Disassociate|Deactivate)') THEN
        list_transform(
            [subject_of(action)],
            lambda subject: list_filter(
                list_transform(
                    regexp_extract_all(request::VARCHAR, '"[a-z][A-Za-z0-9]+"\s*:\s*"[^"\\{ ]+"'),
                    lambda pair: string_split(pair, '"')),
                -- Most names have other first letters, and the rest takes far longer. A value such as PUBLIC_READ is a setting.
                lambda pair: CASE WHEN contains(subject, lower(left(pair[2], 3))) AND NOT text_matches(pair[-2], '^[A-Z_]+$') THEN list_filter(
                    [lower(regexp_replace(pair[2], '(I[dD]|Identifier|[nN]ame|A[rR][nN])$', ''))],
                    lambda name: ends_with(subject, name)
                        AND NOT text_matches(name, 'version$|^.{0,2}$|^(command|message|pattern|scope|status|type|value)$')
                        AND (name <> 'policy' OR subject = name)) <> [] ELSE false END)[1][-2])[1]
    END;

-- Returns what a call acted on: the first resource in the record, or the first request parameter that is
-- known to name one, or the one that names what the action is about, or the first parameter whose name ends
-- in Id, Name, Arn or the like, including those inside the wrapper of some EC2 calls: DeleteNatGatewayRequest.NatGatewayId.
CREATE OR REPLACE MACRO acted_on(action, resources, request) AS
    coalesce(
        first_resource(resources),
        json_text(request, '$.bucketName') || coalesce('/' || json_text(request, '$.key'), ''),
        text_if_any(list_aggregate(json_text(request, '$.instancesSet.items[*].instanceId'), 'string_agg', ', ')),
        -- All paths in one call, because each call parses the whole text again.
        list_any_value(json_text(request, [
            '$.roleName', '$.userName', '$.policyArn', '$.instanceProfileName', '$.dBInstanceIdentifier', '$.dBClusterIdentifier', '$.dBSnapshotIdentifier',
            '$.snapshotId', '$.volumeId', '$.imageId', '$.groupId', '$.tableName',
            '$.distributionId', '$.secretId', '$.topicArn', '$.queueUrl', '$.keyId', '$.stackName', '$.trailName'])),
        named_by(action, request),
        list_any_value(json_text(request, [
            '$.functionName', '$.permissionSetArn', '$.groupName', '$.policyName', '$.vpcId', '$.subnetId', '$.routeTableId',
            '$.natGatewayId', '$.networkInterfaceId', '$.allocationId', '$.internetGatewayId', '$.logGroupName', '$.hostedZoneId', '$.domainName', '$.restApiId',
            '$.target', '$.id', '$.name', '$.arn', '$.roleArn', '$.package', '$.repository', '$.rule', '$.task', '$.cluster'])),
        text_if_any(regexp_extract(request::VARCHAR, '"[A-Za-z0-9]+(I[dD]|Identifier|Name|A[rR][nN])"\s*:\s*([{][^{}]*"content"\s*:\s*)?"([^"]+)"', 3)),
        text_if_any(regexp_extract(request::VARCHAR, '"(identifier|aRN|uUID|serialNumber|emailAddress|phoneNumber|cidr)"\s*:\s*"([^"]+)"', 2)));

-- Returns the resource in the message of a denied call, whose parameters are often null. Source:
-- "Troubleshoot access denied error messages" in the IAM user guide.
CREATE OR REPLACE MACRO denied_resource(message) AS
    nullif(nullif(regexp_extract(message, ' on resource: "?([^" ]+)', 1), ''), '*');

-- Returns the target of a call: what it made, for the thing that its action makes, what it acted on, or what it was denied. A call of JSON-RPC
-- has a number as its id, which is none.
CREATE OR REPLACE MACRO target_of(makes, action, resources, request, response, message) AS
    CASE
        WHEN contains(request::VARCHAR, '"jsonrpc"') THEN first_resource(resources)
        ELSE coalesce(
            CASE WHEN makes IS NOT NULL AND message IS NULL THEN list_transform(
                [list_aggregate(made_by(makes, request, response), 'string_agg', ', ')],
                -- The ARN among the resources says more, if it is that of the new thing.
                lambda made: CASE WHEN made <> '' AND ends_with(json_text(resources, '$[0].ARN'), made) THEN json_text(resources, '$[0].ARN') ELSE made END)[1] END,
            acted_on(action, resources, request),
            denied_resource(message))
    END;

-- Returns all targets of a call that can name several, or only its target for other calls. These are the requests in
-- the models of the AWS APIs that list what to delete, as CloudTrail writes them. Versions of one thing are not listed.
CREATE OR REPLACE MACRO targets_of(request, target) AS
    coalesce(
        -- The text search is cheap, and most requests contain no list.
        CASE WHEN contains(request::VARCHAR, '[') THEN nullif(list_distinct(flatten(list_transform(
            -- All paths in one call, because some of these requests are long and contain one of the lists.
            [json_extract(request, [
                '$.instancesSet.items', '$.resourcesSet.items', '$.hostIdSet.items', '$.imageIds', '$.terminateWorkspaceRequests',
                '$.targets', '$.delete.objects', '$.instances', '$.identifiers', '$.records', '$.deleteAgents',
                '$.DeleteVpcEndpointsRequest.VpcEndpointId', '$.DeleteFlowLogsRequest.FlowLogId', '$.DeleteFleetsRequest.FleetId',
                '$.DeleteVpcEndpointServiceConfigurationsRequest.ServiceId', '$.DeleteVpcEndpointConnectionNotificationsRequest.ConnectionNotificationId',
                '$.DeleteQueuedReservedInstancesRequest.ReservedInstancesId', '$.CancelSpotFleetRequestsRequest.SpotFleetRequestId',
                '$.names', '$.ids', '$.accountIds', '$.alarmNames', '$.dashboardNames', '$.ruleNames', '$.tablesToDelete',
                '$.automationRulesArns', '$.channelIds', '$.codeReviewIds', '$.configurationIds', '$.connectionNameList', '$.databaseIds',
                '$.delegationIds', '$.deviceIds', '$.deviceNames', '$.documentIdList', '$.faceIds', '$.featuredResultsSetIds',
                '$.geofenceIds', '$.identityIdsToDelete', '$.importTaskIds', '$.jobFlowIds', '$.jobIdentifiers', '$.jobs',
                '$.knowledgeBaseIds', '$.metricDefinitionIds', '$.nodeIds', '$.pentestIds', '$.phoneNumberIds', '$.recoveryInstanceIDs',
                '$.scheduledActionNames', '$.secretArnList', '$.sourceServerIDs', '$.taskDefinitions', '$.threatModelIds', '$.uniqueIds'])],
            lambda lists: flatten([
                json_text(lists[1], '$[*].instanceId'),
                json_text(lists[2], '$[*].resourceId'),
                json_text(lists[3], '$[*].hostId'),
                list_transform(json_extract(lists[4], '$[*]'), lambda image: coalesce(json_text(image, '$.imageDigest'), json_text(image, '$.imageTag'))),
                json_text(lists[5], '$[*].workspaceId'),
                json_text(lists[6], '$[*].id'),
                json_text(lists[7], '$[*].key'),
                json_text(lists[8], '$[*].instanceId'),
                json_text(lists[9], '$[*].snapshotIdentifier'),
                json_text(lists[10], '$[*].memoryRecordId'),
                json_text(lists[11], '$[*].agentId'),
                flatten(list_transform(lists[12:18], lambda items: json_text(items, '$[*].content'))),
                flatten(list_transform(lists[19:55], lambda items: json_text(items, '$[*]')))])))), []) END,
        [target]);

-- Returns true if an answer may list items that failed. Searches for words come first, because few answers have one,
-- and an expression takes twice as long as all of them.
CREATE OR REPLACE MACRO lists_failures(response) AS
    CASE
        WHEN contains(response::VARCHAR, 'ail') OR contains(response::VARCHAR, 'rror') OR contains(response::VARCHAR, 'nproc')
            OR contains(response::VARCHAR, 'nsucc') OR contains(response::VARCHAR, 'nvalid') OR contains(response::VARCHAR, 'NotDel')
            THEN text_matches(response::VARCHAR, '"(unsuccessful|failures?|failed|unprocessed|invalid|buildsNotDeleted|[A-Za-z]*[Ee]rror)[A-Za-z]*"\s*:\s*[{[]')
        ELSE false
    END;

-- Returns the items of a batch call that failed, each with its name and error. A batch call succeeds as a
-- whole, and its answer lists the items that failed. In the models of the AWS APIs these lists are:
--
--   member of the answer                     of
--   ---------------------------------------  ------------------------------------------------------------------
--   XResponse.unsuccessful.item              Amazon EC2 (DeleteFlowLogs, CreateFlowLogs, …)
--   XResponse.unsuccessful…Set.item,         Amazon EC2 (DeleteFleets, DeleteLaunchTemplateVersions,
--     XResponse.failed…Set.item                DeleteQueuedReservedInstances, CancelSpotFleetRequests)
--   errors, failures, failed                 most services: Amazon ECR, Amazon ECS, AWS Glue, Amazon SQS, …
--   errors, failedVersions, as an object     AWS Glue (BatchDeleteConnection), AWS CodeArtifact
--   invalidParameters, of texts              AWS Systems Manager (DeleteParameters)
--   failedX, unprocessedX, XErrors, …        as the name of what failed
--
-- An item without a name is no item: CreateIntegration lists the errors of the integration.
CREATE OR REPLACE MACRO failed_items(response) AS
    CASE WHEN lists_failures(response) THEN
        list_filter(
            list_concat(
                list_transform(
                    list_filter(
                        flatten(list_transform(
                            list_concat(
                                json_extract(response, '$.*.unsuccessful.item'),
                                json_extract(response, '$.*.unsuccessfulFleetDeletionSet.item'),
                                json_extract(response, '$.*.unsuccessfulFleetRequestSet.item'),
                                json_extract(response, '$.*.unsuccessfullyDeletedLaunchTemplateVersionSet.item'),
                                json_extract(response, '$.*.failedQueuedPurchaseDeletionSet.item'),
                                json_extract(response, [
                                    '$.errors', '$.failures', '$.failed', '$.errorEntries', '$.failedEntries', '$.failedRequests', '$.unprocessedAccounts',
                                    '$.unprocessedItems', '$.buildsNotDeleted', '$.unsuccessful', '$.unsuccessful.items', '$.failedItems', '$.failedRecords',
                                    '$.failedAccounts', '$.failedDocuments', '$.failedNodeLogicalIds', '$.failedScheduledActions', '$.phoneNumberErrors',
                                    '$.deleteErrors', '$.createErrors', '$.schemaVersionErrors', '$.invalidAnswers', '$.unprocessedAutomationRules',
                                    '$.unprocessedIdentityIds', '$.unprocessedScramSecrets', '$.unprocessedUpdateActions', '$.unsuccessfulFaceDeletions'])),
                            -- A single item of EC2 can stand without a list.
                            lambda items: CASE
                                WHEN json_type(items) = 'ARRAY' THEN json_extract(items, '$[*]')
                                WHEN text_matches(response::VARCHAR, '^[{]\s*"[A-Za-z]+Response"') THEN [items]
                            END)),
                        lambda item: json_type(item) = 'OBJECT'),
                    lambda item: {
                        'name': coalesce(
                            -- A version of a thing that has others.
                            json_text(item, '$.launchTemplateId') || ':' || json_text(item, '$.versionNumber'),
                            json_text(item, '$.tableName') || ':' || json_text(item, '$.versionId'),
                            list_any_value(json_text(item, [
                                '$.resourceId', '$.fleetId', '$.imageId.imageDigest', '$.imageId.imageTag', '$.key', '$.workspaceId', '$.targetId',
                                '$.accountId', '$.tableName', '$.snapshotIdentifier', '$.arn', '$.id', '$.name', '$.job', '$.partitionValues', '$.failureResource'])),
                            text_if_any(regexp_extract(item::VARCHAR, '"[A-Za-z]+(Id|Identifier|Name|Arn|Number|Key)"\s*:\s*"([^"]+)"', 2))),
                        'error': list_any_value(json_text(item, [
                            '$.error.code', '$.responseError.code', '$.errorCode', '$.failureCode', '$.code', '$.statusCode', '$.errorDetail.errorCode', '$.reason',
                            '$.result', '$.reasons[0]', '$.errorType', '$.exceptionType', '$.processingResult', '$.error.message', '$.errorMessage',
                            '$.failureReason', '$.message', '$.errorDetails.errorMessage', '$.errorDescription']))}),
                flatten(list_transform(
                    list_filter(json_extract(response, ['$.errors', '$.failedVersions']), lambda items: json_type(items) = 'OBJECT'),
                    lambda items: list_transform(
                        regexp_extract_all(items::VARCHAR, '"([^"]+)"\s*:\s*[{]', 1),
                        lambda key: {'name': key, 'error': text_if_any(regexp_extract(items::VARCHAR, '"errorCode"\s*:\s*"([^"]+)"', 1))}))),
                list_transform(json_text(response, '$.invalidParameters[*]'), lambda parameter: {'name': parameter, 'error': 'InvalidParameter'})),
            lambda item: item.name IS NOT NULL)
    END;

-- Returns the error of a batch call of which all items failed: its answer lists these, an empty list of those that did
-- not, and nothing else. Returns NULL for all other calls.
CREATE OR REPLACE MACRO error_of_all(response) AS
    CASE WHEN lists_failures(response) THEN
        list_transform(
            list_filter(
                [failed_items(response)],
                lambda items: len(items) > 0
                    AND (list_transform(
                        [list_filter(json_extract(response, '$.*'), lambda part: json_type(part) = 'ARRAY')],
                        lambda lists: len(list_filter(lists, lambda part: part::VARCHAR = '[]')) > 0
                            AND len(list_filter(lists, lambda part: part::VARCHAR <> '[]')) < 2)[1]
                        OR text_matches(response::VARCHAR, '"[A-Za-z]+Set"\s*:\s*""'))),
            lambda items: coalesce(items[1].error, 'failed'))[1]
    END;

-- Returns the targets that a call deleted: all that it names, without those that failed.
CREATE OR REPLACE MACRO deleted_targets(request, response, target) AS
    list_transform(
        [list_transform(failed_items(response), lambda item: item.name)],
        lambda failed: list_filter(targets_of(request, target), lambda name: NOT coalesce(list_contains(failed, name), false)))[1];
