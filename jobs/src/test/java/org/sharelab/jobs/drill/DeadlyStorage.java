package org.sharelab.jobs.drill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sharelab.jobs.drill.KillPoint.Change;
import org.sharelab.jobs.drill.KillPoint.Kind;
import org.sharelab.jobs.table.Storage;

/** Storage under a driver that is killed with signal 9 at certain changes of files. */
final class DeadlyStorage implements Storage {
  private final Storage storage;
  private final Kills kills;
  private final Map<KillPoint, Integer> changesLeft = new EnumMap<>(KillPoint.class);

  DeadlyStorage(Storage storage, Kills kills, Set<KillPoint> points) {
    this.storage = storage;
    this.kills = kills;
    points.stream()
        .filter(point -> point.change() != null)
        .forEach(point -> changesLeft.put(point, point.change().count()));
  }

  @Override
  public synchronized void publish(String path, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (isFatal(Kind.HALF, path, text)) {
      storage.publish(path, Arrays.copyOf(content, content.length / 2));
      Kills.killMyself();
    }
    if (isFatal(Kind.WRITE, path, text)) {
      Kills.killMyself();
    }
    storage.publish(path, content);
  }

  @Override
  public synchronized void delete(String path) {
    if (isFatal(Kind.DELETE, path, "")) {
      Kills.killMyself();
    }
    storage.delete(path);
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

  @Override
  public String location() {
    return storage.location();
  }

  @Override
  public List<String> list(String folder) {
    return storage.list(folder);
  }

  @Override
  public boolean exists(String path) {
    return storage.exists(path);
  }

  @Override
  public boolean isFolderOrAbsent() {
    return storage.isFolderOrAbsent();
  }

  @Override
  public byte[] read(String path) {
    return storage.read(path);
  }

  @Override
  public long modified(String path) {
    return storage.modified(path);
  }

  @Override
  public long clock() {
    return storage.clock();
  }

  @Override
  public void removeLeftovers(long olderThanMillis) {
    storage.removeLeftovers(olderThanMillis);
  }
}
