-- title: Calls refused for their rate
-- theme: services
-- core: throttled, actor, service, action, share
-- not shown: retries that an SDK made and that succeeded; limits on the number of resources
-- question: Which callers and programs use up the rate limits of an API, and when?
-- note: One row per caller, program, call, Region and account. A limit is shared by all callers of an account and Region, so the caller with the most throttled calls is not always the one that uses it up: compare calls. The error codes are those that the AWS SDKs retry as throttling.
-- column throttled: Number of calls that were refused for their rate.
-- column calls: Number of calls of the caller with this program, refused or not.
-- column share: Part of the calls that was refused, in percent.
-- column worst_minute: Largest number of refused calls in one minute.
-- column worst_minute_at: That minute, in UTC.
-- column actor: Caller: root, a user, a service, or the name of a role.
-- column actor_class: Kind of caller, such as iam_user or assumed_role.
-- column program: Name of the program, without its version.
-- column service: AWS service.
-- column action: API action.
-- column errors: Error codes, the most frequent first.
-- column region: Region of the calls.
-- column first_at: Time of the first refused call, in UTC.
-- column last_at: Time of the last refused call, in UTC.
-- column account_id: Account that the log belongs to.
-- column actor_arn: ARN of the caller; for a role session, the ARN of the role.
-- column user_agent: One of the user agents, as logged.
-- column event_id: Event ID of the first refused call.
SELECT
    sum(throttled)::BIGINT AS throttled,
    sum(calls)::BIGINT AS calls,
    round(100 * sum(throttled) / sum(calls), 1) AS share,
    max(throttled) AS worst_minute,
    arg_max(minute, (throttled, -epoch(minute))) AS worst_minute_at,
    CASE WHEN min(first_actor) = max(last_actor) THEN min(first_actor) ELSE split_part(min(first_actor), '/', 1) END AS actor,
    actor_class,
    program,
    service,
    action,
    array_to_string(list_sort(list_distinct(flatten(list(errors)))), ', ') AS errors,
    region,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    account_id,
    actor_arn,
    min(user_agent) AS user_agent,
    arg_min(event_id, (first_at, event_id)) AS event_id
FROM (
    SELECT
        minute,
        coalesce(sum(calls) FILTER (WHERE is_refused), 0) AS throttled,
        sum(calls) AS calls,
        min(first_actor) AS first_actor,
        max(last_actor) AS last_actor,
        caller,
        actor_class,
        program,
        service,
        action,
        list(error_code) AS errors,
        region,
        min(first_at) FILTER (WHERE is_refused) AS first_at,
        max(last_at) FILTER (WHERE is_refused) AS last_at,
        account_id,
        actor_arn,
        min(user_agent) AS user_agent,
        arg_min(event_id, (first_at, event_id)) FILTER (WHERE is_refused) AS event_id
    FROM (
        -- Refused calls by minute and error code, and all others of a caller and action in one row.
        SELECT
            CASE WHEN is_throttled(error_code, error_message) THEN date_trunc('minute', event_time) END AS minute,
            is_throttled(error_code, error_message) AS is_refused,
            CASE WHEN is_throttled(error_code, error_message) THEN error_code END AS error_code,
            count(*) AS calls,
            min(actor) AS first_actor,
            max(actor) AS last_actor,
            caller_of(actor_arn, actor) AS caller,
            actor_class,
            program_of(user_agent) AS program,
            service,
            action,
            region,
            min(event_time) AS first_at,
            max(event_time) AS last_at,
            recipient_account_id AS account_id,
            actor_arn,
            min(user_agent) AS user_agent,
            arg_min(event_id, (event_time, event_id)) AS event_id
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
            -- Only calls of which some were refused.
            AND event_name IN (SELECT event_name FROM events_between(getvariable('since')::TIMESTAMP, getvariable('until')::TIMESTAMP) WHERE is_throttled(error_code, error_message))
        GROUP BY CASE WHEN is_throttled(error_code, error_message) THEN date_trunc('minute', event_time) END, is_throttled(error_code, error_message), CASE WHEN is_throttled(error_code, error_message) THEN error_code END, caller_of(actor_arn, actor), actor_arn, actor_class, program_of(user_agent), service, action, region, recipient_account_id
    ) AS by_code
    GROUP BY minute, caller, actor_arn, actor_class, program, service, action, region, account_id
) AS minutes
GROUP BY caller, actor_arn, actor_class, program, service, action, region, account_id
HAVING sum(throttled) > 0
ORDER BY throttled DESC, actor, service, action, program, region, account_id, actor_class, actor_arn
