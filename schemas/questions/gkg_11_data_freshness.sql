-- Question: Data freshness / staleness
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 109: `gkg_indexing_completed` -
--   `watermark_lag_seconds`
--
-- Reading: line 63: it "measures how stale the SDLC graph data is", so runs over code are left out, and line
--   61 wants it per entity. A run that failed tells of its lag as well. The latest run by time, then by id;
--   the median is the lower of the two in the middle.
--
-- Columns:
--   sdlc_entity_type: the entity, NULL where the run named none
--   runs: SDLC runs over it
--   latest_lag_seconds: lag at the latest run
--   median_lag_seconds: half of the runs had this lag or less
--   worst_lag_seconds: the longest lag
WITH runs AS (
    SELECT
        sdlc_entity_type,
        watermark_lag_seconds,
        ROW_NUMBER() OVER (PARTITION BY sdlc_entity_type ORDER BY derived_tstamp DESC, event_id DESC) AS age
    FROM gkg_indexing_completed
    WHERE index_domain = 'sdlc'
)

SELECT
    sdlc_entity_type,
    COUNT(*) AS runs,
    MAX(CASE WHEN age = 1 THEN watermark_lag_seconds END) AS latest_lag_seconds,
    PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY watermark_lag_seconds) AS median_lag_seconds,
    MAX(watermark_lag_seconds) AS worst_lag_seconds
FROM runs
GROUP BY sdlc_entity_type
ORDER BY latest_lag_seconds DESC, sdlc_entity_type NULLS LAST;
