-- Mean difference to the unshared network over replicates, with a 95 % Student-t interval; an
-- interval that holds 0 leaves open whether sharing changed the accuracy.
SELECT
  dataset,
  model,
  share_rate,
  mapping,
  fusion,
  label_noise,
  unique_parameters,
  avg(accuracy_difference) AS mean_difference,
  stddev_samp(accuracy_difference) AS sd_difference,
  count(*) AS pairs,
  avg(accuracy_difference)
    - student_t_quantile(0.975D, count(*) - 1) * stddev_samp(accuracy_difference) / sqrt(count(*))
    AS low_95,
  avg(accuracy_difference)
    + student_t_quantile(0.975D, count(*) - 1) * stddev_samp(accuracy_difference) / sqrt(count(*))
    AS high_95
FROM v_paired
GROUP BY dataset, model, share_rate, mapping, fusion, label_noise, unique_parameters
ORDER BY dataset, model, label_noise, share_rate, mapping, fusion, unique_parameters DESC
