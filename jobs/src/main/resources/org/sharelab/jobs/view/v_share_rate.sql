-- Accuracy of completed trials by share rate, mapping and parameter count; more than one in settings
-- says that something else, such as a learning rate, differs between the trials of a row.
SELECT
  dataset,
  model,
  share_rate,
  mapping,
  fusion,
  label_noise,
  unique_parameters,
  applied_parameters,
  avg(test_accuracy) AS mean_accuracy,
  stddev_samp(test_accuracy) AS sd_accuracy,
  count(test_accuracy) AS trials,
  count(DISTINCT spec_without(spec_without(spec, 'data.path'), 'replicate')) AS settings
FROM trials
WHERE status = 'completed'
GROUP BY
  dataset, model, share_rate, mapping, fusion, label_noise, unique_parameters, applied_parameters
ORDER BY
  dataset, model, label_noise, share_rate, mapping, fusion, unique_parameters DESC
