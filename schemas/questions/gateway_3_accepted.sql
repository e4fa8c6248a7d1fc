-- Question: Accepted code suggestions
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 8
--
-- Reading: `accepts`, over what was shown (`requests - errors`): only what is shown can be accepted.
--   `request_counts` tells of previous requests, so they count on the day on which the gateway told of them.
--   An editor may tell of an acceptance later than of the showing, so the rate of a day may be above 1.
--
-- Columns:
--   day: day of the events, in UTC
--   shown: previous requests that did not fail
--   accepted: suggestions accepted
--   acceptance_rate: accepted / shown, NULL where none was shown
WITH counted AS (
    SELECT event_id, SUM(requests - errors) AS shown, SUM(accepts) AS accepts FROM suggestion_requested_request_counts
    GROUP BY event_id
)

SELECT
    CAST(request.derived_tstamp AS DATE) AS day,
    COALESCE(SUM(counted.shown), 0) AS shown,
    COALESCE(SUM(counted.accepts), 0) AS accepted,
    CAST(SUM(counted.accepts) AS DOUBLE) / NULLIF(SUM(counted.shown), 0) AS acceptance_rate
FROM suggestion_requested AS request
LEFT JOIN counted ON counted.event_id = request.event_id
GROUP BY CAST(request.derived_tstamp AS DATE)
ORDER BY day;
