package io.anabranch.simulator.fault;

import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes rules as {@link ScriptReader} reads them, and how far each has counted. */
final class ScriptWriter {
    private final Map<String, WireValue> members = new LinkedHashMap<>();

    private ScriptWriter() {}

    static byte[] write(long seed, List<Faults.Count> counts) {
        List<WireValue> rules = counts.stream().map(ScriptWriter::rule).toList();
        return WireWriter.write(WireFormat.JSON, new ScriptWriter().number("seed", seed).value("rules", new WireValue.Items(rules)).done());
    }

    private static WireValue rule(Faults.Count count) {
        FaultRule rule = count.rule();
        return new ScriptWriter().text("operation", Optional.of(rule.operation()))
                .text("stream", rule.stream()).text("shard", rule.shard()).text("consumer", rule.consumer())
                .trigger(rule.trigger()).effect(rule.effect())
                .number("calls", count.calls()).number("fired", count.fired()).done();
    }

    private ScriptWriter trigger(Trigger trigger) {
        if (trigger instanceof Trigger.Probability probability) return fraction("probability", probability.value());
        if (trigger instanceof Trigger.Nth nth) return number("nth", nth.number());
        if (trigger instanceof Trigger.Every every) return number("every", every.number());
        return trigger instanceof Trigger.First first ? number("first", first.count()) : this;
    }

    private ScriptWriter effect(Effect effect) {
        if (effect instanceof Effect.Refused refused) return word("effect", refused.refusal().word());
        if (effect instanceof Effect.Late late) return word("effect", "latency").number("millis", late.by().toMillis());
        if (effect instanceof Effect.Broken broken) return line(broken.fault());
        return entries((Effect.EntriesFailed) effect);
    }

    private ScriptWriter line(LineFault fault) {
        word("effect", fault.kind().word());
        return fault.kind() == LineFault.Kind.CUT ? number("percent", fault.percent()) : this;
    }

    private ScriptWriter entries(Effect.EntriesFailed failed) {
        word("effect", "failEntries").word("error", failed.refusal().word());
        if (failed.indexes().isEmpty()) return fraction("share", failed.share());
        return value("entries", new WireValue.Items(failed.indexes().stream().map(index -> (WireValue) WireValue.Num.of(index)).toList()));
    }

    private ScriptWriter text(String name, Optional<String> text) {
        text.ifPresent(present -> word(name, present));
        return this;
    }

    private ScriptWriter word(String name, String word) {
        return value(name, new WireValue.Text(word));
    }

    private ScriptWriter number(String name, long number) {
        return value(name, WireValue.Num.of(number));
    }

    private ScriptWriter fraction(String name, double number) {
        return value(name, new WireValue.Num(number, (long) number));
    }

    private ScriptWriter value(String name, WireValue value) {
        members.put(name, value);
        return this;
    }

    private WireValue done() {
        return new WireValue.Structure(members);
    }
}
