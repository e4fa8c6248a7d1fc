-- Question: Language
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 12
--
-- Reading: the language of the request itself; `lang` in `request_counts` is that of previous ones. Requests
--   that did not tell have a row of their own.
--
-- Columns:
--   language: programming language, in the words of the event; NULL where none was told
--   requests: requests in it
--   share: of all requests, 0 to 1
SELECT
    language,
    COUNT(*) AS requests,
    CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share
FROM suggestion_requested
GROUP BY language
ORDER BY requests DESC, language NULLS LAST;
