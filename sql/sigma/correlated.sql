-- The events that complete what a correlation looks for, as events of the rule 'number'.
--
-- Its input are the events of 'its_rules', one row each, with the keys of their group and the value that is
-- counted, 'key_columns'; an event that lacks a key is in no group. 'chain' adds the columns of sequences.
-- 'count' is the number that 'its_condition' is about, looking back over the timespan.
INSERT INTO sigma_hits
WITH hits AS (
    SELECT rule, row_id, event_time, 'key_columns'
    FROM sigma_hits
    JOIN sigma_events USING (row_id)
    WHERE rule IN ('its_rules') AND event_time IS NOT NULL
),
correlated AS (
    SELECT * EXCLUDE (rule), list(rule) AS rules
    FROM hits
    WHERE 'keys_exist'
    GROUP BY ALL
)
SELECT DISTINCT 'number', row_id
FROM (
    SELECT row_id, 'count' AS n
    FROM 'chain'
    WINDOW
        recent AS ('partition' ORDER BY event_time RANGE BETWEEN 'timespan' PRECEDING AND CURRENT ROW)
) AS counted
WHERE 'its_condition'
