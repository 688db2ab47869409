-- How often the uses of a group want opposite things, by trial and epoch: the share of its pairs with
-- a negative cosine, and of those whose cosine is more than 1.96 standard errors below or above 0.
SELECT
  t.study,
  t.dataset,
  t.model,
  t.share_rate,
  t.mapping,
  t.replicate,
  g.trial_id,
  g.epoch,
  g.kind,
  g.group_id,
  count(g.cosine) AS pairs,
  avg(CAST(g.cosine < 0 AS DOUBLE)) AS conflict_share,
  avg(CAST(g.cosine < -1.96 * g.standard_error AS DOUBLE)) AS resolved_conflict_share,
  avg(CAST(g.cosine > 1.96 * g.standard_error AS DOUBLE)) AS resolved_agreement_share,
  avg(g.cosine) AS mean_cosine,
  min(g.cosine) AS min_cosine,
  max(g.cosine) AS max_cosine
FROM gradient_similarity g
LEFT JOIN trials t ON t.trial_id = g.trial_id
GROUP BY
  t.study, t.dataset, t.model, t.share_rate, t.mapping, t.replicate, g.trial_id, g.epoch, g.kind,
  g.group_id
ORDER BY g.kind, g.group_id, g.epoch, t.replicate, g.trial_id
