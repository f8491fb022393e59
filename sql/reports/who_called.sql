-- title: Calls by kind of caller
-- theme: identity
-- core: question, answer, actor_class, calls
-- question: Were calls made by root or an IAM user, with the temporary credentials of a role or federated user, or by another AWS service?
-- note: The three questions overlap: a call by an IAM user through CloudFormation counts for the first and the third, so the counts do not add up to all calls. Network activity events are not counted.
-- column question: Question: 1 root or IAM user, 2 temporary credentials, 3 AWS service, 4 none of these.
-- column answer: Kind of caller or credentials.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column calls: Number of calls.
-- column writes: Number of calls that changed something or tried to.
-- column denied: Number of denied calls.
-- column failed: Number of calls that failed for another reason.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
-- column example_event_id: ID of one of the events.
SELECT
    questions.question,
    CASE questions.number
        WHEN 1 THEN CASE WHEN identity_type = 'Root' THEN 'root' ELSE 'IAM user' END
        WHEN 2 THEN CASE
            WHEN identity_type IN ('AssumedRole', 'Role') THEN 'role'
            WHEN identity_type = 'FederatedUser' THEN 'federated user'
            WHEN identity_type = 'Root' THEN 'session of root'
            WHEN identity_type = 'IAMUser' THEN 'session of an IAM user'
            ELSE 'other'
        END
        WHEN 3 THEN CASE WHEN actor_class = 'aws_service' THEN 'as itself' ELSE 'on behalf of the caller' END
        ELSE 'other'
    END AS answer,
    actor_class,
    sum(calls)::BIGINT AS calls,
    sum(writes)::BIGINT AS writes,
    sum(denied)::BIGINT AS denied,
    sum(failed)::BIGINT AS failed,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    min(example_event_id) AS example_event_id
FROM (
    SELECT
        identity_type,
        actor_class,
        is_temporary_credential,
        via_service,
        count(*) AS calls,
        count(*) FILTER (WHERE NOT is_read) AS writes,
        count(*) FILTER (WHERE outcome = 'denied') AS denied,
        count(*) FILTER (WHERE outcome = 'failed') AS failed,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        min(event_id) AS example_event_id
    FROM activity
    WHERE event_category IS DISTINCT FROM 'NetworkActivity'
    GROUP BY identity_type, actor_class, is_temporary_credential, via_service
) AS callers
JOIN (
    VALUES
        (1, '1 root or IAM user'),
        (2, '2 temporary credentials'),
        (3, '3 AWS service'),
        (4, '4 none of these')
) AS questions (number, question)
    ON CASE questions.number
        WHEN 1 THEN coalesce(identity_type IN ('Root', 'IAMUser'), false)
        WHEN 2 THEN is_temporary_credential OR coalesce(identity_type = 'Role', false)
        WHEN 3 THEN actor_class = 'aws_service' OR via_service
        ELSE NOT coalesce(identity_type IN ('Root', 'IAMUser', 'Role'), false)
            AND NOT is_temporary_credential
            AND actor_class <> 'aws_service'
            AND NOT via_service
    END
GROUP BY questions.question, answer, actor_class
ORDER BY question, calls DESC, answer, actor_class
