-- Made from sql/reports/role_chains.sql by lake/dialects/generate.py; do not edit.
-- inputs: 18d2cd9fdebb12b091468f4087e9de180cc0b5000b340f59fdccd193ed0a6e55
WITH in_scope AS (
  SELECT *
  FROM activity
  WHERE true
    AND event_time >= {{getvariable('since')}} -- if since
    AND day >= {{CAST(getvariable('since') AS DATE)}} -- if since
    AND event_time < {{getvariable('until')}} -- if until
    AND day <= {{CAST(getvariable('until') AS DATE)}} -- if until
    AND regexp_like(account, {{whole: getvariable('accounts_pattern')}}) -- if accounts_pattern
    AND regexp_like(region, {{whole: getvariable('regions_pattern')}}) -- if regions_pattern
    AND regexp_like(service, {{whole: getvariable('services_pattern')}}) -- if services_pattern
    AND regexp_like(source_ip_address, {{whole: getvariable('ips_pattern')}}) -- if ips_pattern
    AND regexp_like(concat_ws(chr(10), CAST(action AS VARCHAR), CAST(event_name AS VARCHAR), CAST(concat(CAST(service AS VARCHAR), CAST(':' AS VARCHAR), CAST(action AS VARCHAR)) AS VARCHAR)), {{whole: getvariable('actions_pattern')}}) -- if actions_pattern
    AND regexp_like((concat_ws(chr(10), CAST(actor AS VARCHAR), CAST(actor_arn AS VARCHAR), CAST(identity_arn AS VARCHAR), CAST(identity_user_name AS VARCHAR), CAST(issuer_user_name AS VARCHAR), CAST(identity_principal_id AS VARCHAR), CAST(replace(identity_principal_id, ':', chr(10)) AS VARCHAR), CAST(identity_invoked_by AS VARCHAR), CAST(on_behalf_of_user_id AS VARCHAR), CAST(source_identity AS VARCHAR))), {{whole: getvariable('actors_pattern')}}) -- if actors_pattern
    AND regexp_like(identity_access_key_id, {{whole: getvariable('access_keys_pattern')}}) -- if access_keys_pattern
    AND outcome <> 'success' -- if errors_only
)
SELECT
  last_at,
  CASE ends
    WHEN 'source identity'
    THEN source_identity
    WHEN 'Identity Center user'
    THEN split_part(first_caller, '/', 2)
    ELSE first_caller
  END AS origin,
  origin_class,
  ends,
  chain,
  roles,
  actor,
  actor_class,
  caller_account_id,
  access_key_id,
  session_start,
  source_identity,
  calls,
  first_at,
  origin_account_id,
  origin_ip_address,
  origin_event_id,
  example_event_id
