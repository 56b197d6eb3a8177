-- Benefit paid to a person for time after the month of death.
WITH found AS (
    SELECT p.*, d.death_date, d.death_name, year(d.death_date) * 12 + month(d.death_date) AS died, p.stated IS NOT NULL AND NOT p.by_pay_date AS dated
    FROM paid AS p JOIN dead AS d USING (id_no)
),
late AS (
    SELECT *, dated AND slot_from > died AS whole, dated AND slot_from <= died AND slot_to > died AND coalesce(accrual_rule = 'monthly', false) AS part
    FROM found WHERE pay_date > death_date OR (dated AND slot_to > died)
),
living AS (
    SELECT DISTINCT l.row_id
    FROM late AS l LEFT JOIN register AS r ON r.id_no = l.id_no JOIN member AS m ON m.hh_no = coalesce(l.hh_no, r.hh_no) LEFT JOIN dead AS d ON d.id_no = m.id_no
    WHERE m.id_no IS DISTINCT FROM l.id_no AND m.name IS DISTINCT FROM l.name AND m.alive IS DISTINCT FROM false
        AND coalesce(least(d.death_date, m.death_date) > coalesce(l.pay_date, l.period_to), true)
)
SELECT l.row_id, if(part, round(amount * (slot_to - died) / (slot_to - slot_from + 1), 2), amount)::DECIMAL(18, 2) AS questioned_amount,
    coalesce(dated AND NOT (whole OR part), false)
    OR coalesce(NOT dated AND year(pay_date) * 12 + month(pay_date) <= died + coalesce(grace_months, 1), false)
    OR coalesce(after_death IN ('因死亡发放', '可继承'), regexp_matches(programme, '丧葬|抚恤|遗属|流转|地力'), false) OR taken AS cleared,
    level = '到户' AND a.row_id IS NOT NULL AS living, death_name <> name AS other_name
FROM late AS l LEFT JOIN living AS a ON a.row_id = l.row_id
