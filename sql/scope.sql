-- The scope of this connection, read from its variables: lists that statements set, and values that options
-- set.
SELECT to_json({
    since: epoch_us(try_cast(getvariable('since') AS TIMESTAMP)),
    until: epoch_us(try_cast(getvariable('until') AS TIMESTAMP)),
    accounts: list_concat(try_cast(getvariable('accounts') AS VARCHAR[]), try_cast(getvariable('accounts_typed') AS VARCHAR[])),
    regions: list_concat(try_cast(getvariable('regions') AS VARCHAR[]), try_cast(getvariable('regions_typed') AS VARCHAR[])),
    services: list_concat(try_cast(getvariable('services') AS VARCHAR[]), try_cast(getvariable('services_typed') AS VARCHAR[])),
    actions: list_concat(try_cast(getvariable('actions') AS VARCHAR[]), try_cast(getvariable('actions_typed') AS VARCHAR[])),
    actors: list_concat(try_cast(getvariable('actors') AS VARCHAR[]), try_cast(getvariable('actors_typed') AS VARCHAR[])),
    ips: list_concat(try_cast(getvariable('ips') AS VARCHAR[]), try_cast(getvariable('ips_typed') AS VARCHAR[])),
    access_keys: try_cast(getvariable('access_keys_typed') AS VARCHAR[]),
    errors_only: coalesce(try_cast(getvariable('errors_only') AS BOOLEAN), false)
})::VARCHAR
