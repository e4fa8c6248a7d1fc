-- Question: Which SDLC entities are most queried
-- Source: gkg-product-analytics.md, "What Each Event Unlocks", line 103: `gkg_query_executed` -
--   `entity_types_queried`
--
-- Reading: a query counts once for each entity that it touched, also where the list names one twice. A query
--   that touched none counts nowhere.
--
-- Columns:
--   entity_type: an SDLC entity, in the words of the event
--   queries: queries that touched it
SELECT
    item AS entity_type,
    COUNT(DISTINCT event_id) AS queries
FROM gkg_query_executed_entity_types_queried
GROUP BY item
ORDER BY queries DESC, entity_type;
