-- Learned plans and their controls over replicates: how many groups they have, what they cost and how
-- accurate their networks are; by threshold, this is the sensitivity to it.
SELECT
  dataset,
  model,
  plan,
  is_learned,
  count(test_accuracy) AS trials,
  min(clusters) AS min_clusters,
  avg(clusters) AS mean_clusters,
  max(clusters) AS max_clusters,
  avg(unique_parameters) AS mean_parameters,
  avg(test_accuracy) AS mean_accuracy,
  stddev_samp(test_accuracy) AS sd_accuracy
FROM v_plans
WHERE status = 'completed'
GROUP BY dataset, model, plan, is_learned
ORDER BY dataset, model, mean_clusters, plan
