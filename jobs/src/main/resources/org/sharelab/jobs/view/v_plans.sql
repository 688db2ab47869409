-- A sharing plan that was learned, or made to compare learned ones with, and what became of the trial
-- that trained with it; plans that agree share a trial.
WITH members AS (
  SELECT
    plan_id, plan, trial_id, plan_trial_id, kind, criterion, threshold, epoch, group_id, cluster,
    concat('[', array_join(sort_array(collect_list(use)), ','), ']') AS uses
  FROM clusters
  GROUP BY
    plan_id, plan, trial_id, plan_trial_id, kind, criterion, threshold, epoch, group_id, cluster
),
plans AS (
  SELECT
    plan_id, plan, trial_id, plan_trial_id, kind, criterion, threshold, epoch, group_id,
    count(*) AS clusters,
    array_join(transform(array_sort(collect_list(struct(cluster, uses))), c -> c.uses), ' ') AS uses
  FROM members
  GROUP BY plan_id, plan, trial_id, plan_trial_id, kind, criterion, threshold, epoch, group_id
)
SELECT
  p.plan_id,
  p.plan,
  p.kind <> 'none' AS is_learned,
  p.criterion,
  p.threshold,
  p.epoch,
  p.group_id,
  p.clusters,
  p.uses,
  p.trial_id AS source_trial_id,
  p.plan_trial_id,
  t.replicate,
  t.dataset,
  t.model,
  t.unique_parameters,
  t.status,
  t.test_accuracy
FROM plans p
LEFT JOIN trials t ON t.trial_id = p.plan_trial_id
ORDER BY p.plan, t.dataset, t.model, t.replicate, p.plan_id
