package org.sharelab.jobs.report;

import java.util.ArrayList;
import java.util.List;

/** Pieces of an HTML page. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Rows as a table. */
  static String table(Listing listing) {
    List<FormattedColumn> columns =
        listing.columns().stream()
            .map(name -> FormattedColumn.of(name, listing.column(name)))
            .toList();
    StringBuilder out = new StringBuilder("<table>\n<thead>");
    out.append(row("th", columns, columns.stream().map(FormattedColumn::heading).toList()));
    out.append("</thead>\n<tbody>\n");
    for (int i = 0; i < listing.rows().size(); i++) {
      List<String> cells = new ArrayList<>();
      for (FormattedColumn column : columns) {
        cells.add(column.cells().get(i));
      }
      out.append(row("td", columns, cells));
    }
    return out.append("</tbody>\n</table>\n").toString();
  }

  private static String row(String tag, List<FormattedColumn> columns, List<String> cells) {
    StringBuilder out = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      String style = columns.get(i).isNumeric() ? " class=\"number\"" : "";
      String text = escape(tag.equals("th") ? cells.get(i).replace('_', ' ') : cells.get(i));
      out.append("<%s%s>%s</%s>".formatted(tag, style, text, tag));
    }
    return out.append("</tr>\n").toString();
  }
}
