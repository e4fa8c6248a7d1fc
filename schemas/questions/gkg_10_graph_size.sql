-- Question: Graph size and coverage per namespace
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 108: `gkg_indexing_completed` - node and
--   edge counts
--
-- Reading: the graph of a namespace is what its latest run says that did not fail, each domain by itself, as
--   line 49 has them as separate pipelines. Coverage has the denominator that line 53 gives it, and line 57
--   says that the two should match: below 1 there are files without a node. Files that were skipped or failed
--   to parse come beside it, as they are in neither number. Of two runs at the same millisecond, the one with
--   the greater id.
--
-- Columns:
--   namespace_id: the namespace
--   index_domain: code or sdlc
--   nodes: directories, files, definitions and imported symbols
--   edges: relationships
--   definitions: functions, classes and methods alone
--   coverage: node_count_file / file_count_processed, NULL where no file was processed
--   files_missing: files skipped and files that failed to parse
SELECT
    namespace_id,
    index_domain,
    CAST(node_count_directory AS DECIMAL(38, 0)) + node_count_file + node_count_definition
        + node_count_imported_symbol AS nodes,
    node_count_edge AS edges,
    node_count_definition AS definitions,
    CAST(node_count_file AS DOUBLE) / NULLIF(file_count_processed, 0) AS coverage,
    CAST(file_count_skipped AS DECIMAL(38, 0)) + file_count_errored AS files_missing
FROM gkg_indexing_completed
WHERE status <> 'failed'
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY namespace_id, index_domain
    ORDER BY derived_tstamp DESC, event_id DESC
) = 1
ORDER BY nodes DESC, namespace_id, index_domain;
