-- The same entitlement paid more than once: to one person, to one household, or to one account under another person's number.
WITH all_rows AS (
    SELECT p.* EXCLUDE (hh_no), coalesce(p.hh_no, r.hh_no) AS home, p.level = '到户' AND p.grant_level IS DISTINCT FROM '到人' AS joint
    FROM priced AS p LEFT JOIN register AS r ON r.id_no = p.id_no
),
by_home AS (SELECT home, item, slot_from, slot_to, count(*) AS n FROM all_rows WHERE joint AND home IS NOT NULL GROUP BY ALL),
twice AS (
    SELECT row_id FROM paid SEMI JOIN (
        SELECT id_no, item, slot_from, slot_to FROM paid WHERE id_no IS NOT NULL GROUP BY ALL HAVING count(*) > 1
    ) USING (id_no, item, slot_from, slot_to)
    UNION
    SELECT row_id FROM paid SEMI JOIN (
        SELECT account_no, item, slot_from, slot_to, amount FROM paid WHERE account_no IS NOT NULL GROUP BY ALL HAVING count(*) > 1
    ) USING (account_no, item, slot_from, slot_to, amount)
    UNION
    SELECT row_id FROM all_rows SEMI JOIN (FROM by_home WHERE n > 1) USING (home, item, slot_from, slot_to) WHERE joint
),
described AS (
    SELECT *, lawful(in_force, per, every, standard, quantity, unit, amount, slot_to - slot_from + 1) AS lawful,
        coalesce(regexp_matches(concat(remark, batch_no, programme), '补发|补差|追补|补缴|提标'), false) AS arrears,
        nullif(coalesce(nullif(regexp_extract(period_part, '上半年|下半年|春季|秋季|[一二三四1-4]季度|首期|尾款|余款|首付|[0-9]{1,2}月'), ''),
            regexp_extract(concat(period_part, remark), '第[一二三四五六七八九十0-9]+[批期次笔]')), '') AS part,
        if(regexp_matches(remark, '地块|宗地|块地|承包地'), remark, NULL) AS parcel,
        if(unit = '亩' OR per IS NULL AND in_force IS NOT NULL, quantity, NULL) AS area,
        coalesce(regexp_matches(unit, '人|口') AND quantity = 1, false) AS by_person
    FROM all_rows SEMI JOIN twice USING (row_id)
),
grouped AS (
    SELECT 1 AS kind, concat_ws('|', id_no, item, slot_from, slot_to) AS key, * FROM described WHERE id_no IS NOT NULL
    UNION ALL
    SELECT 2, concat_ws('|', home, item, slot_from, slot_to), * FROM described WHERE joint AND home IS NOT NULL
    UNION ALL
    SELECT 3, concat_ws('|', account_no, item, slot_from, slot_to, amount), * FROM described WHERE account_no IS NOT NULL
),
summed AS (
    SELECT kind, key, any_value(item) AS item, count(*) AS n, count(*) FILTER (NOT taken) AS times, sum(amount) FILTER (NOT taken) AS total,
        max(lawful) FILTER (NOT taken) AS lawful, bool_or(arrears) AS arrears, count(DISTINCT part) AS parts, count(DISTINCT area) AS areas,
        count(DISTINCT parcel) AS parcels, count(DISTINCT amount) AS amounts, bool_and(by_person) AS all_persons,
        count(DISTINCT id_no) FILTER (NOT taken) AS persons, count(DISTINCT home) AS homes, count(*) FILTER (home IS NULL) AS homeless
    FROM grouped GROUP BY kind, key HAVING n > 1
),
roster AS (
    SELECT item, paid >= 10 AND shared * 5 > paid AS by_heads
    FROM (SELECT item, count(*) AS paid FROM by_home GROUP BY item)
    JOIN (SELECT item, count(*) FILTER (persons > 1) AS shared FROM summed WHERE kind = 2 GROUP BY item) USING (item)
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY kind, key ORDER BY amount DESC, pay_date, batch_no, programme, account_no, id_no, remark, row_id) AS place
    FROM grouped WHERE NOT taken
),
hit AS (
    SELECT p.row_id, p.kind, p.amount, s.times = 1 AS single,
        s.kind < 3 AND coalesce(s.total <= s.lawful, s.arrears) AS supplement,
        s.kind < 3 AND s.times > 1 AND s.parts >= s.times AND coalesce(s.total <= s.lawful, true) AS instalment,
        s.kind < 3 AND s.times > 1 AND (s.areas >= s.times OR s.parcels >= s.times) AS parcelled,
        s.kind = 2 AND (s.all_persons OR coalesce(r.by_heads, false)) AS by_persons,
        s.times > 1 AND coalesce(frequency = '一次性' AND programme LIKE '%救助%', false) AND s.amounts >= s.times AS event,
        s.kind = 3 AND s.homeless = 0 AND s.homes = 1 AS one_home,
        s.kind = 3 AND coalesce(regexp_matches(concat(account_name, remark, programme), '敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养'), false) AS institution
    FROM placed AS p JOIN summed AS s USING (kind, key) LEFT JOIN roster AS r ON r.item = p.item
    WHERE (s.times > 1 AND place > 1 AND (s.kind < 3 OR s.persons > 1)) OR (s.times = 1 AND s.kind < 3)
)
SELECT row_id, amount AS questioned_amount, single OR supplement OR instalment OR parcelled OR by_persons OR event OR one_home OR institution AS cleared
FROM hit QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY cleared, kind) = 1
