-- A decision of a search, once for all replicates of its point, in order.
SELECT
  study,
  sequence,
  kind,
  rule,
  point,
  epoch,
  settings,
  reason,
  count(trial_id) AS trials,
  max(elapsed_seconds) AS elapsed_seconds
FROM decisions
GROUP BY study, sequence, kind, rule, point, epoch, settings, reason
ORDER BY study, sequence
