-- Two benefits that exclude each other paid to one person, or one household, for the same time.
WITH pair AS (
    SELECT programme_code AS code, unnest(exclusive_with) AS other FROM programme
    UNION
    SELECT unnest(exclusive_with), programme_code FROM programme
),
keyed AS (
    SELECT 'id' AS kind, id_no AS who, row_id, item FROM paid WHERE id_no IS NOT NULL AND item IN (SELECT code FROM pair)
    UNION ALL
    SELECT 'hh', coalesce(p.hh_no, r.hh_no), row_id, item FROM paid AS p LEFT JOIN register AS r ON r.id_no = p.id_no
    WHERE level = '到户' AND item IN (SELECT code FROM pair) AND coalesce(p.hh_no, r.hh_no) IS NOT NULL
),
several AS (SELECT kind, who FROM keyed GROUP BY kind, who HAVING min(item) < max(item)),
side AS (SELECT k.kind, k.who, p.* FROM (FROM keyed SEMI JOIN several USING (kind, who)) AS k JOIN paid AS p USING (row_id)),
met AS (
    SELECT a.kind, a.who, a.row_id, b.row_id AS other_row, a.item, b.item AS other, a.amount, b.amount AS other_amount,
        coalesce(a.frequency = '一次性' AND b.frequency = '一次性', false) AS once,
        greatest(a.slot_from, b.slot_from) AS common_from, least(a.slot_to, b.slot_to) AS common_to
    FROM side AS a JOIN pair ON pair.code = a.item JOIN side AS b ON b.kind = a.kind AND b.who = a.who AND b.item = pair.other
    WHERE once OR common_from <= common_to
),
sums AS (
    SELECT kind, who, item, other, sum(if(once, NULL, common_to - common_from + 1)) AS overlap
    FROM (SELECT DISTINCT kind, who, item, other, once, common_from, common_to FROM met) GROUP BY ALL
),
own AS (SELECT kind, who, item, other, sum(amount) AS total FROM (SELECT DISTINCT kind, who, item, other, row_id, amount FROM met) GROUP BY ALL),
theirs AS (SELECT kind, who, item, other, sum(amount) AS total FROM (SELECT DISTINCT kind, who, item, other, other_row, other_amount AS amount FROM met) GROUP BY ALL)
SELECT m.row_id, any_value(m.amount) AS questioned_amount, coalesce(max(overlap) <= 1, false) OR bool_or(taken) AS cleared
FROM (SELECT DISTINCT kind, who, item, other, row_id, amount FROM met) AS m JOIN own USING (kind, who, item, other)
    JOIN theirs USING (kind, who, item, other) JOIN sums USING (kind, who, item, other) JOIN paid AS s ON s.row_id = m.row_id
WHERE own.total < theirs.total OR (own.total = theirs.total AND m.item > m.other)
GROUP BY m.row_id
