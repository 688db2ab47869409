package org.sharelab.jobs.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.sharelab.experiment.TrialLog;

/**
 * The last lines that this thread logs while it is open, at whatever levels the configuration lets
 * through.
 *
 * <p>It listens at the root logger. Trials that run side by side do not hear each other.
 */
final class ThreadLog implements TrialLog, AutoCloseable {
  static final int LINES = 40;

  private static final PatternLayout LAYOUT =
      PatternLayout.newBuilder().withPattern("%d{HH:mm:ss} %p %c{1}: %m%n%ex").build();

  private final Deque<String> lines = new ArrayDeque<>();
  private final ThreadLog outer;

  private ThreadLog(ThreadLog outer) {
    this.outer = outer;
  }

  /** Keeps what the calling thread logs from now on, until it closes this. */
  static ThreadLog start() {
    Listener.install();
    ThreadLog log = new ThreadLog(Listener.OPEN.get());
    Listener.OPEN.set(log);
    return log;
  }

  @Override
  public List<String> tail() {
    return new ArrayList<>(lines);
  }

  private void add(String text) {
    text.lines()
        .forEach(
            line -> {
              lines.add(line);
              if (lines.size() > LINES) {
                lines.remove();
              }
            });
  }

  @Override
  public void close() {
    if (outer == null) {
      Listener.OPEN.remove();
    } else {
      Listener.OPEN.set(outer);
    }
  }

  /** Hands what is logged to the log of the thread that logs. */
  private static final class Listener extends AbstractAppender {
    private static final String NAME = "sharelab-thread-log";
    private static final ThreadLocal<ThreadLog> OPEN = new ThreadLocal<>();

    private Listener() {
      super(NAME, null, LAYOUT, true, Property.EMPTY_ARRAY);
    }

    /** A configuration that is read anew forgets its listeners, so this looks every time. */
    static synchronized void install() {
      if (LogManager.getContext(false) instanceof LoggerContext context
          && !context.getConfiguration().getRootLogger().getAppenders().containsKey(NAME)) {
        Listener listener = new Listener();
        listener.start();
        context.getConfiguration().getRootLogger().addAppender(listener, null, null);
        context.updateLoggers();
      }
    }

    @Override
    public void append(LogEvent event) {
      ThreadLog log = OPEN.get();
      if (log != null) {
        log.add(LAYOUT.toSerializable(event));
      }
    }
  }
}
