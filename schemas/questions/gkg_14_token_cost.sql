-- Question: Token cost impact of GKG
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 112: `gkg_dap_session_summary` -
--   `input_tokens` by `total_gkg_calls`
--
-- Reading: a cost, so every session counts, whoever ran it. The row of 0 calls is what the others are
--   compared with, as line 85 wants: sessions with GKG against those without.
--
-- Columns:
--   total_gkg_calls: calls of GKG in the session
--   sessions: sessions with so many
--   total_input_tokens: their input tokens
--   input_tokens_per_session: total_input_tokens / sessions
--   output_tokens_per_session: output tokens / sessions
--   cache_read_tokens_per_session: tokens read from the prompt cache / sessions
SELECT
    total_gkg_calls,
    COUNT(*) AS sessions,
    SUM(input_tokens) AS total_input_tokens,
    CAST(SUM(input_tokens) AS DOUBLE) / COUNT(*) AS input_tokens_per_session,
    CAST(SUM(output_tokens) AS DOUBLE) / COUNT(*) AS output_tokens_per_session,
    CAST(SUM(cache_read_tokens) AS DOUBLE) / COUNT(*) AS cache_read_tokens_per_session
FROM gkg_dap_session_summary
GROUP BY total_gkg_calls
ORDER BY total_gkg_calls;
