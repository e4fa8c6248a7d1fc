-- Question: DAP adoption rate
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 111: `gkg_dap_session_summary` -
--   `total_gkg_calls > 0`
--
-- Reading: an event is a session, as it is fired at the end of one. Adoption is people's: line 15 has
--   `user_type` so that bots and CI pipelines do not inflate it; their sessions are counted beside. A day
--   without a session of a person has no rate.
--
-- Columns:
--   day: day of the events, in UTC
--   sessions: sessions of people in which GKG tools were available
--   gkg_sessions: those that called GKG
--   adoption_rate: gkg_sessions / sessions, NULL where there was none
--   automated_sessions: sessions of bots and service accounts, left out of the rate
SELECT
    CAST(derived_tstamp AS DATE) AS day,
    COUNT_IF(user_type = 'human') AS sessions,
    COUNT_IF(user_type = 'human' AND total_gkg_calls > 0) AS gkg_sessions,
    CAST(COUNT_IF(user_type = 'human' AND total_gkg_calls > 0) AS DOUBLE)
        / NULLIF(COUNT_IF(user_type = 'human'), 0) AS adoption_rate,
    COUNT_IF(user_type <> 'human') AS automated_sessions
FROM gkg_dap_session_summary
GROUP BY CAST(derived_tstamp AS DATE)
ORDER BY day;
