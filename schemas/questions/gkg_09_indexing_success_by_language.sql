-- Question: Indexing success rate by language
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 107: `gkg_indexing_completed` - `status`
--   + `languages_indexed`
--
-- Reading: a run counts once for each language that it touched, also where the list names one twice. Only
--   `success` is success: `partial` is the silent gap of line 51. The event tells how the run ended, not
--   which of its languages was at fault.
--
-- Columns:
--   language: a language, in the words of the event
--   runs: indexing runs that touched it
--   successful_runs: ended with success
--   partial_runs: ended with some files missing
--   failed_runs: failed
--   success_rate: successful_runs / runs, 0 to 1
WITH touched AS (
    SELECT DISTINCT event_id, item AS language FROM gkg_indexing_completed_languages_indexed
)

SELECT
    touched.language,
    COUNT(*) AS runs,
    COUNT_IF(run.status = 'success') AS successful_runs,
    COUNT_IF(run.status = 'partial') AS partial_runs,
    COUNT_IF(run.status = 'failed') AS failed_runs,
    CAST(COUNT_IF(run.status = 'success') AS DOUBLE) / COUNT(*) AS success_rate
FROM touched
INNER JOIN gkg_indexing_completed AS run ON run.event_id = touched.event_id
GROUP BY touched.language
ORDER BY runs DESC, touched.language;
