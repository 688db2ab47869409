package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.sharelab.result.BuildVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code sharelab}. A new command gets its line in {@code subcommands}. */
@Command(
    name = "sharelab",
    description = "Studies of cross-layer parameter sharing, on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      PlanCommand.class,
      DescribeCommand.class,
      RunCommand.class,
      GradientCommand.class,
      StatusCommand.class,
      QueryCommand.class,
      ReportCommand.class,
      ReproduceCommand.class,
      SimulateCommand.class,
      AnalyzeCommand.class,
      BenchCommand.class,
      BenchStudyCommand.class,
      PreflightCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 all trials completed, 1 some trials failed, 2 usage or configuration,",
      "3 environment (data, storage, device), 130 interrupted."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--debug",
      description = "Print stack traces, and the Spark settings that are filled in.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  private final AtomicReference<Interruption> interruption = new AtomicReference<>();

  Main() {}

  public static void main(String[] arguments) {
    Main main = new Main();
    int code =
        main.execute(
            new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
    System.exit(code);
  }

  /** Runs a command and returns the exit code. */
  int execute(PrintWriter out, PrintWriter err, String... arguments) {
    ErrorReport errors = new ErrorReport(() -> debug);
    int code =
        new CommandLine(this)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setAbbreviatedOptionsAllowed(false)
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors)
            .execute(arguments);
    Optional.ofNullable(interruption.get()).ifPresent(Interruption::end);
    return code;
  }

  /** Watches for signals from now on, until the process ends. */
  static Interruption interruption(CommandSpec command) {
    Main main = (Main) command.root().userObject();
    return main.interruption.updateAndGet(
        present -> present == null ? Interruption.watch(() -> sayStopping(command)) : present);
  }

  private static void sayStopping(CommandSpec command) {
    PrintWriter err = command.commandLine().getErr();
    err.println("Stopping: what runs is saved first (a second signal ends at once)");
    err.flush();
  }

  /** Where to print what only {@code --debug} shows. */
  static PrintWriter verbose(CommandSpec command) {
    Main main = (Main) command.root().userObject();
    return main.debug ? command.commandLine().getErr() : new PrintWriter(Writer.nullWriter());
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing command");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildVersion build = BuildVersion.current();
      return new String[] {"sharelab %s (%s)".formatted(build.version(), build.gitCommit())};
    }
  }
}
