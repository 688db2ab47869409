package org.sharelab.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sharelab.analysis.searchspace.SearchSpaceCurve;
import org.sharelab.analysis.searchspace.SearchSpaceCurve.Point;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.GrowthPlot;
import org.sharelab.jobs.report.Listing;

/** How the search space grows with the tensors, as files: plots and their numbers. */
final class SearchSpaceFigure {
  private final SearchSpaceCurve curve;

  SearchSpaceFigure(SearchSpaceCurve curve) {
    this.curve = curve;
  }

  /** Kinds of file by the end of the name. */
  enum Kind {
    SVG,
    PNG,
    CSV;

    static Kind of(Path file) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new ValidationException(
          "Invalid --figure: %s (a file name that ends in .svg, .png or .csv)".formatted(file));
    }
  }

  /** Writes files, each as its name says. */
  void write(List<Path> files) {
    files.forEach(Kind::of);
    List<Point> points = curve.points();
    for (Path file : files) {
      byte[] content =
          switch (Kind.of(file)) {
            case SVG -> plot(points).svg().getBytes(StandardCharsets.UTF_8);
            case PNG -> plot(points).png();
            case CSV -> csv(points).getBytes(StandardCharsets.UTF_8);
          };
      try {
        Files.write(file, content);
      } catch (IOException problem) {
        throw new EnvironmentException(
            "Cannot write %s: %s"
                .formatted(
                    file,
                    problem instanceof NoSuchFileException
                        ? "no such folder"
                        : problem.getClass().getSimpleName() + " " + problem.getMessage()),
            problem);
      }
    }
  }

  private GrowthPlot plot(List<Point> points) {
    Map<Integer, List<Point>> bySize =
        points.stream()
            .collect(
                Collectors.groupingBy(Point::stageLayers, LinkedHashMap::new, Collectors.toList()));
    List<GrowthPlot.Curve> curves = new ArrayList<>();
    bySize.forEach(
        (size, stage) ->
            curves.add(
                new GrowthPlot.Curve(
                    "stages of " + size,
                    stage.stream().map(Point::tensors).toList(),
                    stage.stream().map(Point::stagedLog10).toList(),
                    stage.stream().map(Point::stagedPrintedLog10).toList())));
    return new GrowthPlot(
        "Ways to share P tensors among %d layers, no tensor in two stages"
            .formatted(curve.layers()),
        "tensors P",
        "sharing plans",
        "as printed",
        curves);
  }

  private static String csv(List<Point> points) {
    StringWriter text = new StringWriter();
    List<List<Object>> rows =
        points.stream()
            .map(
                point ->
                    List.<Object>of(
                        point.layers(),
                        point.stageLayers(),
                        point.tensors(),
                        point.stagedPrinted(),
                        point.staged()))
            .toList();
    new Listing(List.of("layers", "stage_layers", "tensors", "staged_printed", "staged"), rows)
        .print(Format.CSV, new PrintWriter(text));
    return text.toString();
  }
}
