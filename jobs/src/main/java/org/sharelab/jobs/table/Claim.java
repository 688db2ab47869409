package org.sharelab.jobs.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sharelab.config.Json;

/**
 * What a process says about its turn at writing a folder, again every few seconds.
 *
 * @param since when the turn began, ISO 8601 in UTC
 * @param beats how often it was said; whoever sees it grow knows that the process lives
 * @param ended whether the process has left in order
 * @param progress what the job wants others to know, as JSON values
 */
public record Claim(
    Epoch epoch,
    DriverProcess process,
    String since,
    long beats,
    boolean ended,
    Map<String, Object> progress) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Claim beat(Map<String, Object> latest, boolean last) {
    return new Claim(epoch, process, since, beats + 1, last, latest);
  }

  byte[] toFile() {
    Map<String, Object> members = new TreeMap<>();
    members.put("epoch", epoch.toString());
    members.put("host", process.host());
    members.put("machine", process.machine());
    members.put("pid", process.pid());
    members.put("started", process.started());
    members.put("since", since);
    members.put("beats", beats);
    members.put("ended", ended);
    members.put("progress", progress);
    return Sealed.seal(Json.write(members));
  }

  static Optional<Claim> parse(byte[] file) {
    return Sealed.open(file).flatMap(Claim::parse);
  }

  private static Optional<Claim> parse(String json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      DriverProcess process =
          new DriverProcess(
              node.path("host").asText(),
              node.path("machine").asText(),
              node.path("pid").asLong(),
              node.path("started").asLong());
      @SuppressWarnings("unchecked")
      Map<String, Object> progress = MAPPER.convertValue(node.path("progress"), Map.class);
      return Epoch.parse(node.path("epoch").asText())
          .map(
              epoch ->
                  new Claim(
                      epoch,
                      process,
                      node.path("since").asText(),
                      node.path("beats").asLong(),
                      node.path("ended").asBoolean(),
                      progress));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** Host, process and time, as messages name a run. */
  @Override
  public String toString() {
    return "%s, since %s".formatted(process, since);
  }
}
