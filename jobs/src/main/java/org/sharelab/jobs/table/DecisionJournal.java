package org.sharelab.jobs.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sharelab.check.EnvironmentException;
import org.sharelab.config.Json;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

/**
 * Decisions of a search that are stored but not yet in a Parquet file: a small file for all that
 * were made at one moment.
 *
 * <p>A file's name says the first decision in it and the writer's epoch, so no file is written
 * twice. What a writer that was overtaken still adds is void: where a later epoch has spoken,
 * earlier ones have nothing more to say.
 */
final class DecisionJournal {
  private static final String FOLDER = "_sharelab/decisions";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SEQUENCE_DIGITS = 8;

  private final Storage storage;

  /**
   * A stored file.
   *
   * @param file name in the folder
   * @param first sequence number of its first decision
   * @param rows of {@code decisions}
   */
  record Entry(String file, int first, Epoch epoch, List<List<Object>> rows) {}

  DecisionJournal(Storage storage) {
    this.storage = storage;
  }

  Entry append(int first, List<List<Object>> rows, Epoch epoch) {
    String file = "%0" + SEQUENCE_DIGITS + "d-%s.json";
    Entry entry = new Entry(file.formatted(first, epoch), first, epoch, rows);
    Table<?> table = Tables.DECISIONS;
    String json = Json.write(rows.stream().map(row -> TrialRows.named(table, row)).toList());
    storage.publish(FOLDER + "/" + entry.file(), Sealed.seal(json));
    return entry;
  }

  /** Every whole file that counts, by first decision. */
  List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (String file : storage.list(FOLDER)) {
      read(file).ifPresent(all::add);
    }
    return all.stream()
        .filter(entry -> all.stream().noneMatch(other -> isVoid(entry, other)))
        .sorted(Comparator.comparingInt(Entry::first))
        .toList();
  }

  private static boolean isVoid(Entry entry, Entry other) {
    return other.epoch().compareTo(entry.epoch()) > 0 && other.first() <= entry.first();
  }

  private Optional<Entry> read(String file) {
    String path = FOLDER + "/" + file;
    try {
      int first = Integer.parseInt(file.substring(0, SEQUENCE_DIGITS));
      Optional<Epoch> epoch = Epoch.parse(file.substring(SEQUENCE_DIGITS + 1));
      Optional<String> text = Sealed.read(storage, path);
      return text.isEmpty() || epoch.isEmpty()
          ? Optional.empty()
          : Optional.of(new Entry(file, first, epoch.get(), parse(text.get(), path)));
    } catch (NumberFormatException | StringIndexOutOfBoundsException foreign) {
      return Optional.empty();
    }
  }

  private List<List<Object>> parse(String json, String path) {
    try {
      List<List<Object>> rows = new ArrayList<>();
      for (JsonNode row : MAPPER.readTree(json)) {
        rows.add(TrialRows.valuesOf(Tables.DECISIONS, row));
      }
      return rows;
    } catch (IOException damaged) {
      throw new EnvironmentException(
          "Cannot read %s/%s: not JSON".formatted(storage.location(), path), damaged);
    }
  }

  void remove(Entry entry) {
    storage.delete(FOLDER + "/" + entry.file());
  }
}
