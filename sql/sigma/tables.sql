-- The tables, the view and the macros that Sigma rules need. 'activity_query' stands for the query of the view
-- activity with the columns row_id, action_number and, on a database, caller_number.

-- The rules that can be run.
CREATE OR REPLACE TEMP TABLE sigma_rules (
    number BIGINT,
    is_shown BOOLEAN,
    level VARCHAR,
    title VARCHAR,
    tags VARCHAR,
    rule_id VARCHAR,
    place VARCHAR,
    tactic VARCHAR,
    technique VARCHAR,
    description VARCHAR
);

-- The calls of the database by their numbers. A lake has no numbers of its own.
CREATE OR REPLACE TEMP TABLE sigma_actions AS
SELECT row_number() OVER (ORDER BY event_source, event_name) - 1 AS number, id AS action_number, event_name, event_source, action
FROM actions;

-- The calls of each rule, and the number of the condition that their events must meet, in one scan. A condition
-- for all events has no call.
CREATE OR REPLACE TEMP TABLE sigma_plan (number BIGINT, rule BIGINT, residual BIGINT);
CREATE OR REPLACE TEMP VIEW sigma_wanted AS
SELECT action_number, rule, residual FROM sigma_plan JOIN sigma_actions USING (number);

-- The events that rules find.
CREATE OR REPLACE TEMP TABLE sigma_hits (rule BIGINT, row_id BIGINT);

CREATE OR REPLACE TEMP VIEW sigma_events AS FROM (activity_query) AS scoped;

-- Returns true if a list of what was found has any element, and true if two texts are the same.
CREATE OR REPLACE TEMP MACRO sigma_any(found) AS coalesce(len(found) > 0, false);
CREATE OR REPLACE TEMP MACRO sigma_is(it, other) AS it = other;

-- Returns JSON values with the elements of lists in their place, also of lists in lists.
CREATE OR REPLACE TEMP MACRO sigma_opened(found) AS
    flatten(list_transform(found, lambda it: CASE WHEN json_type(it) = 'ARRAY' THEN json_extract(it, '$[*]') ELSE [it] END));
CREATE OR REPLACE TEMP MACRO sigma_elements(found) AS sigma_opened(sigma_opened(found));

-- Returns the members at a path of JSON values, and of elements where these are lists.
CREATE OR REPLACE TEMP MACRO sigma_members(found, path) AS
    list_filter(list_transform(sigma_elements(found), lambda it: json_extract(it, path)), lambda it: it IS NOT NULL);

-- Returns the texts of JSON values and of the elements of lists. An object and a list have two: their JSON, and
-- the same without backslashes before quotes, as a policy in it is a string of JSON itself.
CREATE OR REPLACE TEMP MACRO sigma_texts(found) AS
    list_filter(
        flatten(list_transform(
            list_concat(found, sigma_elements(found)),
            lambda it: CASE WHEN json_type(it) IN ('OBJECT', 'ARRAY') THEN [it::VARCHAR, replace(it::VARCHAR, '\"', '"')] ELSE [it ->> '$'] END)),
        lambda it: it IS NOT NULL);

-- Returns the 128 bits of an IPv6 address as text, or NULL for other texts.
CREATE OR REPLACE TEMP MACRO sigma_groups(text) AS list_filter(string_split(text, ':'), lambda it: it <> '');
CREATE OR REPLACE TEMP MACRO sigma_ipv6_bits(text) AS
    CASE WHEN regexp_full_match(text, '[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}') THEN
        array_to_string(
            list_transform(
                list_concat(
                    sigma_groups(split_part(text, '::', 1)),
                    list_transform(range(8 - len(sigma_groups(text))), lambda it: '0'),
                    CASE WHEN contains(text, '::') THEN sigma_groups(split_part(text, '::', 2)) ELSE [] END),
                lambda it: lpad(bin(try_cast('0x' || it AS UINTEGER)), 16, '0')),
            '')
    END;
