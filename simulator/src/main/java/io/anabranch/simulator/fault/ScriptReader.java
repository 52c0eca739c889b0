package io.anabranch.simulator.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a script. A member nobody knows is a mistake, not ignored: a misspelt trigger would fire on every call. */
final class ScriptReader {
    private static final int DEFAULT_PERCENT = 50;

    private ScriptReader() {}

    static FaultScript read(byte[] json) {
        Members script = new Members(tree(json));
        long seed = script.whole("seed").orElse(0L);
        List<FaultRule> rules = new ArrayList<>();
        for (WireValue rule : script.items("rules")) rules.add(numbered(rules.size() + 1, rule));
        script.requireAllRead();
        return new FaultScript(seed, rules);
    }

    private static WireValue tree(byte[] json) {
        try {
            return WireReader.read(WireFormat.JSON, json);
        } catch (WireException e) {
            throw new IllegalArgumentException("a script of faults is a JSON object" + because(e), e);
        }
    }

    private static String because(WireException e) {
        if (!(e.getCause() instanceof JsonProcessingException broken) || broken.getLocation() == null) return "";
        return "; line " + broken.getLocation().getLineNr() + ": " + broken.getOriginalMessage();
    }

    private static FaultRule numbered(int number, WireValue rule) {
        try {
            return rule(new Members(rule));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule " + number + ": " + e.getMessage(), e);
        }
    }

    private static FaultRule rule(Members rule) {
        FaultRule read = new FaultRule(
                rule.text("operation").orElse(FaultRule.ANY), rule.text("stream"), rule.text("shard"), rule.text("consumer"), trigger(rule), effect(rule));
        rule.drop("calls", "fired");
        rule.requireAllRead();
        return read;
    }

    private static Trigger trigger(Members rule) {
        List<Trigger> given = new ArrayList<>();
        rule.number("probability").ifPresent(value -> given.add(new Trigger.Probability(value)));
        rule.whole("nth").ifPresent(value -> given.add(new Trigger.Nth(value)));
        rule.whole("every").ifPresent(value -> given.add(new Trigger.Every(value)));
        rule.whole("first").ifPresent(value -> given.add(new Trigger.First(value)));
        if (given.size() > 1) throw new IllegalArgumentException("has more than one of probability, nth, every, first");
        return given.isEmpty() ? new Trigger.Always() : given.get(0);
    }

    private static Effect effect(Members rule) {
        String word = rule.text("effect").orElseThrow(() -> new IllegalArgumentException("has no effect"));
        if (word.equals("latency")) return new Effect.Late(Duration.ofMillis(rule.whole("millis").orElseThrow(() -> new IllegalArgumentException("has no millis"))));
        if (word.equals("failEntries")) return entries(rule);
        Optional<LineFault.Kind> kind = LineFault.Kind.of(word);
        if (kind.isPresent()) return new Effect.Broken(lineFault(kind.get(), rule));
        return new Effect.Refused(Refusal.of(word).orElseThrow(() -> new IllegalArgumentException("no such effect: '" + word + "'; there are: " + effects())));
    }

    private static String effects() {
        Stream<String> refusals = Arrays.stream(Refusal.values()).map(Refusal::word);
        Stream<String> kinds = Arrays.stream(LineFault.Kind.values()).map(LineFault.Kind::word);
        return Stream.of(refusals, Stream.of("latency", "failEntries"), kinds).flatMap(words -> words).collect(Collectors.joining(", "));
    }

    private static LineFault lineFault(LineFault.Kind kind, Members rule) {
        return kind == LineFault.Kind.CUT ? new LineFault(kind, rule.wholeInt("percent").orElse(DEFAULT_PERCENT)) : LineFault.of(kind);
    }

    private static Effect entries(Members rule) {
        Refusal refusal = rule.text("error").map(ScriptReader::entryError).orElse(Refusal.THROTTLE);
        List<Integer> indexes = rule.wholeInts("entries");
        Optional<Double> share = rule.number("share");
        if (share.isPresent() && !indexes.isEmpty()) throw new IllegalArgumentException("has both entries and share");
        return new Effect.EntriesFailed(indexes, share.orElse(1.0), refusal);
    }

    private static Refusal entryError(String word) {
        return Refusal.of(word)
                .filter(refusal -> refusal == Refusal.THROTTLE || refusal == Refusal.INTERNAL_FAILURE)
                .orElseThrow(() -> new IllegalArgumentException("error must be throttle or internalFailure, was '" + word + "'"));
    }
}
