-- Question: Amount of code suggestion requests
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 6
--
-- Reading: one `suggestion_requested` is one request. `request_counts` tells of previous requests, so they
--   count on the day on which the gateway told of them. The two differ by what was not told yet.
--
-- Columns:
--   day: day of the events, in UTC
--   requests: requests for code suggestions that the gateway took
--   requests_told: previous requests that these events tell of, over all languages and models
WITH counted AS (
    SELECT event_id, SUM(requests) AS requests FROM suggestion_requested_request_counts
    GROUP BY event_id
)

SELECT
    CAST(request.derived_tstamp AS DATE) AS day,
    COUNT(*) AS requests,
    COALESCE(SUM(counted.requests), 0) AS requests_told
FROM suggestion_requested AS request
LEFT JOIN counted ON counted.event_id = request.event_id
GROUP BY CAST(request.derived_tstamp AS DATE)
ORDER BY day;
