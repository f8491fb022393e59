-- The events of the scope, with the columns of the console's Event history.
SELECT
    *,
    coalesce(json_text(resources, '$[0].type'), own_type) AS resource_type,
    CASE
        WHEN json_array_length(resources) > 0
            THEN to_json(list_transform(
                json_extract(resources, '$[*]'),
                lambda resource: {'resourceType': resource ->> '$.type', 'resourceName': coalesce(resource ->> '$.ARN', resource ->> '$.ARNPrefix')}))
        WHEN resource_name IS NULL THEN '[]'::JSON
        ELSE json_array(json_object('resourceType', own_type, 'resourceName', resource_name))
    END AS resource_list
FROM (
    -- Each column that others are made of has a query of its own: DuckDB computes an alias again wherever it is used.
    SELECT *, coalesce(type_by_shape(resource_name), type_by_parameter(service, request_parameters)) AS own_type
    FROM (
        SELECT
            * EXCLUDE (makes),
            user_name_of(identity_type, identity_user_name, identity_principal_id, identity_arn, issuer_user_name, identity_invoked_by) AS user_name,
            target_of(makes, action, resources, request_parameters, response_elements, error_message) AS resource_name
        FROM (SELECT *, made_by_name_of(action) AS makes FROM activity) AS made
    ) AS named
) AS typed
