-- Question: Which query types are used most
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 102: `gkg_query_executed` - `query_type`
--
-- Reading: every query counts, whoever made it and however it ended. As many are in the order of the
--   alphabet.
--
-- Columns:
--   query_type: find_nodes, traverse, explore, aggregate or schema
--   queries: queries of this type
--   share: of all queries, 0 to 1
SELECT
    query_type,
    COUNT(*) AS queries,
    CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share
FROM gkg_query_executed
GROUP BY query_type
ORDER BY queries DESC, query_type;
