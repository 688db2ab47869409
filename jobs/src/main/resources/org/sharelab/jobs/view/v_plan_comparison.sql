-- Each learned plan beside each other way to share, within replicates: mean difference in accuracy
-- with a 95 % Student-t interval for the pair alone (low_95, high_95) and one that holds for all
-- comparisons of the table together (Bonferroni). The finding is about the latter.
WITH settled AS (
  SELECT
    *,
    spec_without(spec_without(spec, 'data.path'), 'model.sharing') AS other_settings
  FROM trials
  WHERE status = 'completed' AND test_accuracy IS NOT NULL
),
arms AS (
  SELECT DISTINCT
    s.trial_id, s.dataset, s.model, s.other_settings, p.plan AS arm, p.is_learned,
    s.unique_parameters, s.test_accuracy
  FROM v_plans p
  JOIN settled s ON s.trial_id = p.plan_trial_id
  UNION ALL
  SELECT
    s.trial_id, s.dataset, s.model, s.other_settings,
    CASE
      WHEN s.mapping = 'table'
        THEN concat('groups ', get_json_object(s.spec, '$.model.sharing.groups'))
      WHEN s.share_rate = 1 THEN 'unshared'
      ELSE concat('rate ', CAST(s.share_rate AS INT), ' ', s.mapping)
    END,
    false, s.unique_parameters, s.test_accuracy
  FROM settled s
  WHERE s.trial_id NOT IN (SELECT plan_trial_id FROM clusters)
),
differences AS (
  SELECT
    a.dataset,
    a.model,
    a.arm AS plan,
    b.arm AS rival,
    count(*) AS pairs,
    count_if(a.trial_id = b.trial_id) AS same_networks,
    avg(a.unique_parameters) AS plan_parameters,
    avg(b.unique_parameters) AS rival_parameters,
    max(abs(a.unique_parameters - b.unique_parameters)) = 0 AS is_same_budget,
    avg(a.test_accuracy - b.test_accuracy) AS mean_difference,
    stddev_samp(a.test_accuracy - b.test_accuracy) AS sd_difference
  FROM arms a
  JOIN arms b ON a.other_settings = b.other_settings AND a.arm <> b.arm AND NOT b.is_learned
  WHERE a.is_learned
  GROUP BY a.dataset, a.model, a.arm, b.arm
),
intervals AS (
  SELECT
    *,
    count(*) OVER () AS comparisons,
    student_t_quantile(0.975D, pairs - 1) * sd_difference / sqrt(pairs) AS half,
    student_t_quantile(1 - 0.025D / count(*) OVER (), pairs - 1) * sd_difference / sqrt(pairs)
      AS joint_half
  FROM differences
)
SELECT
  dataset,
  model,
  plan,
  rival,
  is_same_budget,
  plan_parameters,
  rival_parameters,
  pairs,
  same_networks,
  mean_difference,
  mean_difference - half AS low_95,
  mean_difference + half AS high_95,
  mean_difference - joint_half AS joint_low_95,
  mean_difference + joint_half AS joint_high_95,
  comparisons,
  CASE
    WHEN pairs < 2 THEN 'open: one replicate gives no interval'
    WHEN same_networks = pairs THEN 'none: the networks are the same'
    WHEN mean_difference - joint_half > 0 THEN 'the plan is more accurate'
    WHEN mean_difference + joint_half < 0 THEN 'the rival is more accurate'
    ELSE concat('not resolved by ', pairs, ' replicates at ', comparisons, ' comparisons')
  END AS finding
FROM intervals
ORDER BY dataset, model, plan, is_same_budget DESC, rival
