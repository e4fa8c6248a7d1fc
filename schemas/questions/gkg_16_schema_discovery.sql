-- Question: Schema discovery usage
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 114: `gkg_schema_introspected` -
--   frequency by `source_type`
--
-- Reading: `gkg_schema_introspected` alone: the same call is a `gkg_query_executed` of the type `schema`,
--   too. A filter was passed where `domain_filter` is not null; an empty list is a filter.
--
-- Columns:
--   source_type: how the caller came: dap, mcp, rest_api or cli
--   schema_calls: calls of get_graph_schema
--   share: of all of them, 0 to 1
--   filtered_calls: those that asked for a domain
SELECT
    source_type,
    COUNT(*) AS schema_calls,
    CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share,
    COUNT_IF(domain_filter IS NOT NULL) AS filtered_calls
FROM gkg_schema_introspected
GROUP BY source_type
ORDER BY schema_calls DESC, source_type;
