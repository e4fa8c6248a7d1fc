-- Question: Shown code suggestions
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 7
--
-- Reading: the schema has no field for it, though it says "acceptance, show and error counts": shown is
--   `requests - errors`, a request that did not fail has shown its suggestion. `request_counts` tells of
--   previous requests, so they count on the day on which the gateway told of them.
--
-- Columns:
--   day: day of the events, in UTC
--   requests: previous requests told of
--   shown: those that did not fail
--   shown_rate: shown / requests, NULL where none was told of
WITH counted AS (
    SELECT event_id, SUM(requests) AS requests, SUM(errors) AS errors FROM suggestion_requested_request_counts
    GROUP BY event_id
)

SELECT
    CAST(request.derived_tstamp AS DATE) AS day,
    COALESCE(SUM(counted.requests), 0) AS requests,
    COALESCE(SUM(counted.requests - counted.errors), 0) AS shown,
    CAST(SUM(counted.requests - counted.errors) AS DOUBLE) / NULLIF(SUM(counted.requests), 0) AS shown_rate
FROM suggestion_requested AS request
LEFT JOIN counted ON counted.event_id = request.event_id
GROUP BY CAST(request.derived_tstamp AS DATE)
ORDER BY day;
