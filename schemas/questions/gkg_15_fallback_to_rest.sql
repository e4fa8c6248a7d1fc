-- Question: Agent fallback rate to REST
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 113: `gkg_dap_session_summary` -
--   `fallback_to_rest`
--
-- Reading: by agent, of all its sessions: an agent that never called GKG and took REST has fallen back as
--   well. It is about agents, so it does not matter for whom they ran.
--
-- Columns:
--   agent_name: the DAP agent
--   sessions: its sessions
--   fallback_sessions: those in which it took REST for data that GKG covers
--   fallback_rate: fallback_sessions / sessions, 0 to 1
SELECT
    agent_name,
    COUNT(*) AS sessions,
    COUNT_IF(fallback_to_rest) AS fallback_sessions,
    CAST(COUNT_IF(fallback_to_rest) AS DOUBLE) / COUNT(*) AS fallback_rate
FROM gkg_dap_session_summary
GROUP BY agent_name
ORDER BY fallback_rate DESC, agent_name;
