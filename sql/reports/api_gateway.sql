-- title: API Gateway: APIs, stages, keys and domains
-- theme: services
-- core: event_time, actor, action, api_id, outcome
-- not shown: requests that clients send to an API: they are in the access logs of its stage
-- question: Who changed or read APIs, stages, deployments, authorizers, API keys or domain names in API Gateway?
-- note: Requests that clients send to an API are not in CloudTrail; they are in the access logs of its stage. TestInvokeMethod and TestInvokeAuthorizer are never logged.
-- column event_time: Time of the event, in UTC.
-- column actor: Caller: root, a user, role/session or a service.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column action: API action.
-- column api_id: API ID.
-- column stage: Stage.
-- column target: Part of the API: a resource, method, deployment, authorizer, key or domain name.
-- column request_parameters: Request parameters, as logged.
-- column is_read: True if the call only read.
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
    action,
    coalesce(json_text(request_parameters, '$.restApiId'), json_text(request_parameters, '$.apiId'), json_text(response_elements, '$.apiId'), CASE WHEN action IN ('CreateRestApi', 'ImportRestApi') THEN json_text(response_elements, '$.id') END) AS api_id,
    coalesce(json_text(request_parameters, '$.stageName'), json_text(request_parameters, '$.createDeploymentInput.stageName'), json_text(request_parameters, '$.createStageInput.stageName')) AS stage,
    coalesce(json_text(request_parameters, '$.resourceId') || coalesce(' ' || json_text(request_parameters, '$.httpMethod'), ''), json_text(request_parameters, '$.authorizerId'), json_text(request_parameters, '$.deploymentId'), json_text(request_parameters, '$.apiKey'), json_text(request_parameters, '$.domainName'), json_text(request_parameters, '$.name'), json_text(request_parameters, '$.createRestApiInput.name'), json_text(request_parameters, '$.createApiKeyInput.name'), json_text(request_parameters, '$.resourceArn'), target) AS target,
    request_parameters,
    is_read,
    via_service,
    region,
    source_ip_address,
    recipient_account_id AS account_id,
    outcome,
    coalesce(error_code, error_message) AS error,
    event_id
FROM activity
WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    AND service = 'apigateway'
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address, actor_class, api_id, stage, request_parameters, is_read, via_service, region, account_id, outcome, error
