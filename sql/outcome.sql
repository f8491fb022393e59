-- The outcome of a call: success, denied or failed, by what the record says as a whole.
--
-- Each part of a record that can tell is one element of a list; the worst of them counts, and a record
-- that says nothing is a success. A value is read by these rules, the same for all parts:
--
--   value                                     outcome   source
--   ----------------------------------------  --------  -------------------------------------------------
--   an HTTP status 401 or 403                 denied    RFC 9110, 15.5.2 and 15.5.4; Amazon Managed Grafana
--                                                       writes the status of its API into errorCode
--   an HTTP status 400 to 599                 failed    RFC 9110, 15.5 and 15.6
--   an HTTP status 100 to 399                 success   RFC 9110, 15.2 to 15.4
--   …AccessDenied…, access_denied             denied    "Common Errors" of most services; RFC 6749, 4.1.2.1
--   …Unauthorized…, unauthorized_client       denied    Amazon EC2 "Error codes" (UnauthorizedOperation)
--   …NotAuthorized…                           denied    Amazon Cognito and others (NotAuthorizedException)
--   …Forbidden…                               denied    AWS IoT, AWS CodeArtifact and others
--   AuthorizationError…                       denied    Amazon SNS "Common Errors", status 403
--   …PermissionDenied…, …PermissionsDenied…   denied    gRPC's spelling, in service events
--   Failure, Failed, Error, false             failed    the answers of AWS Sign-In and Amazon EC2
--   Success, Succeeded, true and the like     success
--
-- Not denied: AuthFailure, ExpiredToken, InvalidClientTokenId and the like, for which the credentials
-- are not valid; OperationNotPermitted, which EC2 answers for the state of a resource; and
-- DryRunOperation, for which nothing was done.

-- Returns the text of an error without the differences of its spellings.
CREATE OR REPLACE MACRO plain_error(text) AS replace(replace(lower(text), '_', ''), ' ', '');

-- Returns true if an error code says that the caller lacks a permission.
CREATE OR REPLACE MACRO is_denial_code(code) AS
    text_matches(plain_error(code), 'accessdenied|unauthori[sz]ed|notauthori[sz]ed|forbidden|^(client\.)?authorizationerror|permissions?denied');

-- Returns true if an error message says so, whatever the error code. These are the forms of "Troubleshoot
-- access denied error messages" in the IAM user guide, and those of Amazon EC2 and API Gateway. A message
-- that begins with "Access denied" does not count: AWS CloudTrail and others write that about the role
-- that a service should assume.
CREATE OR REPLACE MACRO is_denial_message(message) AS
    text_matches(message, '(?i)(is|are) not authorized to (perform|access)|with an explicit deny|no [a-z-]+ policy allows the |user is not authorized|anonymous is not authorized');

-- Returns the outcome that one value stands for, or NULL if it says nothing.
CREATE OR REPLACE MACRO outcome_of_value(value) AS
    CASE
        -- A whole object or list is no result.
        WHEN text_matches(value, '^[{[]') THEN NULL
        WHEN try_cast(value AS DOUBLE) BETWEEN 100 AND 599 THEN
            CASE WHEN try_cast(value AS DOUBLE) IN (401, 403) THEN 'denied' WHEN try_cast(value AS DOUBLE) >= 400 THEN 'failed' ELSE 'success' END
        WHEN is_denial_code(value) THEN 'denied'
        WHEN lower(value) IN ('failure', 'failed', 'error', 'false') THEN 'failed'
    END;

-- Returns the outcome that the members errorCode and errorMessage stand for. A message alone is a
-- failure, as for a failed sign-in to the console.
CREATE OR REPLACE MACRO outcome_of_error(code, message) AS
    CASE
        WHEN is_denial_code(code) OR is_denial_message(message) THEN 'denied'
        WHEN code IS NOT NULL THEN coalesce(outcome_of_value(code), 'failed')
        WHEN message IS NOT NULL THEN CASE WHEN is_denial_code(message) THEN 'denied' ELSE 'failed' END
    END;

-- Returns true if a part may hold a result. Searches for words come first, because few parts hold one,
-- and an expression takes three times as long as all of them.
CREATE OR REPLACE MACRO response_may_tell(response) AS
    CASE
        WHEN contains(response::VARCHAR, 'tatus') OR contains(response::VARCHAR, 'eturn"') OR contains(response::VARCHAR, 'uccess"')
            OR contains(response::VARCHAR, 'ailure"') OR contains(response::VARCHAR, 'AILURE"') OR contains(response::VARCHAR, 'error"')
            THEN text_matches(response::VARCHAR, '[Ss]tatus(Code)?" ?: ?[45]|([Ss]uccess|return)" ?: ?"?[Ff]|: ?"F(ailure|AILURE)"|"error" ?: ?[{]')
        ELSE false
    END;
