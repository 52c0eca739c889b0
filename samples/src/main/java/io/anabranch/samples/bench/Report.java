package io.anabranch.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Measurements as a table for people: two columns for each peer, its value and ours by its; below, why a peer has none. */
public final class Report {
    private static final int LEAST_NAME_COLUMNS = 44;

    private Report() {}

    /** Its lines. */
    public static List<String> lines(List<Measurement> measurements) {
        int columns = measurements.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        String name = "%-" + Math.max(LEAST_NAME_COLUMNS, columns) + "s %-13s";
        List<String> lines = new ArrayList<>();
        if (!measurements.isEmpty()) lines.add(heading(name, measurements.get(0)));
        measurements.forEach(line -> lines.add(line(name, line)));
        leftOut(measurements).forEach((out, of) -> lines.add(out.peer() + " left out of " + String.join("; ", of) + ": " + out.reason()));
        return lines;
    }

    private static Map<PeerFigure.LeftOut, List<String>> leftOut(List<Measurement> measurements) {
        Map<PeerFigure.LeftOut, List<String>> names = new LinkedHashMap<>();
        for (Measurement line : measurements) {
            for (PeerFigure peer : line.peers()) if (peer instanceof PeerFigure.LeftOut out) names.computeIfAbsent(out, none -> new ArrayList<>()).add(line.name());
        }
        return names;
    }

    private static String heading(String name, Measurement first) {
        StringBuilder line = new StringBuilder(String.format(name, "", "")).append(cell("measured")).append(cells("reference", "ratio"));
        for (PeerFigure peer : first.peers()) line.append(cells(peer.peer(), "ratio"));
        return line.toString().stripTrailing();
    }

    private static String line(String name, Measurement measurement) {
        StringBuilder line = new StringBuilder(String.format(name, measurement.name(), measurement.unit())).append(cell(number(measurement.value())));
        line.append(cells(measurement.reference().map(Report::number).orElse(""), ratio(measurement.ratio())));
        for (PeerFigure peer : measurement.peers()) line.append(cells(measurement, peer));
        return line.toString().stripTrailing();
    }

    private static String cells(Measurement measurement, PeerFigure peer) {
        if (peer instanceof PeerFigure.Measured measured) return cells(number(measured.value()), ratio(measurement.ratioTo(measured.value())));
        return cells("-", "");
    }

    private static String cells(String value, String ratio) {
        return cell(value) + String.format(" %8s", ratio);
    }

    private static String cell(String value) {
        return String.format(" %14s", value);
    }

    private static String ratio(Optional<Double> ratio) {
        return ratio.map(quotient -> String.format(Locale.ROOT, quotient < 0.1 ? "%.4f" : quotient < 100 ? "%.2f" : "%,.0f", quotient)).orElse("");
    }

    private static String number(double value) {
        String form = value < 100 ? "%.2f" : value < 100_000 ? "%,.1f" : "%,.0f";
        return String.format(Locale.ROOT, form, value);
    }
}
