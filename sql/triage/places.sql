-- The places of addresses, in words: country, city and network of each that is known.
CREATE OR REPLACE TEMP MACRO places_of(addresses) AS (
    SELECT string_agg(DISTINCT concat_ws(', ', city, country, network), '; ' ORDER BY concat_ws(', ', city, country, network))
    FROM addresses AS known
    WHERE list_contains(string_split(addresses, ', '), known.address)
)
