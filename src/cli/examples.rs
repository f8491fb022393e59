//! Examples at the end of `--help`.

pub(super) const IMPORT: &str = "\
Examples:
  ducktrail import AWSLogs                          # a folder, with all folders in it
  ducktrail import 'logs/2024/*/*.json.gz' --db case-17.duckdb
  ducktrail import AWSLogs --since 2024-05-01 --account 111122223333
  ducktrail import AWSLogs --watch                  # new files, too, until Ctrl-C";

pub(super) const TRIAGE: &str = "\
Examples:
  ducktrail triage                                  # the worst first, each with a command that shows more
  ducktrail triage --level low --last 7d -o findings.csv
  ducktrail triage -o triage.html                   # one page with pictures, for a browser
  ducktrail triage --key AKIAIOSFODNN7EXAMPLE       # its story
  ducktrail triage --ip 198.51.100.7 -o story.html
  ducktrail triage --geoip GeoLite2-City.mmdb --indicators bad.txt";

pub(super) const SIGMA: &str = "\
Examples:
  ducktrail sigma sigma/rules/cloud/aws             # a row for each rule and caller, the worst first
  ducktrail sigma rules mine.yml --level high --since 7d
  ducktrail sigma rules --timeline -o hits.csv
  ducktrail triage --sigma rules -o triage.html     # with the findings of Ducktrail's own detections";

pub(super) const REPORT: &str = "\
Examples:
  ducktrail report                                  # lists the reports by theme
  ducktrail report deletes --since 7d --service s3
  ducktrail report access_keys --set key=AKIAIOSFODNN7EXAMPLE
  ducktrail report iam_changes --explain            # question, columns, limits and SQL
  ducktrail report --all -o findings --since 2024-05";

pub(super) const EVENTS: &str = "\
Examples:
  ducktrail events --name 'Delete*' --user alice --since 30d
  ducktrail events --ip 198.51.100.0/24 --errors-only
  ducktrail events --resource i-0123456789abcdef0 -o instance.csv
  ducktrail events 8b97bdca-0d52-59da-a494-af8fb99959d3";

pub(super) const QUERY: &str = "\
Examples:
  ducktrail query \"SELECT actor, count(*) FROM activity GROUP BY ALL ORDER BY 2 DESC\"
  ducktrail query --since 7d -o denied.csv \"FROM activity WHERE outcome = 'denied'\"
  ducktrail query --safe -f from-somebody-else.sql
  ducktrail query \"FROM read_cloudtrail('logs/*.json.gz') LIMIT 10\"";

pub(super) const EXPORT: &str = "\
Examples:
  ducktrail export -o events.parquet --since 2024-05
  ducktrail export -o iam.csv.gz --service iam
  ducktrail export -o days --partition              # day=…/*.parquet
  ducktrail export -o logs --format cloudtrail      # log files for other tools";

pub(super) const LAKE_WRITE: &str = "\
Examples:
  ducktrail lake write AWSLogs --to lake            # a whole archive
  ducktrail lake write AWSLogs --to lake --since 2026-03-01 --until 2026-03-07
  ducktrail lake write AWSLogs --to lake --since 2026-03-08 --until 2026-03-14 --untimed
  ducktrail report deletes --db lake --since 2026-03-05";

pub(super) const LAKE_SQL: &str = "\
Examples:
  ducktrail lake sql --dialect spark --lake s3://my-bucket/lake
  ducktrail lake sql --dialect athena --report deletes --since 2026-03-01 --until 2026-03-07
  ducktrail lake sql --dialect spark --report access_keys --set key=AKIAIOSFODNN7EXAMPLE";

pub(super) const COVERAGE: &str = "\
Examples:
  ducktrail coverage                                # one row per account and Region
  ducktrail coverage --findings --account 111122223333
  ducktrail coverage --calendar --since 2024-05";

pub(super) const VERIFY: &str = "\
Examples:
  aws cloudtrail list-public-keys > keys.json
  ducktrail verify --keys keys.json                 # by the hashes of the import
  ducktrail verify --keys keys.json --reread AWSLogs";

pub(super) const SHELL: &str = "\
Examples:
  ducktrail shell --since 30d --service iam
  ducktrail shell < questions.sql > answers.txt";

pub(super) const COMPLETIONS: &str = "\
Examples:
  ducktrail completions bash > ~/.local/share/bash-completion/completions/ducktrail
  ducktrail completions zsh > ~/.zfunc/_ducktrail   # with ~/.zfunc in $fpath
  ducktrail completions fish > ~/.config/fish/completions/ducktrail.fish";
