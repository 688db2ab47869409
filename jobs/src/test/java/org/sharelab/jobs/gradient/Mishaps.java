package org.sharelab.jobs.gradient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.sharelab.jobs.drill.Kills;

/**
 * Things that go wrong on executors, as a plugin of Spark: whatever happens, happens when the work
 * of a task is done and Spark has not heard of it. Each leaves a file in a folder.
 */
public final class Mishaps implements SparkPlugin {
  static final String KIND = "spark.mishaps.kind";
  static final String FOLDER = "spark.mishaps.folder";

  /** What goes wrong. */
  enum Kind {
    /**
     * The first attempt of every task fails, but for that of the first of several tasks, which
     * stands still until Spark has run a copy of it.
     */
    FIRST_ATTEMPTS,
    /** The executor that first ends one of several tasks of a stage is killed by signal 9. */
    EXECUTOR
  }

  /** The settings that bring it about. */
  static Map<String, String> settings(Kind kind, Path folder) {
    return Map.of(
        "spark.plugins", Mishaps.class.getName(), KIND, kind.name(), FOLDER, folder.toString());
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnExecutor implements ExecutorPlugin {
    private static final long PATIENCE_SECONDS = 60;

    private Kind kind;
    private Path folder;

    @Override
    public void init(PluginContext context, Map<String, String> none) {
      SparkConf conf = context.conf();
      kind = Kind.valueOf(conf.get(KIND));
      folder = Path.of(conf.get(FOLDER));
    }

    @Override
    public void onTaskStart() {
      TaskContext.get()
          .addTaskCompletionListener(
              task -> {
                if (!task.isInterrupted() && !task.isFailed()) {
                  afterWork(task);
                }
              });
    }

    private void afterWork(TaskContext task) {
      boolean oneOfSeveral = task.numPartitions() > 1;
      String name = "%d-%d".formatted(task.stageId(), task.partitionId());
      if (kind == Kind.EXECUTOR) {
        if (oneOfSeveral && happens("killed")) {
          Kills.killMyself();
        }
      } else if (task.attemptNumber() == 0) {
        if (oneOfSeveral && task.partitionId() == 0) {
          standStill();
          happens("overtaken-" + name);
        } else {
          happens("failed-" + name);
          throw new IllegalStateException("A mishap");
        }
      }
    }

    private static void standStill() {
      try {
        TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
        throw new IllegalStateException("Nobody has overtaken this task");
      } catch (InterruptedException overtaken) {
        Thread.currentThread().interrupt();
      }
    }

    /** Whether it happens for the first time. */
    private boolean happens(String name) {
      try {
        Files.createFile(folder.resolve(name));
        return true;
      } catch (FileAlreadyExistsException before) {
        return false;
      } catch (IOException problem) {
        throw new UncheckedIOException(problem);
      }
    }
  }
}
