-- Question: Authorization overhead
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 105: `gkg_query_executed` -
--   `authorization_duration_ms` vs `duration_ms`
--
-- Reading: time spent, so the sums are compared and a slow query weighs more than a fast one. A type whose
--   queries all took 0 ms has no share.
--
-- Columns:
--   query_type: find_nodes, traverse, explore, aggregate or schema
--   queries: queries of this type
--   authorization_ms: their time in authorization, milliseconds
--   total_ms: their time from end to end, milliseconds
--   authorization_share: authorization_ms / total_ms, NULL where nothing took time
SELECT
    query_type,
    COUNT(*) AS queries,
    SUM(authorization_duration_ms) AS authorization_ms,
    SUM(duration_ms) AS total_ms,
    CAST(SUM(authorization_duration_ms) AS DOUBLE) / NULLIF(CAST(SUM(duration_ms) AS DOUBLE), 0) AS authorization_share
FROM gkg_query_executed
GROUP BY query_type
ORDER BY query_type;