FROM (
  WITH RECURSIVE sessions(node, "*") AS (
    SELECT
      -row_number() OVER (
        ORDER BY actor, actor_class, identity_account_id, access_key_id, principal_id, session_start
      ) AS node,
      *
    FROM (
      SELECT
        actor,
        actor_class,
        identity_account_id,
        identity_access_key_id AS access_key_id,
        identity_principal_id AS principal_id,
        session_creation_date AS session_start,
        min(actor_arn) AS actor_arn,
        coalesce(bool_or(assumed_root), FALSE) AS assumed_root,
        min(source_identity) AS source_identity,
        count(*) AS calls,
        min(event_time) AS first_at,
        max(event_time) AS last_at,
        min(event_id) AS example_event_id
      FROM in_scope AS activity
      WHERE
        actor_class <> 'aws_service'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
        AND (
          {{getvariable('event') IS NULL}} OR event_id = {{getvariable('event')}}
        )
      GROUP BY
        actor,
        actor_class,
        identity_account_id,
        identity_access_key_id,
        identity_principal_id,
        session_creation_date
    ) AS used
  ), issues(node, "*") AS (
    SELECT
      row_number() OVER (
        ORDER BY event_time, event_id, source_ip_address, issued_key, issued_principal, actor, actor_class, actor_arn, assumed_root, identity_arn, identity_account_id, access_key_id, principal_id, session_start, source_identity
      ) AS node,
      *
    FROM (
      SELECT
        event_time,
        event_id,
        source_ip_address,
        nullif(issued_access_key_id, '') AS issued_key,
        nullif(
          CASE
            WHEN NOT response_elements IS NULL
            THEN coalesce(
              regexp_extract(
                response_elements,
                '"(?:assumedRoleId|federatedUserId)"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"',
                1
              ),
              ''
            )
          END,
          ''
        ) AS issued_principal,
        actor,
        actor_class,
        actor_arn,
        coalesce(assumed_root, FALSE) AS assumed_root,
        identity_arn,
        identity_account_id,
        identity_access_key_id AS access_key_id,
        identity_principal_id AS principal_id,
        session_creation_date AS session_start,
        coalesce(
          source_identity,
          nullif(
            CASE
              WHEN NOT request_parameters IS NULL
              THEN coalesce(
                regexp_extract(request_parameters, '"sourceIdentity"[ \t\n\f\r]*:[ \t\n\f\r]*"([^"]+)"', 1),
                ''
              )
            END,
            ''
          )
        ) AS source_identity
      FROM (
        SELECT
          *
        FROM activity
        WHERE
          (
            {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '4' DAY) IS NULL}}
            OR (
              event_time >= {{(CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '4' DAY)}}
              AND day >= {{CAST((CAST(getvariable('since') AS TIMESTAMP) - INTERVAL '4' DAY) AS DATE)}}
            )
          )
          AND (
            {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR) IS NULL}}
            OR (
              event_time < {{(CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR)}}
              AND day <= {{CAST((CAST(getvariable('until') AS TIMESTAMP) + INTERVAL '1' HOUR) AS DATE)}}
            )
          )
      ) AS events_between
      WHERE
        event_source LIKE 'sts%'
        AND (
          CASE
            WHEN NOT event_source IS NULL
            THEN split_part(event_source, '.', 1)
            WHEN regexp_like(event_name, '20[0-9]{2}_[01][0-9]_[0-3][0-9]\z')
            THEN 'cloudfront'
          END
        ) = 'sts'
        AND (
          concat(
            CAST(upper(
              substr(
                (
                  regexp_replace(event_name, '20[0-9]{2}_?(0[1-9]|1[0-2])_?(0[1-9]|[12][0-9]|3[01])(v[0-9]+)?\z', '')
                ),
                1,
                1
              )
            ) AS VARCHAR),
            CAST(substr(
              (
                regexp_replace(event_name, '20[0-9]{2}_?(0[1-9]|1[0-2])_?(0[1-9]|[12][0-9]|3[01])(v[0-9]+)?\z', '')
              ),
              2
            ) AS VARCHAR)
          )
        ) IN (
          'AssumeRole',
          'AssumeRoleWithSAML',
          'AssumeRoleWithWebIdentity',
          'AssumeRoot',
          'GetFederationToken',
          'GetSessionToken'
        )
        AND outcome = 'success'
        AND event_category IS DISTINCT FROM 'NetworkActivity'
    ) AS issuing
  ), issues_by_key(issued_key, node, event_time, is_ambiguous) AS (
    SELECT
      issued_key,
      min_by(
        node,
        concat(
          CAST(coalesce(CAST(identity_arn IS NULL AS VARCHAR), '~') AS VARCHAR),
          CAST('|' AS VARCHAR),
          CAST(coalesce(CAST(event_time AS VARCHAR), '~') AS VARCHAR),
          CAST('|' AS VARCHAR),
          CAST(coalesce(CAST(event_id AS VARCHAR), '~') AS VARCHAR),
          CAST('|' AS VARCHAR),
          CAST(coalesce(CAST(node AS VARCHAR), '~') AS VARCHAR)
        )
      ) FILTER(WHERE
        NOT node IS NULL) AS node,
      min(event_time) AS event_time,
      coalesce(
        greatest(
          count(DISTINCT actor) FILTER(WHERE
            NOT identity_arn IS NULL),
          CASE WHEN count(identity_arn) = 0 THEN count(DISTINCT actor) END
        ),
        count(DISTINCT actor) FILTER(WHERE
          NOT identity_arn IS NULL),
        CASE WHEN count(identity_arn) = 0 THEN count(DISTINCT actor) END
      ) > 1 AS is_ambiguous
    FROM issues
    WHERE
      NOT issued_key IS NULL
    GROUP BY
      issued_key
  ), issues_by_principal(issued_principal, node, event_time, other_caller_at) AS (
    SELECT
      issued_principal,
      min(node) AS node,
      event_time,
      max(max(CASE WHEN caller <> previous_caller THEN previous_at END)) OVER (PARTITION BY issued_principal ORDER BY event_time) AS other_caller_at
    FROM (
      SELECT
        *,
        lag(caller) OVER (PARTITION BY issued_principal ORDER BY event_time, node) AS previous_caller,
        lag(event_time) OVER (PARTITION BY issued_principal ORDER BY event_time, node) AS previous_at
      FROM (
        SELECT
          issued_principal,
          node,
          event_time,
          coalesce(access_key_id, principal_id, actor) AS caller
        FROM issues
        WHERE
          NOT issued_principal IS NULL
      ) AS named
    ) AS with_previous
    GROUP BY
      issued_principal,
      event_time
  ), links(node, is_ambiguous, issue, issuer, source_identity) AS (
    SELECT
      found.node,
      found.is_ambiguous,
      issues.node AS issue,
      issues.actor AS issuer,
      issues.source_identity
    FROM (
      SELECT
        nodes.node,
        coalesce(
          NOT by_key.is_ambiguous
          AND by_key.event_time <= nodes.used_at + INTERVAL '2' SECOND,
          FALSE
        ) AS is_by_key,
        coalesce(by_principal.event_time >= earliest, FALSE) AS is_by_principal,
        CASE
          WHEN (
            coalesce(
              NOT by_key.is_ambiguous
              AND by_key.event_time <= nodes.used_at + INTERVAL '2' SECOND,
              FALSE
            )
          )
          THEN FALSE
          WHEN (
            coalesce(by_principal.event_time >= earliest, FALSE)
          )
          THEN coalesce(by_principal.other_caller_at >= earliest, FALSE)
          ELSE coalesce(by_key.is_ambiguous, FALSE)
        END AS is_ambiguous,
        CASE
          WHEN (
            coalesce(
              NOT by_key.is_ambiguous
              AND by_key.event_time <= nodes.used_at + INTERVAL '2' SECOND,
              FALSE
            )
          )
          THEN by_key.node
          WHEN (
            coalesce(by_principal.event_time >= earliest, FALSE)
          )
          THEN by_principal.node
        END AS issue
      FROM (
        SELECT
          node,
          access_key_id,
          principal_id,
          used_at,
          coalesce(session_start, used_at) + INTERVAL '2' SECOND AS latest,
          coalesce(session_start - INTERVAL '2' SECOND, used_at - INTERVAL '12' HOUR) AS earliest
        FROM (
          SELECT
            node,
            actor_class,
            access_key_id,
            principal_id,
            session_start,
            first_at AS used_at
          FROM sessions
          UNION ALL
          SELECT
            node,
            actor_class,
            access_key_id,
            principal_id,
            session_start,
            event_time
          FROM issues
        ) AS all_callers
        WHERE
          actor_class IN ('assumed_role', 'federated_user', 'other_account')
          OR starts_with(access_key_id, 'ASIA')
      ) AS nodes
      LEFT JOIN issues_by_key AS by_key
        ON by_key.issued_key = nodes.access_key_id
      LEFT JOIN (
        SELECT
          *,
          lead(event_time) OVER (PARTITION BY issued_principal ORDER BY event_time) AS neighbour
        FROM (
          SELECT
            *
          FROM issues_by_principal
        ) AS all_rows
      ) AS by_principal
        ON by_principal.issued_principal = nodes.principal_id
        AND nodes.latest >= by_principal.event_time
        AND (
          by_principal.neighbour IS NULL OR nodes.latest < by_principal.neighbour
        )
    ) AS found
    LEFT JOIN issues
      ON issues.node = found.issue AND NOT found.is_ambiguous
    WHERE
      found.is_ambiguous OR NOT issues.node IS NULL
  ), chains(session, node, roles, path, chain, source_identity) AS (
    SELECT
      node AS session,
      node,
      0 AS roles,
      ARRAY[node] AS path,
      actor AS chain,
      source_identity
    FROM sessions
    UNION ALL
    SELECT
      chains.session,
      links.issue,
      chains.roles + 1,
      concat(chains.path, ARRAY[links.issue]),
      concat(CAST(links.issuer AS VARCHAR), CAST(' → ' AS VARCHAR), CAST(chains.chain AS VARCHAR)),
      coalesce(chains.source_identity, links.source_identity)
    FROM chains
    JOIN links
      ON links.node = chains.node
    WHERE
      NOT links.issue IS NULL
      AND NOT contains(chains.path, links.issue)
      AND chains.roles < 20
  )
  SELECT
    sessions.node,
    sessions.actor,
    sessions.actor_class,
    sessions.identity_account_id,
    sessions.access_key_id,
    sessions.principal_id,
    sessions.session_start,
    sessions.actor_arn,
    sessions.assumed_root,
    sessions.calls,
    sessions.first_at,
    sessions.last_at,
    sessions.example_event_id,
    sessions.identity_account_id AS caller_account_id,
    last.chain,
    last.roles,
    last.source_identity,
    CASE WHEN issues.node IS NULL THEN sessions.actor ELSE issues.actor END AS first_caller,
    CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END AS origin_class,
    CASE WHEN issues.node IS NULL THEN sessions.actor_arn ELSE issues.actor_arn END AS first_arn,
    CASE
      WHEN issues.node IS NULL
      THEN sessions.assumed_root
      ELSE issues.assumed_root
    END AS is_assumed_root,
    CASE
      WHEN issues.node IS NULL
      THEN sessions.identity_account_id
      ELSE issues.identity_account_id
    END AS origin_account_id,
    issues.source_ip_address AS origin_ip_address,
    issues.event_id AS origin_event_id,
    CASE
      WHEN (
        CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
      ) = 'root'
      AND (
        CASE
          WHEN issues.node IS NULL
          THEN sessions.assumed_root
          ELSE issues.assumed_root
        END
      )
      THEN NULL
      WHEN (
        CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
      ) IN (
        'iam_user',
        'root',
        'root_via_service',
        'external_identity',
        'identity_center_user',
        'directory',
        'anonymous'
      )
      THEN 'first caller'
      WHEN (
        CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
      ) = 'aws_service'
      THEN 'AWS service'
    END AS first_end,
    CASE
      WHEN NOT (
        CASE
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) = 'root'
          AND (
            CASE
              WHEN issues.node IS NULL
              THEN sessions.assumed_root
              ELSE issues.assumed_root
            END
          )
          THEN NULL
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) IN (
            'iam_user',
            'root',
            'root_via_service',
            'external_identity',
            'identity_center_user',
            'directory',
            'anonymous'
          )
          THEN 'first caller'
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) = 'aws_service'
          THEN 'AWS service'
        END
      ) IS NULL
      THEN (
        CASE
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) = 'root'
          AND (
            CASE
              WHEN issues.node IS NULL
              THEN sessions.assumed_root
              ELSE issues.assumed_root
            END
          )
          THEN NULL
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) IN (
            'iam_user',
            'root',
            'root_via_service',
            'external_identity',
            'identity_center_user',
            'directory',
            'anonymous'
          )
          THEN 'first caller'
          WHEN (
            CASE WHEN issues.node IS NULL THEN sessions.actor_class ELSE issues.actor_class END
          ) = 'aws_service'
          THEN 'AWS service'
        END
      )
      WHEN NOT last.source_identity IS NULL
      THEN 'source identity'
      WHEN strpos(
        (
          CASE WHEN issues.node IS NULL THEN sessions.actor_arn ELSE issues.actor_arn END
        ),
        ':role/aws-reserved/sso.amazonaws.com/'
      ) > 0
      THEN 'Identity Center user'
      WHEN beyond.is_ambiguous
      THEN 'several candidates'
      WHEN beyond.issue IS NULL
      THEN 'not in the logs'
      WHEN last.roles >= 20
      THEN 'more than 20 roles'
      ELSE 'cycle'
    END AS ends
  FROM sessions
  JOIN (
    SELECT
      session,
      max_by(node, roles) FILTER(WHERE
        NOT node IS NULL) AS node,
      max(roles) AS roles,
      max_by(chain, (
        max(roles)
      )) FILTER(WHERE
        NOT chain IS NULL) AS chain,
      max_by(source_identity, (
        max(roles)
      )) FILTER(WHERE
        NOT source_identity IS NULL) AS source_identity
    FROM chains
    GROUP BY
      session
  ) AS last
    ON last.session = sessions.node
  LEFT JOIN issues
    ON issues.node = last.node
  LEFT JOIN links AS beyond
    ON beyond.node = last.node
) AS traced
ORDER BY
  last_at DESC,
  actor,
  access_key_id,
  session_start,
  caller_account_id,
  actor_class,
  origin,
  origin_class,
  ends,
  chain,
  roles,
  source_identity,
  calls,
  first_at,
  origin_account_id,
  origin_ip_address,
  origin_event_id,
  example_event_id
