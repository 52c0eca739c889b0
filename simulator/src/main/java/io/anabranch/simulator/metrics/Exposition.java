package io.anabranch.simulator.metrics;

import java.math.BigDecimal;

/** Text of Prometheus' exposition format 0.0.4: families of metrics, one value a line. */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(8 << 10);
    private String family = "";

    /** Begins a family; its values follow. */
    Exposition counter(String name, String help) {
        return family(name, "counter", help);
    }

    Exposition gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    Exposition histogram(String name, String help) {
        return family(name, "histogram", help);
    }

    /** Without quantiles: the sum of what was measured, and how often. */
    Exposition summary(String name, String help) {
        return family(name, "summary", help);
    }

    private Exposition family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** @param labels names and values in turn */
    Exposition value(long value, String... labels) {
        return part("", value, labels);
    }

    /** A count of a family that has several values, such as {@code _bucket}. */
    Exposition part(String suffix, long value, String... labels) {
        return line(suffix, Long.toString(value), labels);
    }

    /** A value of a family that has several, such as {@code _sum}. */
    Exposition part(String suffix, double value, String... labels) {
        return line(suffix, number(value), labels);
    }

    private Exposition line(String suffix, String value, String... labels) {
        text.append(family).append(suffix);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
        return this;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    static String number(double value) {
        return Double.isInfinite(value) ? "+Inf" : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
