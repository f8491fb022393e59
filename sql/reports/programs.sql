-- title: Programs by user agent
-- theme: security
-- core: class, program, callers, calls, last_at
-- question: Which programs made the calls: consoles, SDKs, infrastructure as code, services, or the tools of intruders?
-- note: One row per class, program and account. A program names itself, so an intruder can choose any name; a tool that is shown is one that did not hide. Several programs of one caller, or a program that is new, is what to look for. The class is that of the macro program_class_of.
-- column class: attack tool, audit tool, file transfer, infrastructure, service, console, monitoring, command line, SDK, other or none.
-- column program: Name of the program, without its version.
-- column callers: Number of distinct callers.
-- column actors: Callers, the most frequent first; for role sessions, the ARN of the role.
-- column calls: Number of calls.
-- column changes: Number of calls that do not only read.
-- column denied: Number of denied calls.
-- column addresses: Number of distinct source IP addresses.
-- column versions: Number of distinct user agents.
-- column first_at: Time of the first call, in UTC.
-- column last_at: Time of the last call, in UTC.
-- column account_id: Account that the log belongs to.
-- column example_user_agent: One of the user agents, as logged.
-- column example_event_id: ID of one of the events.
SELECT
    class,
    program,
    count(DISTINCT caller) AS callers,
    most_frequent(map_from_entries(list((caller, caller_calls))), 5) AS actors,
    sum(caller_calls)::BIGINT AS calls,
    sum(changes)::BIGINT AS changes,
    sum(denied)::BIGINT AS denied,
    len(list_distinct(flatten(list(addresses)))) AS addresses,
    len(list_distinct(flatten(list(agents)))) AS versions,
    min(first_at) AS first_at,
    max(last_at) AS last_at,
    account_id,
    min(example_user_agent) AS example_user_agent,
    min(example_event_id) AS example_event_id
FROM (
    SELECT
        program_class_of(user_agent) AS class,
        program_of(user_agent) AS program,
        caller_of(actor_arn, actor) AS caller,
        sum(calls) AS caller_calls,
        sum(changes) AS changes,
        sum(denied) AS denied,
        list(DISTINCT source_ip_address) AS addresses,
        list(DISTINCT user_agent) AS agents,
        min(first_at) AS first_at,
        max(last_at) AS last_at,
        account_id,
        min(user_agent) AS example_user_agent,
        min(example_event_id) AS example_event_id
    FROM (
        -- The classes are asked of each user agent once, not of each event.
        SELECT
            user_agent,
            actor,
            actor_arn,
            source_ip_address,
            recipient_account_id AS account_id,
            count(*) AS calls,
            count(*) FILTER (WHERE NOT is_read) AS changes,
            count(*) FILTER (WHERE outcome = 'denied') AS denied,
            min(event_time) AS first_at,
            max(event_time) AS last_at,
            min(event_id) AS example_event_id
        FROM activity
        WHERE event_category IS DISTINCT FROM 'NetworkActivity'
        GROUP BY user_agent, actor, actor_arn, source_ip_address, recipient_account_id
    ) AS counted
    GROUP BY class, program, caller, account_id
) AS by_caller
GROUP BY class, program, account_id
ORDER BY list_position(program_classes(), class), calls DESC, program, account_id
