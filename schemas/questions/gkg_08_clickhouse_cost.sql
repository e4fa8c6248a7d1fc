-- Question: ClickHouse cost per query type
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 106: `gkg_query_executed` -
--   `ch_read_bytes` by `query_type`
--
-- Reading: bytes read are the cost: line 38 calls them the primary driver. Failed queries have read their
--   bytes too.
--
-- Columns:
--   query_type: find_nodes, traverse, explore, aggregate or schema
--   queries: queries of this type
--   read_bytes: bytes that they read
--   bytes_per_query: read_bytes / queries
SELECT
    query_type,
    COUNT(*) AS queries,
    SUM(ch_read_bytes) AS read_bytes,
    CAST(SUM(ch_read_bytes) AS DOUBLE) / COUNT(*) AS bytes_per_query
FROM gkg_query_executed
GROUP BY query_type
ORDER BY read_bytes DESC, query_type;
