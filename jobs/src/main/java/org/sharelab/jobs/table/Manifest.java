package org.sharelab.jobs.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sharelab.config.Json;

/**
 * Which Parquet files make up a set of tables. Never changed; a greater one takes its place.
 *
 * @param epoch whose writer made it
 * @param sequence counts up within the epoch
 * @param batches in the order in which they were added
 */
record Manifest(Epoch epoch, int sequence, List<Batch> batches) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Rows that were published together: in every table that has some, a file with the batch's name.
   *
   * @param rows by table, how many; tables without rows have no file
   */
  record Batch(String name, Map<String, Integer> rows) {
    Batch {
      rows = Map.copyOf(rows);
    }

    boolean has(String table) {
      return rows.containsKey(table);
    }
  }

  Manifest {
    batches = List.copyOf(batches);
  }

  /** The names of batches with a file in this table. */
  List<String> names(String table) {
    return batches.stream().filter(batch -> batch.has(table)).map(Batch::name).toList();
  }

  /** The next manifest of a writer: without some batches, with others at the end. */
  Manifest next(Epoch writer, Set<String> removed, List<Batch> added) {
    List<Batch> result =
        batches.stream()
            .filter(batch -> !removed.contains(batch.name()))
            .collect(Collectors.toCollection(ArrayList::new));
    result.addAll(added);
    return new Manifest(writer, writer.equals(epoch) ? sequence + 1 : 0, result);
  }

  String fileName() {
    return "%s-%06d.json".formatted(epoch, sequence);
  }

  byte[] toFile() {
    List<Map<String, Object>> entries =
        batches.stream()
            .map(batch -> Map.<String, Object>of("name", batch.name(), "rows", batch.rows()))
            .toList();
    return Sealed.seal(
        Json.write(Map.of("epoch", epoch.toString(), "sequence", sequence, "batches", entries)));
  }

  /** Reads a file; empty if it is damaged or not whole. */
  static Optional<Manifest> parse(byte[] file) {
    return Sealed.open(file).flatMap(Manifest::parse);
  }

  private static Optional<Manifest> parse(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      List<Batch> batches = new ArrayList<>();
      for (JsonNode entry : node.path("batches")) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        entry
            .path("rows")
            .fields()
            .forEachRemaining(table -> rows.put(table.getKey(), table.getValue().asInt()));
        batches.add(new Batch(entry.path("name").asText(), rows));
      }
      return Epoch.parse(node.path("epoch").asText())
          .map(epoch -> new Manifest(epoch, node.path("sequence").asInt(), batches));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }
}
