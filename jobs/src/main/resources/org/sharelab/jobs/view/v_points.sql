-- A point with its replicates: how they ended, and the mean accuracy of the completed ones with a 95 %
-- Student-t interval; the best first. Points that lost replicates rest on the survivors.
WITH proposals AS (
  SELECT trial_id, min(point) AS point, min(settings) AS settings
  FROM decisions
  WHERE kind = 'proposed'
  GROUP BY trial_id
),
replicates AS (
  SELECT
    t.*,
    p.point,
    p.settings,
    spec_without(spec_without(t.spec, 'data.path'), 'replicate') AS point_spec,
    CASE WHEN t.status = 'completed' THEN t.test_accuracy END AS accuracy
  FROM trials t
  LEFT JOIN proposals p ON p.trial_id = t.trial_id
),
points AS (
  SELECT
    min(point) AS point,
    min(settings) AS settings,
    min(study) AS study,
    min(dataset) AS dataset,
    min(model) AS model,
    min(share_rate) AS share_rate,
    min(mapping) AS mapping,
    min(fusion) AS fusion,
    min(label_noise) AS label_noise,
    min(unique_parameters) AS unique_parameters,
    min(applied_parameters) AS applied_parameters,
    min(macs) AS macs,
    count(*) AS trials,
    count_if(status = 'completed') AS completed,
    count_if(status = 'pruned') AS pruned,
    max(epochs) AS epochs,
    avg(accuracy) AS mean_accuracy,
    stddev_samp(accuracy) AS sd_accuracy,
    count(accuracy) AS measured,
    point_spec
  FROM replicates
  GROUP BY point_spec
)
SELECT
  point,
  settings,
  study,
  dataset,
  model,
  share_rate,
  mapping,
  fusion,
  label_noise,
  unique_parameters,
  applied_parameters,
  macs,
  trials,
  completed,
  pruned,
  epochs,
  mean_accuracy,
  sd_accuracy,
  mean_accuracy - student_t_quantile(0.975D, measured - 1) * sd_accuracy / sqrt(measured) AS low_95,
  mean_accuracy + student_t_quantile(0.975D, measured - 1) * sd_accuracy / sqrt(measured) AS high_95,
  point_spec
FROM points
ORDER BY mean_accuracy DESC NULLS LAST, unique_parameters, point_spec
