-- The views that Ducktrail installed, so that it never replaces or drops a user's view. Earlier versions
-- installed these, each with a comment; a view that a user has put in its place has none.
CREATE TABLE installed_views (
    name VARCHAR NOT NULL,
    comment VARCHAR NOT NULL
);
COMMENT ON TABLE installed_views IS 'The views that Ducktrail installed. A view with another comment, or a table, of the same name is the user''s.';
COMMENT ON COLUMN installed_views.name IS 'The name of the view.';
COMMENT ON COLUMN installed_views.comment IS 'Its comment.';
INSERT INTO installed_views
SELECT view_name, comment
FROM duckdb_views()
WHERE database_name = current_database() AND schema_name = 'main' AND comment IS NOT NULL
-- A pattern: IN and lists need more memory than an import may be limited to.
AND regexp_full_match(view_name,
    'activity|access_denied|access_keys|actions_by_region|actions_by_service|actors|'
    || 'alarms_and_canaries|api_gateway|assume_role_trace|cis_controls|console_login_no_mfa|'
    || 'console_logins|coverage|credential_access|cross_account|data_destruction|deletes|discovery|'
    || 'distributions|ec2_launches|evasion|execution|failed_deletes|failed_logins|first_seen|'
    || 'global_services|health_checks_and_zones|iam_changes|identity_center|import_health|'
    || 'insights_paired|ip_activity|late_events|manual_changes|network_activity|network_changes|'
    || 'new_credentials|omitted|public_security_groups|public_sharing|resource_history|root_activity|'
    || 's3_objects|s3_policy_changes|support_cases|top_errors|unusual_regions|weak_tls|who_called');
