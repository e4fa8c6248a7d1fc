-- Question: Weekly Active Namespaces (North Star)
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 99: `gkg_query_executed` - distinct
--   `namespace_id` / 7 days
--
-- Reading: line 4 defines it: "namespaces with at least 1 successful GKG query in the last 7 days". For each
--   day that has a query, the seven days that end with it; the first six of a history see fewer. Successful
--   is `success`: an empty result is the silent failure. The namespace is the unit, so every caller counts,
--   and `get_graph_schema` too, which fires the event as well; who wants people alone reads the last column.
--
-- Columns:
--   day: last day of the seven, in UTC
--   active_namespaces: namespaces with a successful query in these seven days
--   active_namespaces_of_people: those in which a person made one; bots and service accounts left out
WITH queries AS (
    SELECT
        CAST(derived_tstamp AS DATE) AS day,
        namespace_id,
        user_type,
        result_status
    FROM gkg_query_executed
),

days AS (
    SELECT DISTINCT day FROM queries
),

successes AS (
    SELECT DISTINCT day, namespace_id, user_type FROM queries
    WHERE result_status = 'success'
)

SELECT
    days.day,
    COUNT(DISTINCT successes.namespace_id) AS active_namespaces,
    COUNT(DISTINCT CASE WHEN successes.user_type = 'human' THEN successes.namespace_id END)
        AS active_namespaces_of_people
FROM days
LEFT JOIN successes ON successes.day BETWEEN days.day - INTERVAL '6 days' AND days.day
GROUP BY days.day
ORDER BY days.day;
