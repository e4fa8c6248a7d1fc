-- Question: Origin (e.g. which extension, which version)
-- Source: model-gateway-snowplow.txt, "Desired Outcome", line 13
--
-- Reading: `user_agent` "holds information about the origin of the request". The first product in it,
--   `name/version` (RFC 9110, 10.1.5), is the extension. Where that has no version and a comment follows that
--   begins with `name:version`, as of GitLab's language server, the extension is what the comment names.
--
-- Columns:
--   extension: name of the extension, NULL where no user agent was told
--   version: its version, NULL where there is none
--   requests: requests from it
--   share: of all requests, 0 to 1
WITH agents AS (
    SELECT
        SPLIT_PART(user_agent, ' ', 1) AS product,
        SPLIT_PART(SPLIT_PART(SUBSTR(SPLIT_PART(user_agent, ' ', 2), 2), ';', 1), ')', 1) AS detail,
        SPLIT_PART(user_agent, ' ', 1) NOT LIKE '%/%' AND SPLIT_PART(user_agent, ' ', 2) LIKE '(%:%' AS is_in_comment
    FROM suggestion_requested
),

origins AS (
    SELECT
        NULLIF(CASE WHEN is_in_comment THEN SPLIT_PART(detail, ':', 1) ELSE SPLIT_PART(product, '/', 1) END, '') AS extension,
        NULLIF(CASE WHEN is_in_comment THEN SPLIT_PART(detail, ':', 2) ELSE SPLIT_PART(product, '/', 2) END, '') AS version
    FROM agents
)

SELECT
    extension,
    version,
    COUNT(*) AS requests,
    CAST(COUNT(*) AS DOUBLE) / SUM(COUNT(*)) OVER () AS share
FROM origins
GROUP BY extension, version
ORDER BY requests DESC, extension NULLS LAST, version NULLS LAST;
