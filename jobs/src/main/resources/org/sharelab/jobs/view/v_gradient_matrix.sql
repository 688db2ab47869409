-- Cosine of every ordered pair of uses, mean and standard deviation over replicates; the rows of one
-- epoch, kind and group are a symmetric matrix without its diagonal.
WITH both AS (
  SELECT trial_id, epoch, kind, group_id, use_i, use_j, cosine FROM gradient_similarity
  UNION ALL
  SELECT trial_id, epoch, kind, group_id, use_j, use_i, cosine FROM gradient_similarity
)
SELECT
  t.dataset,
  t.model,
  t.share_rate,
  t.mapping,
  b.epoch,
  b.kind,
  b.group_id,
  b.use_i,
  b.use_j,
  avg(b.cosine) AS mean_cosine,
  stddev_samp(b.cosine) AS sd_cosine,
  count(b.cosine) AS trials
FROM both b
LEFT JOIN trials t ON t.trial_id = b.trial_id
GROUP BY
  t.dataset, t.model, t.share_rate, t.mapping, b.epoch, b.kind, b.group_id, b.use_i, b.use_j
ORDER BY
  t.dataset, t.model, t.share_rate, t.mapping, b.kind, b.group_id, b.epoch, b.use_i, b.use_j
