package io.anabranch.schema.compatibility;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Canonical text of an Avro schema, by which two definitions are told to be the same.
 *
 * <p>Avro's own Parsing Canonical Form drops defaults, aliases, logical types and documentation: two definitions that differ in a default would get one
 * id, and readers the wrong schema. This form keeps all of them and only irons out the spelling: white space, the order of attributes, short against full
 * names, {@code {"type":"string"}} against {@code "string"}, {@code 1} against {@code 1.0} in the default of a double. Order that means something stays:
 * fields, symbols, union branches, documentation as written. Aliases are a set and are sorted, other properties are sorted by key.
 *
 * <p>The number of this form is stored with each fingerprint. Whoever changes one character of what this class emits gives it a new number.
 */
final class CanonicalForm {
    static final int ALGORITHM = 1;

    private final StringBuilder out = new StringBuilder();
    private final Set<String> defined = new HashSet<>();

    private CanonicalForm() {}

    static String of(Schema schema) {
        var form = new CanonicalForm();
        form.schema(schema);
        return form.out.toString();
    }

    private void schema(Schema schema) {
        switch (schema.getType()) {
            case UNION -> union(schema.getTypes());
            case RECORD, ENUM, FIXED -> named(schema);
            case ARRAY -> container(schema, "items", schema.getElementType());
            case MAP -> container(schema, "values", schema.getValueType());
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> primitive(schema);
        }
    }

    private void union(List<Schema> branches) {
        out.append('[');
        String separator = "";
        for (Schema branch : branches) {
            out.append(separator);
            schema(branch);
            separator = ",";
        }
        out.append(']');
    }

    private void primitive(Schema schema) {
        if (schema.getObjectProps().isEmpty()) {
            string(schema.getType().getName());
            return;
        }
        open(schema.getType().getName());
        close(schema.getObjectProps());
    }

    private void container(Schema schema, String label, Schema content) {
        open(schema.getType().getName());
        key(label);
        schema(content);
        close(schema.getObjectProps());
    }

    private void named(Schema schema) {
        if (!defined.add(schema.getFullName())) {
            string(schema.getFullName());
            return;
        }
        open(schema.getType() == Schema.Type.RECORD && schema.isError() ? "error" : schema.getType().getName());
        key("name");
        string(schema.getFullName());
        optional("doc", schema.getDoc());
        aliases(schema.getAliases());
        switch (schema.getType()) {
            case RECORD -> fields(schema.getFields());
            case ENUM -> symbols(schema);
            case FIXED -> attribute("size", schema.getFixedSize());
            default -> throw new IllegalStateException("not a named type: " + schema.getType());
        }
        close(schema.getObjectProps());
    }

    private void symbols(Schema schema) {
        attribute("symbols", schema.getEnumSymbols());
        optional("default", schema.getEnumDefault());
    }

    private void fields(List<Schema.Field> fields) {
        key("fields");
        out.append('[');
        String separator = "";
        for (Schema.Field field : fields) {
            out.append(separator);
            field(field);
            separator = ",";
        }
        out.append(']');
    }

    private void field(Schema.Field field) {
        out.append("{\"name\":");
        string(field.name());
        key("type");
        schema(field.schema());
        if (field.hasDefaultValue()) attribute("default", field.defaultVal());
        optional("doc", field.doc());
        if (field.order() != Schema.Field.Order.ASCENDING) attribute("order", field.order().name());
        aliases(field.aliases());
        close(field.getObjectProps());
    }

    private void open(String type) {
        out.append("{\"type\":");
        string(type);
    }

    private void close(Map<String, Object> properties) {
        new TreeMap<>(properties).forEach(this::attribute);
        out.append('}');
    }

    private void aliases(Set<String> aliases) {
        if (!aliases.isEmpty()) attribute("aliases", new TreeSet<>(aliases));
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) attribute(name, value);
    }

    private void attribute(String name, Object value) {
        key(name);
        value(value);
    }

    private void key(String name) {
        out.append(',');
        string(name);
        out.append(':');
    }

    private void value(@Nullable Object value) {
        if (value == null || value == JsonProperties.NULL_VALUE) {
            out.append("null");
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Collection<?> list) {
            array(list);
        } else if (value instanceof byte[] bytes) {
            string(new String(bytes, StandardCharsets.ISO_8859_1));
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((key, value) -> sorted.put(key.toString(), value == null ? JsonProperties.NULL_VALUE : value));
        out.append('{');
        String separator = "";
        for (var entry : sorted.entrySet()) {
            out.append(separator);
            string(entry.getKey());
            out.append(':');
            value(entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void array(Collection<?> list) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            value(element);
            separator = ",";
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
