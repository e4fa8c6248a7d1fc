-- Question: Errored code suggestion requests
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 9
--
-- Reading: `errors`, the "count of failed completions requests". `request_counts` tells of previous requests,
--   so they count on the day on which the gateway told of them.
--
-- Columns:
--   day: day of the events, in UTC
--   requests: previous requests told of
--   errored: those that failed
--   error_rate: errored / requests, NULL where none was told of
WITH counted AS (
    SELECT event_id, SUM(requests) AS requests, SUM(errors) AS errors FROM suggestion_requested_request_counts
    GROUP BY event_id
)

SELECT
    CAST(request.derived_tstamp AS DATE) AS day,
    COALESCE(SUM(counted.requests), 0) AS requests,
    COALESCE(SUM(counted.errors), 0) AS errored,
    CAST(SUM(counted.errors) AS DOUBLE) / NULLIF(SUM(counted.requests), 0) AS error_rate
FROM suggestion_requested AS request
LEFT JOIN counted ON counted.event_id = request.event_id
GROUP BY CAST(request.derived_tstamp AS DATE)
ORDER BY day;
