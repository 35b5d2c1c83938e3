package io.sparsed.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints messages of the wire contract as JSON. Fields are named as in the contract. Enum values
 * are in lower case, without the prefix of their type; unspecified ones are left out.
 */
final class WireJson {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String UNSPECIFIED = "unspecified";

  private WireJson() {}

  static ObjectNode of(Message message) {
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(PRINTER.print(message));
      shortenEnums(json, message.getDescriptorForType());
      return json;
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a message without Any always prints", e);
    }
  }

  private static void shortenEnums(JsonNode node, Descriptor type) {
    if (!(node instanceof ObjectNode json)) {
      return; // a Duration is a string
    }
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = json.path(field.getName());
      List<JsonNode> values = new ArrayList<>();
      (value.isArray() ? value : List.of(value)).forEach(values::add);
      if (field.getJavaType() == JavaType.MESSAGE) {
        values.forEach(each -> shortenEnums(each, field.getMessageType()));
      } else if (field.getJavaType() == JavaType.ENUM) {
        List<String> names = values.stream().map(each -> shortName(each, field)).toList();
        if (field.isRepeated()) {
          json.set(field.getName(), MAPPER.valueToTree(names));
        } else if (names.contains(UNSPECIFIED)) {
          json.remove(field.getName());
        } else {
          json.put(field.getName(), names.getFirst());
        }
      }
    }
  }

  private static String shortName(JsonNode value, FieldDescriptor field) {
    // The first value of each type is its prefix and this word.
    String first = field.getEnumType().getValues().getFirst().getName();
    String prefix = first.substring(0, first.length() - UNSPECIFIED.length());
    return value.asText(first).substring(prefix.length()).toLowerCase(Locale.ROOT);
  }
}
