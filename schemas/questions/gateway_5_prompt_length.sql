-- Question: Prompt length
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 10
--
-- Reading: the prompt is what stands before the cursor, `prefix_length`, in characters. The field may be
--   absent, and such a request is in none of the numbers. The median is the lower of the two in the middle.
--
-- Columns:
--   day: day of the events, in UTC
--   requests_with_length: requests that told the length
--   average_length: their average, characters; NULL where none told it
--   median_length: half of them were this long or shorter
--   p95_length: 95 of 100 were this long or shorter
--   longest: the longest
SELECT
    CAST(derived_tstamp AS DATE) AS day,
    COUNT(prefix_length) AS requests_with_length,
    CAST(SUM(prefix_length) AS DOUBLE) / NULLIF(COUNT(prefix_length), 0) AS average_length,
    PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY prefix_length) AS median_length,
    PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY prefix_length) AS p95_length,
    MAX(prefix_length) AS longest
FROM suggestion_requested
GROUP BY CAST(derived_tstamp AS DATE)
ORDER BY day;
