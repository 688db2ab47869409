package org.sharelab.jobs.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Table;
import org.sharelab.result.Table.Column;

/**
 * Rows of a table as the bytes of one Parquet file, and back.
 *
 * <p>Batches are small, so files are made in memory, without a Spark job. The footer carries the
 * Spark schema with its comments, and the version that wrote the file.
 */
final class ParquetRows {
  private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  /** Empty and shared: without it Parquet reads Hadoop's XML files again for every file. */
  private static final Configuration SETTINGS = new Configuration(false);

  private ParquetRows() {}

  /**
   * Writes a file.
   *
   * @param rows values in column order; null where a row has none
   */
  static byte[] write(Table<?> table, List<List<Object>> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetWriter<List<Object>> writer = new Builder(new MemoryFile(bytes), table).build()) {
      for (List<Object> row : rows) {
        writer.write(row);
      }
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  /** Reads a file that this or another version wrote; columns that it lacks are null. */
  static List<List<Object>> read(Table<?> table, byte[] file) throws IOException {
    return read(table.columns(), file);
  }

  /** Reads some columns of a file, in this order, and does not decode the others. */
  static List<List<Object>> read(Table<?> table, List<String> names, byte[] file)
      throws IOException {
    List<Column<?>> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(table.columns().get(TrialRows.position(table, name)));
    }
    return read(columns, file);
  }

  private static List<List<Object>> read(List<? extends Column<?>> columns, byte[] file)
      throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    ParquetReadOptions options =
        ParquetReadOptions.builder().withCodecFactory(HadoopCodecs.newFactory(SETTINGS, 0)).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new MemoryInput(file), options)) {
      MessageType stored = reader.getFileMetaData().getSchema();
      List<Type> wanted = new ArrayList<>();
      for (Column<?> column : columns) {
        if (stored.containsField(column.name())) {
          wanted.add(stored.getType(column.name()));
        }
      }
      MessageType schema = new MessageType(stored.getName(), wanted);
      reader.setRequestedSchema(schema);
      MessageColumnIO assembly = new ColumnIOFactory().getColumnIO(schema, stored);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            assembly.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(values(records.read(), columns));
        }
      }
    }
    return rows;
  }

  private static List<Object> values(Group group, List<? extends Column<?>> columns) {
    List<Object> row = new ArrayList<>();
    for (Column<?> column : columns) {
      row.add(value(group, column));
    }
    return row;
  }

  private static Object value(Group group, Column<?> column) {
    String name = column.name();
    if (!group.getType().containsField(name) || group.getFieldRepetitionCount(name) == 0) {
      return null;
    }
    return switch (column.type()) {
      case STRING -> group.getString(name, 0);
      case INTEGER -> group.getInteger(name, 0);
      case LONG -> group.getLong(name, 0);
      case DOUBLE -> group.getDouble(name, 0);
      case BOOLEAN -> group.getBoolean(name, 0);
    };
  }

  private static final class Builder extends ParquetWriter.Builder<List<Object>, Builder> {
    private final Table<?> table;

    Builder(OutputFile file, Table<?> table) {
      super(file);
      this.table = table;
      withConf(SETTINGS);
      withCompressionCodec(CompressionCodecName.SNAPPY);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<List<Object>> getWriteSupport(Configuration configuration) {
      return new RowWriteSupport(table);
    }
  }

  /** Feeds values to Parquet in column order. */
  private static final class RowWriteSupport extends WriteSupport<List<Object>> {
    private final Table<?> table;
    private RecordConsumer consumer;

    RowWriteSupport(Table<?> table) {
      this.table = table;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      Map<String, String> footer =
          Map.of(
              SPARK_SCHEMA,
              Schemas.spark(table).json(),
              "sharelab.version",
              BuildVersion.current().version());
      return new WriteContext(Schemas.parquet(table), footer);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(List<Object> row) {
      consumer.startMessage();
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i) != null) {
          Column<?> column = table.columns().get(i);
          consumer.startField(column.name(), i);
          add(column.type(), row.get(i));
          consumer.endField(column.name(), i);
        }
      }
      consumer.endMessage();
    }

    private void add(Table.Type type, Object value) {
      switch (type) {
        case STRING -> consumer.addBinary(Binary.fromString((String) value));
        case INTEGER -> consumer.addInteger((Integer) value);
        case LONG -> consumer.addLong((Long) value);
        case DOUBLE -> consumer.addDouble((Double) value);
        case BOOLEAN -> consumer.addBoolean((Boolean) value);
      }
    }
  }

  private record MemoryFile(ByteArrayOutputStream bytes) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) {
          bytes.write(b, off, len);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private record MemoryInput(byte[] content) implements InputFile {
    @Override
    public long getLength() {
      return content.length;
    }

    @Override
    public SeekableInputStream newStream() {
      return new MemoryInputStream(content);
    }
  }
}
