-- The points that no other beats: of the same data and label noise, none has at least the mean accuracy
-- with at most the unique parameters, and more of one or fewer of the other. Only points whose
-- replicates all completed take part.
WITH complete AS (
  SELECT * FROM v_points WHERE completed = trials AND mean_accuracy IS NOT NULL
),
ranked AS (
  SELECT
    *,
    max(mean_accuracy) OVER (
      PARTITION BY dataset, label_noise
      ORDER BY unique_parameters
      RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS best_up_to_here,
    max(mean_accuracy) OVER (
      PARTITION BY dataset, label_noise
      ORDER BY unique_parameters
      RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS best_with_fewer
  FROM complete
)
SELECT
  dataset,
  label_noise,
  unique_parameters,
  mean_accuracy,
  low_95,
  high_95,
  trials,
  point,
  settings,
  model,
  share_rate,
  mapping,
  fusion,
  applied_parameters,
  macs,
  point_spec
FROM ranked
WHERE mean_accuracy = best_up_to_here AND (best_with_fewer IS NULL OR mean_accuracy > best_with_fewer)
ORDER BY dataset, label_noise, unique_parameters, point_spec
