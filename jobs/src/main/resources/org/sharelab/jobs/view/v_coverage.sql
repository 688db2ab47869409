-- Each point of a study with what became of its replicates; warning says which of them are not among
-- the completed ones, so that its means rest on fewer survivors, and is null if none is missing.
-- A plan that was learned has the replicates that learned it.
WITH settled AS (
  SELECT
    t.*,
    spec_without(spec_without(t.spec, 'data.path'), 'replicate') AS point,
    c.plan_trial_id IS NOT NULL AS is_learned
  FROM trials t
  LEFT JOIN (SELECT DISTINCT plan_trial_id FROM clusters) c ON t.trial_id = c.plan_trial_id
),
planned AS (
  SELECT study, count(DISTINCT replicate) AS replicates
  FROM trials
  GROUP BY study
),
points AS (
  SELECT
    study,
    point,
    IF(bool_and(is_learned), count(*), NULL) AS learned,
    first(dataset) AS dataset,
    first(model) AS model,
    first(share_rate) AS share_rate,
    first(mapping) AS mapping,
    first(fusion) AS fusion,
    first(label_noise) AS label_noise,
    first(unique_parameters) AS unique_parameters,
    count_if(status = 'completed') AS completed,
    count_if(status = 'diverged') AS diverged,
    count_if(status = 'pruned') AS pruned,
    count_if(status = 'failed') AS failed,
    count_if(status = 'timed_out') AS timed_out
  FROM settled
  GROUP BY study, point
),
expected AS (
  SELECT p.*, coalesce(p.learned, n.replicates) AS replicates
  FROM points p
  JOIN planned n ON p.study = n.study
)
SELECT
  p.study,
  p.dataset,
  p.model,
  p.share_rate,
  p.mapping,
  p.fusion,
  p.label_noise,
  p.unique_parameters,
  p.replicates,
  p.completed,
  p.diverged,
  p.pruned,
  p.failed,
  p.timed_out,
  p.replicates - (p.completed + p.diverged + p.pruned + p.failed + p.timed_out) AS not_run,
  CASE WHEN p.completed < p.replicates THEN
    concat(
      p.completed, ' of ', p.replicates, ' replicates completed: ',
      concat_ws(
        ', ',
        IF(p.diverged > 0, concat(p.diverged, ' diverged'), NULL),
        IF(p.pruned > 0, concat(p.pruned, ' pruned'), NULL),
        IF(p.failed > 0, concat(p.failed, ' failed'), NULL),
        IF(p.timed_out > 0, concat(p.timed_out, ' timed out'), NULL),
        IF(
          p.replicates > p.completed + p.diverged + p.pruned + p.failed + p.timed_out,
          concat(
            p.replicates - (p.completed + p.diverged + p.pruned + p.failed + p.timed_out),
            ' not run'),
          NULL)))
  END AS warning
FROM expected p
ORDER BY
  p.dataset, p.model, p.label_noise, p.share_rate, p.mapping, p.fusion, p.unique_parameters DESC
