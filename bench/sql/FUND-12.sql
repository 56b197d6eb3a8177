-- Benefit that arrived later than the days allowed after its period, or went through the village's or one person's account.
WITH received AS (
    SELECT p.*, coalesce(r.hh_no, p.hh_no) AS home, p.account_name <> p.name AS other,
        coalesce(regexp_matches(concat(account_name, remark), '敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养'), false) AS institution,
        coalesce(regexp_matches(concat(account_name, remark), getvariable('villages')), false) AS village,
        coalesce(regexp_matches(remark, '监护|委托|授权|代管|代领协议'), false) AS proxy
    FROM paid AS p LEFT JOIN register AS r ON r.id_no = p.id_no
),
refused AS (
    SELECT id_no, item, period_from, max(pay_date) AS refused_on FROM entry
    WHERE failed AND id_no IS NOT NULL AND pay_date - period_to <= 60 GROUP BY ALL
),
shared AS (
    SELECT account_no FROM received WHERE other AND account_no IS NOT NULL GROUP BY account_no
    HAVING count(DISTINCT home) > 1 OR (count(home) = 0 AND count(DISTINCT id_no) > 1)
)
SELECT p.row_id, p.amount AS questioned_amount, coalesce(regexp_matches(programme, '收益|分红|分配') AND coalesce(frequency = '年', true), false)
    OR coalesce(frequency = '一次性', false) OR coalesce(regexp_matches(concat(remark, batch_no), '补差|提标|差额'), false)
    OR coalesce(p.pay_date - r.refused_on <= 30, false) OR taken AS cleared
FROM paid AS p LEFT JOIN refused AS r ON r.id_no = p.id_no AND r.item = p.item AND r.period_from = p.period_from
WHERE p.pay_date - p.period_to > 60
UNION ALL
SELECT row_id, amount, institution OR proxy OR taken FROM received
WHERE village OR institution OR (other AND account_no IN (FROM shared)) OR coalesce(regexp_matches(remark, '个人代发|现金发放|干部代发|代为发放'), false)
