-- The places and networks of addresses, looked up in files that the user names with triage --geoip.
CREATE TABLE addresses (
    address VARCHAR NOT NULL,
    country VARCHAR,
    city VARCHAR,
    as_number BIGINT,
    network VARCHAR,
    source VARCHAR NOT NULL,
    looked_up_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE addresses IS 'One row per source address whose place or network was found in a file that triage --geoip named.';
COMMENT ON COLUMN addresses.address IS 'The address, as in source_ip_address.';
COMMENT ON COLUMN addresses.country IS 'The country in which it is registered or used, in English or as a code.';
COMMENT ON COLUMN addresses.city IS 'The city, in English.';
COMMENT ON COLUMN addresses.as_number IS 'The number of the autonomous system that announces it.';
COMMENT ON COLUMN addresses.network IS 'The organization of that autonomous system.';
COMMENT ON COLUMN addresses.source IS 'The names of the files in which it was found.';
COMMENT ON COLUMN addresses.looked_up_at IS 'When it was looked up, in UTC.';
