-- The rule by which a record names a resource: as a whole value, or as a whole part of one, such as the ID
-- at the end of an ARN; or, for an ARN, as its own service names the resource in the same account and Region,
-- such as a roleName. `events --resource` and the report resource_history follow it.
--
-- The columns hold the exact text of the log, so a name is searched for in every spelling that JSON
-- allows: a/b is also a\/b, a&b also a\u0026b. A name ends at a character that names of resources do not
-- contain: i-0abc is in instance/i-0abc but not in i-0abcd or my-i-0abc. * matches any text in a value,
-- and \* is a star, for which U+E000, a character for private use, keeps the place.

-- Returns a regular expression for one UTF-16 unit as JSON escapes it.
CREATE OR REPLACE MACRO escaped_unit(unit) AS '\\u(?i:' || printf('%04x', unit) || ')';

-- Returns a regular expression for every spelling of a character.
CREATE OR REPLACE MACRO spelled_letter(letter) AS
    CASE
        WHEN regexp_full_match(letter, '[A-Za-z0-9_:-]') THEN letter
        WHEN letter = '.' THEN '\.'
        WHEN letter = '*' THEN '[^"]*'
        ELSE '(?:' || CASE
                WHEN letter = chr(57344) THEN '\*'
                WHEN letter IN ('"', '\') THEN '\\\' || letter
                WHEN letter = '/' THEN '\\?/'
                WHEN letter = chr(10) THEN '\\n'
                WHEN letter = chr(13) THEN '\\r'
                WHEN letter = chr(9) THEN '\\t'
                WHEN unicode(letter) < 128 THEN '\' || letter
                ELSE letter
            END || '|' || CASE
                WHEN letter = chr(57344) THEN escaped_unit(42)
                WHEN unicode(letter) < 65536 THEN escaped_unit(unicode(letter))
                ELSE escaped_unit(55296 + ((unicode(letter) - 65536) >> 10)) || escaped_unit(56320 + ((unicode(letter) - 65536) & 1023))
            END || ')'
    END;
CREATE OR REPLACE MACRO spelled_name(name) AS
    list_aggregate(list_transform(regexp_extract_all(replace(name, '\*', chr(57344)), '(?s).'), lambda letter: spelled_letter(letter)), 'string_agg', '');

-- Returns the part of an ARN that names the resource alone: a bucket, whose name is unique, or an ID such
-- as i-0123456789abcdef0. Calls often have only that. Returns the name itself if there is no such part.
CREATE OR REPLACE MACRO bare_name(name) AS
    coalesce(
        nullif(regexp_extract(name, '^arn:[a-z-]+:s3:::([^/]+)$', 1), ''),
        nullif(regexp_extract(name, '^arn:.*[:/]([a-z]+-[0-9a-f]{8,17})$', 1), ''),
        name);

-- Returns a regular expression for a name, or its bare form, with a boundary on either side. A quotation
-- mark followed by a colon is not a boundary: it ends the name of a member. An object of S3 can also be
-- named by its bucket and its key. 'no_boundary' is a blank for the values of JSON, where a name within a
-- sentence, such as the text of a tag, is only mentioned, and empty for messages, which are sentences.
CREATE OR REPLACE MACRO resource_expression(name, no_boundary) AS
    '(?s)(?:^|[^A-Za-z0-9\x{80}-\x{10FFFF}_.@+%~!*$\-' || no_boundary || ']|[,;:] |\\[nrtbf]|\\u[0-9a-fA-F]{4})(?:'
        || spelled_name(name)
        || CASE WHEN bare_name(name) <> name THEN '|' || spelled_name(bare_name(name)) ELSE '' END
        || ')(?:$|[^A-Za-z0-9\x{80}-\x{10FFFF}_.@+%~!*$\-"]|"\s*(?:[^:\s]|$))'
        || CASE
            WHEN regexp_matches(name, '^arn:[a-z-]+:s3:::[^/]+/.')
                THEN '|"bucketName"\s*:\s*"' || spelled_name(regexp_extract(name, ':::([^/]+)/', 1))
                    || '".*"key"\s*:\s*"' || spelled_name(regexp_extract(name, '(?s):::[^/]+/(.+)$', 1)) || '"'
            ELSE '' END;

-- Returns a part of an ARN, arn:partition:service:region:account-id:resource: 1 service, 2 Region, 3 account,
-- 4 resource. Returns an empty text if the name is no ARN, or the ARN has no such part.
CREATE OR REPLACE MACRO arn_part(name, part) AS
    regexp_extract(name, '(?s)^arn:[a-z-]+:([^:]*):([^:]*):([^:]*):(.+)$', part);

-- Returns the type of the resource in an ARN as members of requests spell it, in lower case and in the
-- singular: role, loggroup, restapi. ARNs of queues and topics have none. RDS writes db for an instance.
CREATE OR REPLACE MACRO arn_type(name) AS
    CASE
        WHEN name LIKE 'arn:%:rds:%:db:%' THEN 'dbinstance'
        ELSE regexp_replace(regexp_extract(lower(arn_part(name, 4)), '^/?([^:/]+)[:/]', 1), '[^a-z]|s$', '', 'g')
    END;

-- Returns the name by which the calls of a resource's own service name it in place of the ARN, as AWS
-- documents the ARNs of each service in its Service Authorization Reference: a role without its path, a log
-- group without the star, a function without its version, a secret without the six characters that Secrets
-- Manager adds, a stack without its ID.
CREATE OR REPLACE MACRO own_name(name) AS
    CASE arn_part(name, 1)
        WHEN 'iam' THEN regexp_extract(arn_part(name, 4), '[^/]+$')
        WHEN 'autoscaling' THEN regexp_extract(arn_part(name, 4), '[^/]+$')
        WHEN 'logs' THEN regexp_extract(arn_part(name, 4), '^[^:]+:([^:]+)', 1)
        WHEN 'lambda' THEN regexp_extract(arn_part(name, 4), '^[^:]+:([^:]+)', 1)
        WHEN 'secretsmanager' THEN regexp_extract(arn_part(name, 4), '^[^:]+:(.+?)(?:-[A-Za-z0-9]{6})?$', 1)
        WHEN 'cloudformation' THEN regexp_extract(arn_part(name, 4), '^[^/]+/([^/]+)', 1)
        ELSE regexp_replace(arn_part(name, 4), '^/?[^:/]+[:/](.)', '\1')
    END;

-- Returns a regular expression for a member that names the resource of an ARN by its own name: roleName for a
-- role, functionName for a function, keyId for a key, queueUrl for a queue. Except in IAM, where each member
-- has the type in its name, it can also be a mere name or id.
CREATE OR REPLACE MACRO own_name_expression(name) AS
    '(?s)"(?i:[a-z]*' || CASE
            WHEN arn_type(name) = '' THEN '(?:name|url|id)'
            WHEN arn_part(name, 1) = 'iam' THEN arn_type(name) || '(?:name|id)?'
            ELSE arn_type(name) || 's?(?:names?|ids?|identifiers?)?|(?:resource)?(?:names?|ids?|identifier)'
        END || ')"\s*:\s*(?:\[[^\]]*)?"(?:(?:\\?/)?(?:(?i:' || arn_type(name) || 's?)\\?/)?|https?:[^"]*/'
        || arn_part(name, 3) || '\\?/)' || spelled_name(own_name(name)) || '(?::[^"]*)?"';

-- Returns true if a call can name the resource of an ARN by its own name: it is of the same service, account
-- and Region, as far as the ARN has them.
CREATE OR REPLACE MACRO can_use_own_name(event_source, region, account_id, name) AS
    event_source = CASE arn_part(name, 1)
            WHEN 'cloudwatch' THEN 'monitoring'
            WHEN 'ses' THEN 'email'
            ELSE arn_part(name, 1)
        END || '.amazonaws.com'
    AND (arn_part(name, 2) IN ('', '*') OR region = arn_part(name, 2))
    AND (arn_part(name, 3) IN ('', '*') OR account_id IS NULL OR account_id = arn_part(name, 3));

-- Returns a literal part of the expression, to search for first: that is many times faster, and rejects
-- nearly all texts.
CREATE OR REPLACE MACRO longest_literal(name) AS
    list_reduce(
        string_split_regex(name, '[^A-Za-z0-9_.:-]+'),
        lambda one, other: CASE WHEN len(other) > len(one) THEN other ELSE one END);
CREATE OR REPLACE MACRO literal_part(name) AS
    longest_literal(regexp_replace(bare_name(name), '^arn:[a-z-]+:s3:::', ''));

-- Returns true if a document names a resource. Not AND, of which DuckDB computes both sides for all rows.
CREATE OR REPLACE MACRO is_named(document, literal, expression) AS
    CASE WHEN contains(document::VARCHAR, literal) THEN text_matches(document::VARCHAR, expression) ELSE false END;
CREATE OR REPLACE MACRO names_resource(document, name) AS is_named(document, literal_part(name), resource_expression(name, ' '));
CREATE OR REPLACE MACRO message_names_resource(message, name) AS is_named(message, literal_part(name), resource_expression(name, ''));

-- Returns true if the request of a call names the resource of an ARN by its own name.
CREATE OR REPLACE MACRO names_resource_by_own_name(event_source, region, account_id, document, name) AS
    CASE
        WHEN own_name(name) = '' THEN false
        WHEN can_use_own_name(event_source, region, account_id, name)
            THEN is_named(document, longest_literal(own_name(name)), own_name_expression(name))
        ELSE false
    END;
