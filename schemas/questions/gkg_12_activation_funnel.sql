-- Question: Activation funnel: enable to first query
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 110: `gkg_namespace_enabled` cohort vs
--   first `gkg_query_executed`
--
-- Reading: a namespace belongs to the week in which it was enabled first, and is activated by the first query
--   from then on, whoever made it and however it ended. Line 72: "Group-level enablement covers all child
--   projects", so a group is activated by a query under it, too, as far as events tell: where the query's
--   `root_namespace_id` is the group.
--
-- Columns:
--   cohort_week: Monday of the week, in UTC
--   namespace_type: group or project, as first enabled
--   enabled_namespaces: enabled in this week
--   activated_namespaces: those with a query afterwards, in any week
--   activation_rate: activated_namespaces / enabled_namespaces, 0 to 1
--   median_seconds_to_first_query: half of the activated ones needed this long or less, NULL where there is
--     none
WITH enabled AS (
    SELECT namespace_id, namespace_type, derived_tstamp AS enabled_at FROM gkg_namespace_enabled
    QUALIFY ROW_NUMBER() OVER (PARTITION BY namespace_id ORDER BY derived_tstamp, event_id) = 1
),

queried AS (
    SELECT namespace_id, FALSE AS is_below, derived_tstamp AS queried_at FROM gkg_query_executed
    UNION ALL
    SELECT root_namespace_id AS namespace_id, TRUE AS is_below, derived_tstamp AS queried_at FROM gkg_query_executed
),

activated AS (
    SELECT enabled.namespace_id, MIN(queried.queried_at) AS first_query_at
    FROM enabled
    INNER JOIN queried
        ON queried.namespace_id = enabled.namespace_id
        AND queried.queried_at >= enabled.enabled_at
        AND (enabled.namespace_type = 'group' OR NOT queried.is_below)
    GROUP BY enabled.namespace_id
)

SELECT
    CAST(DATE_TRUNC('week', enabled.enabled_at) AS DATE) AS cohort_week,
    enabled.namespace_type,
    COUNT(*) AS enabled_namespaces,
    COUNT(activated.first_query_at) AS activated_namespaces,
    CAST(COUNT(activated.first_query_at) AS DOUBLE) / COUNT(*) AS activation_rate,
    PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY DATEDIFF('second', enabled.enabled_at, activated.first_query_at))
        AS median_seconds_to_first_query
FROM enabled
LEFT JOIN activated ON activated.namespace_id = enabled.namespace_id
GROUP BY CAST(DATE_TRUNC('week', enabled.enabled_at) AS DATE), enabled.namespace_type
ORDER BY cohort_week, enabled.namespace_type;
