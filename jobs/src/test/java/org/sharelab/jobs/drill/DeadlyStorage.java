package org.sharelab.jobs.drill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.sharelab.jobs.drill.KillPoint.Change;
import org.sharelab.jobs.drill.KillPoint.Kind;
import org.sharelab.jobs.table.Storage;
import org.sharelab.jobs.testing.ForwardingStorage;

/** Storage under a driver that is killed with signal 9 at certain changes of files. */
final class DeadlyStorage extends ForwardingStorage {
  private final Kills kills;
  private final Map<KillPoint, Integer> changesLeft = new EnumMap<>(KillPoint.class);

  DeadlyStorage(Storage storage, Kills kills, Set<KillPoint> points) {
    super(storage);
    this.kills = kills;
    points.stream()
        .filter(point -> point.change() != null)
        .forEach(point -> changesLeft.put(point, point.change().count()));
  }

  @Override
  public synchronized void publish(String path, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (isFatal(Kind.HALF, path, text)) {
      super.publish(path, Arrays.copyOf(content, content.length / 2));
      Kills.killMyself();
    }
    if (isFatal(Kind.WRITE, path, text)) {
      Kills.killMyself();
    }
    super.publish(path, content);
  }

  @Override
  public synchronized void delete(String path) {
    if (isFatal(Kind.DELETE, path, "")) {
      Kills.killMyself();
    }
    super.delete(path);
  }

  private boolean isFatal(Kind kind, String path, String text) {
    for (Map.Entry<KillPoint, Integer> point : changesLeft.entrySet()) {
      Change change = point.getKey().change();
      if (change.kind() == kind
          && change.path().matcher(path).find()
          && change.content().matcher(text).find()) {
        point.setValue(point.getValue() - 1);
        if (point.getValue() == 0 && kills.isDue(point.getKey())) {
          return true;
        }
      }
    }
    return false;
  }
}
