-- Poverty-only benefit paid to a person who is not in the register of that year, or whose household no longer enjoys the policies.
WITH asked AS (
    SELECT *, coalesce(period_from, pay_date) AS first_day, year(coalesce(period_from, pay_date)) AS year_from, year(coalesce(period_to, pay_date)) AS year_to
    FROM paid WHERE poverty_only AND id_no IS NOT NULL AND coalesce(period_from, pay_date) IS NOT NULL
),
entry_of AS (
    SELECT 'id' AS kind, id_no AS key, snapshot_date, coalesce(identified_on, first_identified) AS identified, true AS listed, policy_status FROM poor_person
    UNION ALL SELECT 'hh', hh_no, snapshot_date, first_identified, true, policy_status FROM poor_person
    UNION ALL SELECT 'id', id_no, snapshot_date, first_identified, true, policy_status FROM poor_household
    UNION ALL SELECT 'hh', hh_no, snapshot_date, first_identified, true, policy_status FROM poor_household
    UNION ALL SELECT 'acc', account_no, snapshot_date, first_identified, true, policy_status FROM poor_household
    UNION ALL SELECT 'id', m.id_no, h.snapshot_date, h.first_identified, false, h.policy_status
    FROM poor_household AS h JOIN (SELECT DISTINCT id_no, hh_no FROM poor_person WHERE id_no IS NOT NULL) AS m USING (hh_no)
),
known AS (
    SELECT kind, key, snapshot_date, bool_or(listed) AS listed, min(identified) FILTER (listed) AS identified,
        bool_and(regexp_matches(policy_status, '不享受|不再享受')) AS stopped, bool_or(coalesce(policy_status = '即时帮扶', false)) AS instant
    FROM entry_of WHERE key IS NOT NULL GROUP BY kind, key, snapshot_date
),
standing AS (
    SELECT row_id, kind, bool_or(listed AND (snapshot_date IS NULL OR year(snapshot_date) BETWEEN year_from AND year_to)) AS listed,
        bool_or(coalesce(year(identified) BETWEEN year_from AND year_to, false)) AS identified,
        arg_max(stopped, snapshot_date) FILTER (snapshot_date <= first_day AND stopped IS NOT NULL) AS stopped,
        arg_min(stopped, snapshot_date) FILTER (snapshot_date > first_day AND year(snapshot_date) = year_from AND stopped IS NOT NULL) AS later,
        bool_or(coalesce(stopped AND snapshot_date IS NULL, false)) AS undated, bool_or(instant AND year(snapshot_date) BETWEEN year_from AND year_to) AS instant
    FROM (
        SELECT a.*, k.* FROM asked AS a JOIN known AS k ON k.kind = 'id' AND k.key = a.id_no
        UNION ALL SELECT a.*, k.* FROM asked AS a JOIN known AS k ON k.kind = 'hh' AND k.key = a.hh_no AND a.level = '到户'
        UNION ALL SELECT a.*, k.* FROM asked AS a JOIN known AS k ON k.kind = 'acc' AND k.key = a.account_no
    ) GROUP BY row_id, kind
),
answer AS (
    SELECT a.*, coalesce(i.stopped, false) OR coalesce(i.later, false) OR coalesce(i.undated, false) AS ended, coalesce(i.listed, false) AS in_register,
        coalesce(i.stopped, false) AS stopped, coalesce(i.identified, false) AS identified, coalesce(i.instant, false) AS instant,
        coalesce(h.listed AND NOT coalesce(h.stopped, false), false) OR coalesce(c.listed AND NOT coalesce(c.stopped, false), false) AS entitled_home,
        i.row_id IS NOT NULL AS met, EXISTS (FROM poor_person AS y WHERE year(y.snapshot_date) BETWEEN a.year_from AND a.year_to) AS year_known
    FROM asked AS a LEFT JOIN standing AS i ON i.row_id = a.row_id AND i.kind = 'id' LEFT JOIN standing AS h ON h.row_id = a.row_id AND h.kind = 'hh'
    LEFT JOIN standing AS c ON c.row_id = a.row_id AND c.kind = 'acc'
)
SELECT row_id, amount AS questioned_amount,
    (ended AND NOT stopped) OR (NOT ended AND NOT year_known AND met) OR (NOT ended AND identified) OR instant OR entitled_home OR taken AS cleared,
    NOT ended AND EXISTS (
        FROM poor_person AS n WHERE n.name = answer.name AND n.id_no <> answer.id_no AND levenshtein(n.id_no, answer.id_no) <= 2
    ) AS misread
FROM answer WHERE ended OR NOT in_register
