package org.sharelab.jobs.table;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sharelab.result.Table;
import org.sharelab.result.Table.Column;

/** Table definitions as schemas: for Spark with the comments, and for Parquet. */
public final class Schemas {
  private Schemas() {}

  /** The schema in Spark; every column can be null and has its comment. */
  public static StructType spark(Table<?> table) {
    return new StructType(
        table.columns().stream()
            .map(
                column ->
                    new StructField(column.name(), sparkType(column.type()), true, Metadata.empty())
                        .withComment(column.comment()))
            .toArray(StructField[]::new));
  }

  private static DataType sparkType(Table.Type type) {
    return switch (type) {
      case STRING -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
    };
  }

  static MessageType parquet(Table<?> table) {
    List<org.apache.parquet.schema.Type> fields =
        table.columns().stream().map(Schemas::parquetField).toList();
    return new MessageType(table.name(), fields);
  }

  private static org.apache.parquet.schema.Type parquetField(Column<?> column) {
    return switch (column.type()) {
      case STRING ->
          Types.primitive(PrimitiveTypeName.BINARY, Repetition.OPTIONAL)
              .as(LogicalTypeAnnotation.stringType())
              .named(column.name());
      case INTEGER -> optional(PrimitiveTypeName.INT32, column);
      case LONG -> optional(PrimitiveTypeName.INT64, column);
      case DOUBLE -> optional(PrimitiveTypeName.DOUBLE, column);
      case BOOLEAN -> optional(PrimitiveTypeName.BOOLEAN, column);
    };
  }

  private static org.apache.parquet.schema.Type optional(PrimitiveTypeName type, Column<?> column) {
    return Types.primitive(type, Repetition.OPTIONAL).named(column.name());
  }
}
