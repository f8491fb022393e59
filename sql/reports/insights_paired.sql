-- title: CloudTrail Insights
-- theme: archive
-- core: start_at, service, action, insight_type, times_baseline
-- not shown: anything in trails where CloudTrail Insights is not enabled
-- question: When did CloudTrail Insights find an unusual rate of calls or errors, for which action, and how unusual was it?
-- note: Only findings of CloudTrail Insights, in trails where it is enabled. The calls themselves are in events. The scope of the events does not apply to Insights.
-- column start_at: Start, in UTC; empty if the Start record is missing.
-- column end_at: End, in UTC; empty while it lasts or if the End record is missing.
-- column top_actor_arn: Caller with the most of these calls, if the record names one.
-- column service: AWS service.
-- column action: API action.
-- column insight_type: ApiCallRateInsight or ApiErrorRateInsight.
-- column error_code: Unusual error, for error rates.
-- column region: Region.
-- column account_id: Account.
-- column baseline_average: Calls per minute before the unusual activity.
-- column insight_average: Calls per minute during the unusual activity.
-- column times_baseline: Ratio of insight_average to baseline_average.
-- column duration_minutes: Duration, in minutes.
-- column is_paired: True if both the Start and the End record are present.
-- column start_event_id: ID of the Start record.
-- column end_event_id: ID of the End record.
SELECT
    min(event_time) FILTER (WHERE state = 'Start') AS start_at,
    max(event_time) FILTER (WHERE state = 'End') AS end_at,
    coalesce(max(top_actor_arn) FILTER (WHERE state = 'End'), max(top_actor_arn)) AS top_actor_arn,
    max(split_part(event_source, '.', 1)) AS service,
    max(event_name) AS action,
    max(insight_type) AS insight_type,
    max(error_code) AS error_code,
    max(aws_region) AS region,
    max(recipient_account_id) AS account_id,
    coalesce(max(baseline_average) FILTER (WHERE state = 'End'), max(baseline_average)) AS baseline_average,
    coalesce(max(insight_average) FILTER (WHERE state = 'End'), max(insight_average)) AS insight_average,
    round(coalesce(max(insight_average) FILTER (WHERE state = 'End'), max(insight_average))
        / nullif(coalesce(max(baseline_average) FILTER (WHERE state = 'End'), max(baseline_average)), 0), 1) AS times_baseline,
    coalesce(max(insight_duration_minutes) FILTER (WHERE state = 'End'), max(insight_duration_minutes)) AS duration_minutes,
    count(*) FILTER (WHERE state = 'Start') > 0 AND count(*) FILTER (WHERE state = 'End') > 0 AS is_paired,
    min(event_id) FILTER (WHERE state = 'Start') AS start_event_id,
    max(event_id) FILTER (WHERE state = 'End') AS end_event_id
FROM (
    SELECT
        *,
        coalesce(shared_event_id, record_key) AS pair_id,
        json_text(
            list_filter(
                CAST(json_extract(record, '$.insightDetails.insightContext.attributions') AS JSON[]),
                lambda attribution: json_text(attribution, '$.attribute') = 'userIdentityArn'
            )[1],
            '$.insight[0].value') AS top_actor_arn
    FROM insights
) AS records
GROUP BY pair_id, recipient_account_id, aws_region
ORDER BY coalesce(start_at, end_at) DESC, start_event_id, end_event_id, account_id, region, pair_id, start_at, end_at, top_actor_arn, service, action, insight_type, error_code, baseline_average, insight_average, times_baseline, duration_minutes, is_paired
