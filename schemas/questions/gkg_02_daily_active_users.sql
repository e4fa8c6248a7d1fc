-- Question: DAU
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 100: `gkg_query_executed` - distinct
--   `global_user_id` / day
--
-- Reading: people only: line 15 has `user_type` so that bots and CI pipelines do not inflate human adoption.
--   A query counts whatever its result, since whoever asks is active. Who is not known (`global_user_id` is
--   null) cannot be counted.
--
-- Columns:
--   day: day of the events, in UTC
--   daily_active_users: people who made at least one query
SELECT
    CAST(derived_tstamp AS DATE) AS day,
    COUNT(DISTINCT CASE WHEN user_type = 'human' THEN global_user_id END) AS daily_active_users
FROM gkg_query_executed
GROUP BY CAST(derived_tstamp AS DATE)
ORDER BY day;
