-- Each point of a study with what became of its replicates; warning says which of them are not among
-- the completed ones, so that its means rest on fewer survivors, and is null if none is missing.
WITH settled AS (
  SELECT *, spec_without(spec_without(spec, 'data.path'), 'replicate') AS point
  FROM trials
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
  n.replicates,
  p.completed,
  p.diverged,
  p.pruned,
  p.failed,
  p.timed_out,
  n.replicates - (p.completed + p.diverged + p.pruned + p.failed + p.timed_out) AS not_run,
  CASE WHEN p.completed < n.replicates THEN
    concat(
      p.completed, ' of ', n.replicates, ' replicates completed: ',
      concat_ws(
        ', ',
        IF(p.diverged > 0, concat(p.diverged, ' diverged'), NULL),
        IF(p.pruned > 0, concat(p.pruned, ' pruned'), NULL),
        IF(p.failed > 0, concat(p.failed, ' failed'), NULL),
        IF(p.timed_out > 0, concat(p.timed_out, ' timed out'), NULL),
        IF(
          n.replicates > p.completed + p.diverged + p.pruned + p.failed + p.timed_out,
          concat(
            n.replicates - (p.completed + p.diverged + p.pruned + p.failed + p.timed_out),
            ' not run'),
          NULL)))
  END AS warning
FROM points p
JOIN planned n ON p.study = n.study
ORDER BY
  p.dataset, p.model, p.label_noise, p.share_rate, p.mapping, p.fusion, p.unique_parameters DESC
