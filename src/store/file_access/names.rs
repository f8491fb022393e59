//! The names of settings and functions that make DuckDB write files.

/// The settings that make DuckDB write files, or that change how statements are read or where files
/// are found.
pub(super) const SETTINGS: &[&str] = &[
    "active_grammar_extensions",
    "allow_community_extensions",
    "allow_extension_repositories",
    "allow_extensions_metadata_mismatch",
    "allow_parser_override_extension",
    "allow_persistent_secrets",
    "allow_unsigned_extensions",
    "autoinstall_extension_repository",
    "autoinstall_known_extensions",
    "autoload_known_extensions",
    "current_dialect",
    "custom_extension_repository",
    "default_secret_storage",
    "dialect_compatibility_mode",
    "enable_logging",
    "extension_directories",
    "extension_directory",
    "extension_repository_directory",
    "external_file_cache_spill",
    "home_directory",
    "log_query_path",
    "logging_storage",
    "profile_output",
    "profiling_output",
    "secret_directory",
    "temp_directory",
];

/// Functions that make DuckDB write files.
pub(super) const FUNCTIONS: &[&str] = &[
    "create_external_resource",
    "deregister_external_resource",
    "destroy_external_resource",
    "enable_logging",
    "enable_profile",
    "enable_profiling",
    "register_external_resource",
    "register_external_resource_type",
];
