package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line and an exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  ErrorReport(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    print(problem.getCommandLine().getErr(), usageMessage(problem), problem);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    if (problem instanceof ValidationException) {
      print(err, problem.getMessage(), problem);
      return ExitCode.USAGE;
    }
    if (problem instanceof EnvironmentException) {
      print(err, problem.getMessage(), problem);
      return ExitCode.ENVIRONMENT;
    }
    String reason = "%s: %s".formatted(problem.getClass().getSimpleName(), problem.getMessage());
    print(err, "Cannot go on: %s (--debug shows where)".formatted(reason), problem);
    return ExitCode.ENVIRONMENT;
  }

  private void print(PrintWriter err, String message, Exception problem) {
    err.println("error: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    if (debug.getAsBoolean()) {
      problem.printStackTrace(err);
    }
    err.flush();
  }

  private static String usageMessage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    String help = "see %s --help".formatted(command.getCommandSpec().qualifiedName());
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0).replaceFirst("=.*", ""), command, help);
    }
    String message = problem.getMessage();
    return "Invalid command line: %s (%s)"
        .formatted(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1), help);
  }

  private static String unmatched(String argument, CommandLine command, String help) {
    boolean isOption = argument.startsWith("-");
    List<String> known = new ArrayList<>();
    if (isOption) {
      command.getCommandSpec().optionsMap().keySet().forEach(known::add);
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String hint =
        isOption || known.isEmpty()
            ? Names.suggest(argument, known).map("did you mean %s?"::formatted).orElse(help)
            : Names.hint(argument, known);
    String kind = isOption ? "option" : known.isEmpty() ? "argument" : "command";
    return "Invalid %s: %s (%s)".formatted(kind, argument, hint);
  }
}