CREATE OR REPLACE MACRO additional_may_tell(additional) AS
    coalesce(
        contains(additional::VARCHAR, 'tatus') OR contains(additional::VARCHAR, 'success"')
            OR contains(additional::VARCHAR, 'result"') OR contains(additional::VARCHAR, 'outcome"'),
        false);

-- Returns the values in responseElements that say how a call ended. A status counts only if it is a number:
-- API Gateway answers PutMethodResponse with the statusCode "404" of the response that it has stored, and
-- a status such as FAILED is that of a resource.
CREATE OR REPLACE MACRO results_in_response(response) AS
    CASE WHEN response_may_tell(response) THEN
        list_concat(
            list_transform(
                -- AgentCore Gateway (statusCode), the AWS SDKs (HTTPStatusCode).
                json_extract(response, ['$.statusCode', '$.status', '$.httpStatusCode', '$.responseMetadata.httpStatusCode', '$.ResponseMetadata.HTTPStatusCode']),
                lambda it: CASE WHEN text_matches(it::VARCHAR, '^[45]') THEN it::VARCHAR END),
            list_transform(
                -- Amazon EC2 (_return), EC2 Instance Connect (success), AWS Sign-In (the name of the action).
                json_text(response, ['$._return', '$.return', '$.success', '$.result', '$.status', '$.ConsoleLogin', '$.SwitchRole', '$.CheckMfa', '$.PasswordRecoveryRequested', '$.PasswordRecoveryCompleted']),
                lambda it: CASE WHEN lower(it) IN ('failure', 'false') THEN it END),
            -- JSON-RPC 2.0, section 5.1, in the answers of Model Context Protocol servers.
            list_transform(json_extract(response, ['$.error.code', '$.body.error.code']), lambda it: CASE WHEN it IS NOT NULL THEN 'error' END))
    END;

-- Returns those in additionalEventData: success of CreateOAuth2Token (AWS Sign-In); the status of the
-- pages of Amazon Cognito's managed login, which is 200.0 in its records.
CREATE OR REPLACE MACRO results_in_additional(additional) AS
    CASE WHEN additional_may_tell(additional) THEN
        json_text(additional, ['$.success', '$.result', '$.outcome', '$.statusCode', '$.httpStatusCode', '$.statusType', '$.responseParameters.status', '$.responseParameters.statusCode'])
    END;

-- Returns those in serviceEventDetails, which some services write as a text that holds JSON.
--   Amazon Managed Grafana: result.statusType, result.statusCode
--   AWS Backup: state; AWS Control Tower and AWS Organizations: createManagedAccountStatus.state and the like
--   AWS Sign-In for IAM Identity Center: UserAuthentication, CredentialVerification
CREATE OR REPLACE MACRO results_in_details(details) AS
    CASE WHEN details IS NOT NULL THEN
        list_concat(
            json_text(document_of(details), [
                '$.result.statusType', '$.result.statusCode', '$.result.status', '$.result', '$.statusType', '$.statusCode',
                '$.status', '$.state', '$.success', '$.outcome', '$.eventStatus', '$.UserAuthentication', '$.CredentialVerification', '$.CredentialChallenge']),
            json_text(document_of(details), '$.*.state'))
    END;

-- Returns the document in a JSON text, or the document itself.
CREATE OR REPLACE MACRO document_of(document) AS
    CASE WHEN starts_with(document::VARCHAR, '"') THEN coalesce(try_cast(json_text(document, '$') AS JSON), document) ELSE document END;

-- Returns the outcome of a call: the worst of what its parts say, which is also the first by alphabet.
CREATE OR REPLACE MACRO outcome_of(code, message, sign_in_failed, response, additional, details) AS
    CASE
        -- Most calls; the rest takes ten times as long.
        WHEN code IS NULL AND message IS NULL AND sign_in_failed IS DISTINCT FROM true AND details IS NULL
            AND NOT response_may_tell(response) AND NOT additional_may_tell(additional) THEN 'success'
        ELSE coalesce(
            list_min(list_concat(
                [outcome_of_error(code, message), CASE WHEN sign_in_failed THEN 'failed' END],
                list_transform(
                    list_concat(results_in_response(response), results_in_additional(additional), results_in_details(details)),
                    lambda it: outcome_of_value(it)))),
            'success')
    END;

-- Returns true if a call was refused because of its rate. The codes are those that AWS SDKs retry as throttling
-- ("Retry behavior" in the AWS SDKs and Tools reference guide), with or without the prefix of Amazon EC2; the
-- message is that of services whose code says less. LimitExceeded is about the number of resources.
CREATE OR REPLACE MACRO is_throttled(code, message) AS
    code IS NOT NULL AND (
        text_matches(plain_error(code), '^(client\.|server\.)?(.*throttl.*|requestlimitexceeded|toomanyrequests(exception)?|provisionedthroughputexceeded(exception)?|slowdown|bandwidthlimitexceeded|priorrequestnotcomplete|rateexceeded(exception)?|429)$')
        OR coalesce(text_matches(lower(message), '^rate exceeded|request rate (is )?too high|too many requests'), false));
