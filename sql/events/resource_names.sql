-- The names of the resources that calls in the scope acted on, whole and as the last part of an ARN or path.
-- Short names are parts of many others and are not suggested for `wanted_name`, which is replaced by the name that
-- was not found.
SELECT DISTINCT name
FROM (
    SELECT unnest([target, regexp_extract(target, '[^:/]+$')]) AS name
    FROM activity
    WHERE NOT is_read
) AS names
WHERE length(name) * 2 > length(wanted_name)
