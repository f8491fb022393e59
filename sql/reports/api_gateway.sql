-- title: API Gateway: APIs, stages, keys and domains
-- question: Who changed or read which API, stage, deployment, authorizer, API key or domain name of API Gateway?
-- note: The calls that clients make to an API are not in CloudTrail, they are in the access logs of the stage. TestInvokeMethod and TestInvokeAuthorizer are never logged.
-- column event_time: When, in UTC.
-- column actor: Who: root, a user, role/session, a service.
-- column actor_class: What kind of caller that is.
-- column action: The call.
-- column api_id: The API.
-- column stage: The stage.
-- column target: What in it: a resource, method, deployment, authorizer, key or domain name.
-- column request_parameters: What was asked, as logged.
-- column is_read: Whether the call only read.
-- column via_service: Whether an AWS service made the call on the caller's behalf.
-- column region: The Region of the call.
-- column source_ip_address: From where.
-- column account_id: The account whose log this is.
-- column outcome: success, denied or failed.
-- column error: The error code, else the message.
-- column event_id: The event, to look it up.
SELECT
    event_time,
    actor,
    actor_class,
    action,
    coalesce(json_text(request_parameters, '$.restApiId'), json_text(request_parameters, '$.apiId'), json_text(response_elements, '$.apiId'), CASE WHEN action IN ('CreateRestApi', 'ImportRestApi') THEN json_text(response_elements, '$.id') END) AS api_id,
    coalesce(json_text(request_parameters, '$.stageName'), json_text(request_parameters, '$.createDeploymentInput.stageName'), json_text(request_parameters, '$.createStageInput.stageName')) AS stage,
    coalesce(json_text(request_parameters, '$.resourceId') || coalesce(' ' || json_text(request_parameters, '$.httpMethod'), ''), json_text(request_parameters, '$.authorizerId'), json_text(request_parameters, '$.deploymentId'), json_text(request_parameters, '$.apiKey'), json_text(request_parameters, '$.domainName'), json_text(request_parameters, '$.name'), json_text(request_parameters, '$.createRestApiInput.name'), json_text(request_parameters, '$.createApiKeyInput.name'), json_text(request_parameters, '$.resourceArn'), target_of(resources, request_parameters)) AS target,
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
ORDER BY event_time DESC, event_id, action, actor, target, source_ip_address
