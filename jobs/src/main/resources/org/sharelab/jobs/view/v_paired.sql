-- Each completed trial that shares, beside the unshared trial of the same replicate whose settings
-- agree in everything but sharing.
WITH settled AS (
  SELECT
    *,
    spec_without(spec_without(spec, 'data.path'), 'model.sharing') AS other_settings,
    share_rate = 1 AND fusion = 'none' AND unique_parameters = applied_parameters AS is_unshared
  FROM trials
  WHERE status = 'completed' AND test_accuracy IS NOT NULL
),
baselines AS (
  -- Rate 1 is one network whatever the mapping, so one trial of each replicate stands for all.
  SELECT
    other_settings,
    min_by(trial_id, trial_id) AS baseline_trial_id,
    min_by(test_accuracy, trial_id) AS baseline_accuracy
  FROM settled
  WHERE is_unshared
  GROUP BY other_settings
)
SELECT
  t.trial_id,
  b.baseline_trial_id,
  t.dataset,
  t.model,
  t.replicate,
  t.share_rate,
  t.mapping,
  t.fusion,
  t.label_noise,
  t.unique_parameters,
  t.applied_parameters,
  t.test_accuracy,
  b.baseline_accuracy,
  t.test_accuracy - b.baseline_accuracy AS accuracy_difference
FROM settled t
JOIN baselines b ON t.other_settings = b.other_settings
WHERE NOT t.is_unshared
ORDER BY t.dataset, t.model, t.label_noise, t.share_rate, t.mapping, t.fusion, t.replicate
