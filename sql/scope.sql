-- The scope of this connection, read from its variables.
SELECT to_json({
    since: epoch_us(try_cast(getvariable('since') AS TIMESTAMP)),
    until: epoch_us(try_cast(getvariable('until') AS TIMESTAMP)),
    accounts: try_cast(getvariable('accounts') AS VARCHAR[]),
    regions: try_cast(getvariable('regions') AS VARCHAR[]),
    services: try_cast(getvariable('services') AS VARCHAR[]),
    actions: try_cast(getvariable('actions') AS VARCHAR[]),
    actors: try_cast(getvariable('actors') AS VARCHAR[]),
    ips: try_cast(getvariable('ips') AS VARCHAR[]),
    errors_only: coalesce(try_cast(getvariable('errors_only') AS BOOLEAN), false)
})::VARCHAR
