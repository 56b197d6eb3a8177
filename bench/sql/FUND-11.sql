-- Signs of a forged list: one account for many, consecutive accounts, too many dead, repeated or missing numbers.
WITH received AS (
    SELECT p.row_id, p.id_no, p.name, p.account_no, p.account_name, p.item, p.batch_no, p.village_name, p.period_from, p.pay_date, p.programme, p.amount,
        coalesce(r.hh_no, p.hh_no) AS home, account_name <> name AS other,
        coalesce(regexp_matches(concat(account_name, remark), '敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养'), false) AS institution,
        coalesce(regexp_matches(concat(account_name, remark), getvariable('villages')), false) AS village,
        coalesce(regexp_matches(concat(proxy_relation, remark), '监护|委托|授权|代管|代领协议'), false) AS proxy
    FROM paid AS p LEFT JOIN register AS r ON r.id_no = p.id_no WHERE NOT taken
),
crowded AS (SELECT account_no FROM paid WHERE account_no IS NOT NULL GROUP BY account_no HAVING count(DISTINCT id_no) >= 3),
one_account AS (
    SELECT arg_min(row_id, {'d': pay_date, 'p': programme, 'v': village_name, 'i': id_no, 'n': name, 'a': amount, 'r': row_id}) AS row_id, sum(amount) AS amount,
        count(DISTINCT id_no) AS ids, count(DISTINCT name) AS names, count(DISTINCT home) = 1 AND count(home) = count(*) OR bool_or(institution)
        OR bool_or(village) OR coalesce(bool_and(proxy) FILTER (coalesce(other, true)), false) AS cleared
    FROM received SEMI JOIN crowded USING (account_no) GROUP BY account_no HAVING if(names = 0, ids, least(ids, names)) >= 3
),
number AS (
    SELECT village_name, account_no, unnest([{'cut': 0, 'n': account_no}, {'cut': 1, 'n': account_no[:-2]}], recursive := true)
    FROM (SELECT DISTINCT village_name, account_no FROM paid WHERE regexp_matches(account_no, '^[0-9]{10,}$'))
),
run AS (
    SELECT *, right(n, 6)::INT - dense_rank() OVER (PARTITION BY village_name, cut, n[:-7] ORDER BY right(n, 6)::INT) AS run FROM number
),
long_run AS (
    SELECT village_name, account_no, cut FROM run
    QUALIFY count(*) OVER (PARTITION BY village_name, cut, n[:-7], run) >= getvariable('run')
),
of_list AS (
    SELECT r.*, l.cut, if(l.cut = 1, r.account_no[:-2], r.account_no) AS n
    FROM received AS r JOIN long_run AS l ON l.account_no = r.account_no AND l.village_name IS NOT DISTINCT FROM r.village_name
),
listed AS (
    SELECT *, right(n, 6)::INT - dense_rank() OVER (PARTITION BY item, batch_no, village_name, period_from, pay_date, cut, n[:-7] ORDER BY right(n, 6)::INT) AS run
    FROM of_list
),
consecutive AS (
    SELECT arg_min(row_id, {'p': programme, 'i': id_no, 'n': name, 'a': amount, 'r': row_id}) AS row_id, sum(amount) AS amount,
        count(DISTINCT account_no) AS accounts, coalesce(nullif(count(DISTINCT home), 0), count(DISTINCT id_no)) AS homes
    FROM listed GROUP BY item, batch_no, village_name, period_from, pay_date, cut, n[:-7], run
    HAVING accounts >= getvariable('run') AND accounts = count(DISTINCT n) AND homes >= getvariable('run')
),
repeated AS (
    SELECT row_id FROM paid SEMI JOIN (
        SELECT id_no FROM paid WHERE id_no IS NOT NULL GROUP BY id_no, amount, pay_date HAVING count(*) > 1
    ) USING (id_no) WHERE NOT taken
    QUALIFY row_number() OVER (PARTITION BY item, batch_no, village_name, period_from, pay_date, id_no, amount ORDER BY row_id) > 1
),
entry_of_list AS (
    SELECT p.*, p.id_no IS NULL OR t.row_id IS NOT NULL OR coalesce(date_trunc('month', d.death_date) < date_trunc('month', coalesce(period_from, pay_date)), false) AS bad
    FROM paid AS p LEFT JOIN repeated AS t ON t.row_id = p.row_id LEFT JOIN dead AS d ON d.id_no = p.id_no WHERE NOT taken
),
bad_list AS (
    SELECT arg_min(row_id, {'p': programme, 'i': id_no, 'n': name, 'a': amount, 'r': row_id}) FILTER (bad) AS row_id, sum(amount) FILTER (bad) AS amount
    FROM entry_of_list GROUP BY item, batch_no, village_name, period_from, pay_date
    HAVING count(*) >= getvariable('list_rows') AND count(id_no) > 0 AND count(*) FILTER (bad) * 100 >= count(*) * getvariable('list_percent')
)
SELECT row_id, amount AS questioned_amount, cleared FROM one_account
UNION ALL SELECT row_id, amount, false FROM consecutive
UNION ALL SELECT row_id, amount, false FROM bad_list
