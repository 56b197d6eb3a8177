-- Person in the current register who had died, or moved away, longer before the snapshot than changes may take.
WITH newest AS (SELECT town_name, max(snapshot_date) AS newest FROM poor_person WHERE coalesce(snapshot_date <= getvariable('as_of'), true) GROUP BY town_name),
person AS (
    SELECT p.* FROM poor_person AS p JOIN newest AS n ON n.town_name IS NOT DISTINCT FROM p.town_name AND (n.newest = p.snapshot_date OR n.newest IS NULL)
),
gone AS (
    SELECT p.*, d.death_date AS dead_on, d.death_name, coalesce(d.death_date, p.hukou_cancelled_on, p.decreased_on) AS event_date
    FROM person AS p LEFT JOIN dead AS d USING (id_no)
    WHERE d.id_no IS NOT NULL OR coalesce(p.moved_out, false) OR p.hukou_cancelled_on IS NOT NULL
)
SELECT row_id, NULL::DECIMAL(18, 2) AS questioned_amount, coalesce(alive = false, false) OR death_date IS NOT NULL OR decrease_reason IS NOT NULL
    OR decreased_on IS NOT NULL OR coalesce(datediff('month', event_date, snapshot_date) <= getvariable('lag'), false) AS cleared
FROM gone WHERE coalesce(event_date <= snapshot_date, true)
