-- Question: Silent failures (empty results)
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 104: `gkg_query_executed` -
--   `result_status = empty`
--
-- Reading: line 30: "query ran but returned nothing". Of all queries of the day, errors included; an error is
--   loud, so it is no silent failure, and neither is a success without rows.
--
-- Columns:
--   day: day of the events, in UTC
--   queries: all queries
--   empty_queries: those that ran and returned nothing
--   empty_share: empty_queries / queries, 0 to 1
SELECT
    CAST(derived_tstamp AS DATE) AS day,
    COUNT(*) AS queries,
    COUNT_IF(result_status = 'empty') AS empty_queries,
    CAST(COUNT_IF(result_status = 'empty') AS DOUBLE) / COUNT(*) AS empty_share
FROM gkg_query_executed
GROUP BY CAST(derived_tstamp AS DATE)
ORDER BY day;
