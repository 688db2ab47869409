-- How well a number that is known before training ranks networks by their mean accuracy: the
-- estimates of the reusability prior, and numbers of parameters and of multiply-adds for comparison.
-- A null model means the networks of all models together; ties share ranks, and the 95 % interval of
-- Spearman's coefficient is Fisher's, with variance 1.06 / (networks - 3).
WITH ranked AS (
  SELECT
    dataset,
    label_noise,
    settings_id,
    model,
    trials,
    mean_accuracy,
    stack(
      4,
      'estimate_surprisal', estimate_surprisal,
      'estimate_spread', estimate_spread,
      'unique_parameters', double(unique_parameters),
      'macs', double(macs)
    ) AS (ranked_by, value)
  FROM v_estimated_networks
),
correlated AS (
  SELECT
    dataset,
    label_noise,
    settings_id,
    model,
    ranked_by,
    count(*) AS networks,
    sum(trials) AS trials,
    spearman_rho(collect_list(value), collect_list(mean_accuracy)) AS spearman,
    kendall_tau_b(collect_list(value), collect_list(mean_accuracy)) AS kendall
  FROM ranked
  GROUP BY GROUPING SETS (
    (dataset, label_noise, settings_id, ranked_by),
    (dataset, label_noise, settings_id, ranked_by, model)
  )
  HAVING grouping(model) = 0 OR count(DISTINCT model) > 1
)
SELECT
  dataset,
  label_noise,
  model,
  ranked_by,
  networks,
  trials,
  spearman,
  CASE
    WHEN networks > 3 AND abs(spearman) < 1
    THEN tanh(atanh(spearman) - 1.959964D * sqrt(1.06D / (networks - 3)))
  END AS spearman_low_95,
  CASE
    WHEN networks > 3 AND abs(spearman) < 1
    THEN tanh(atanh(spearman) + 1.959964D * sqrt(1.06D / (networks - 3)))
  END AS spearman_high_95,
  kendall,
  settings_id
FROM correlated
ORDER BY dataset, label_noise, settings_id, model NULLS FIRST, spearman DESC
