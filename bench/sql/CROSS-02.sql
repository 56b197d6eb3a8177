-- Account or telephone number of more households than one would share.
WITH place AS (SELECT id_no, hh_no FROM register),
used AS (
    SELECT 1 AS place, row_id, id_no, hh_no AS home, snapshot_date AS on_day, '账号' AS kind, account_no AS value, account_name AS said FROM poor_household
    UNION ALL SELECT 1, row_id, id_no, hh_no, snapshot_date, '电话', phone, '' FROM poor_household
    UNION ALL SELECT 2, row_id, id_no, hh_no, snapshot_date, '电话', phone, '' FROM poor_person
    UNION ALL SELECT 2, row_id, id_no, hh_no, snapshot_date, '电话', hh_phone, '' FROM poor_person
    UNION ALL SELECT 3, row_id, b.id_no, coalesce(p.hh_no, b.hh_no), pay_date, '账号', account_no, concat_ws('；', account_name, remark, proxy_relation)
    FROM benefit_payment AS b LEFT JOIN place AS p ON p.id_no = b.id_no WHERE amount > 0
    UNION ALL SELECT 3, row_id, b.id_no, coalesce(p.hh_no, b.hh_no), pay_date, '电话', phone, ''
    FROM benefit_payment AS b LEFT JOIN place AS p ON p.id_no = b.id_no WHERE amount > 0
),
crowded AS (SELECT kind, value FROM used WHERE id_no IS NOT NULL AND NOT regexp_matches(value, '(0{7,}|1{7,}|2{7,}|3{7,}|4{7,}|5{7,}|6{7,}|7{7,}|8{7,}|9{7,})$')
    GROUP BY kind, value HAVING count(DISTINCT home) > 3)
SELECT arg_min(row_id, {'p': place, 'h': home, 'i': id_no, 'd': on_day, 'r': row_id}) AS row_id, NULL::DECIMAL(18, 2) AS questioned_amount,
    bool_or(coalesce(regexp_matches(said, '敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养'), false)
        OR coalesce(regexp_matches(said, getvariable('villages')), false) OR coalesce(regexp_matches(said, '监护|委托|授权|代管|代领协议'), false)) AS cleared
FROM used SEMI JOIN crowded USING (kind, value) WHERE id_no IS NOT NULL GROUP BY kind, value
