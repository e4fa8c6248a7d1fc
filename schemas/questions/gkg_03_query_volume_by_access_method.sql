-- Question: Query volume by access method
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 101: `knowledge_graph_context` -
--   `source_type`
--
-- Reading: a volume, so every `gkg_query_executed` counts, whoever made it and however it ended: line 17
--   wants zero-rated and billable use apart.
--
-- Columns:
--   source_type: how the caller came: dap, mcp, rest_api or cli
--   queries: queries that came this way
--   share: of all queries, 0 to 1
SELECT
    source_type,
    COUNT(*) AS queries,
    CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share
FROM gkg_query_executed
GROUP BY source_type
ORDER BY queries DESC, source_type;
