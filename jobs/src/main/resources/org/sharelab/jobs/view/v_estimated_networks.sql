-- Each network that was trained and also analysed without training: the estimates beside the mean
-- accuracy of its completed trials. Rows of one settings_id differ in the network alone.
WITH trained AS (
  SELECT
    *,
    spec_without(spec_without(spec_without(spec, 'data.path'), 'model'), 'replicate') AS settings
  FROM trials
  WHERE status = 'completed' AND test_accuracy IS NOT NULL
),
analysed AS (
  -- One network may have been analysed under several names of its sharing.
  SELECT
    design_id,
    min_by(estimate_surprisal, case_id) AS estimate_surprisal,
    min_by(estimate_spread, case_id) AS estimate_spread
  FROM reusability
  WHERE estimate_resolution = resolution
  GROUP BY design_id
)
SELECT
  t.dataset,
  t.model,
  t.label_noise,
  t.design_id,
  min(t.share_rate) AS share_rate,
  min_by(t.mapping, t.trial_id) AS mapping,
  t.unique_parameters,
  t.macs,
  a.estimate_surprisal,
  a.estimate_spread,
  avg(t.test_accuracy) AS mean_accuracy,
  stddev_samp(t.test_accuracy) AS sd_accuracy,
  count(*) AS trials,
  left(md5(t.settings), 8) AS settings_id
FROM trained t
JOIN analysed a ON t.design_id = a.design_id
GROUP BY
  t.dataset,
  t.model,
  t.label_noise,
  t.design_id,
  t.unique_parameters,
  t.macs,
  a.estimate_surprisal,
  a.estimate_spread,
  t.settings
ORDER BY dataset, label_noise, settings_id, mean_accuracy DESC
