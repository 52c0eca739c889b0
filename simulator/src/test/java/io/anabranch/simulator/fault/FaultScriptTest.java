package io.anabranch.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScriptTest {
    private static FaultScript parse(String json) {
        return FaultScript.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static FaultRule only(String rule) {
        return parse("{'rules':[" + rule + "]}").rules().get(0);
    }

    @Test
    void aRuleSaysWhichCallsWhenAndHow() {
        FaultRule rule = only("{'operation':'PutRecords','stream':'orders','shard':'1','consumer':'c','nth':3,'effect':'throttle'}");
        assertThat(rule).isEqualTo(new FaultRule(
                "PutRecords", Optional.of("orders"), Optional.of("shardId-000000000001"), Optional.of("c"), new Trigger.Nth(3),
                new Effect.Refused(Refusal.THROTTLE)));
    }

    @Test
    void everyEffectHasItsWord() {
        assertThat(only("{'effect':'latency','millis':250}").effect()).isEqualTo(new Effect.Late(Duration.ofMillis(250)));
        assertThat(only("{'effect':'unavailable'}")).isEqualTo(new FaultRule(
                "*", Optional.empty(), Optional.empty(), Optional.empty(), new Trigger.Always(), new Effect.Refused(Refusal.UNAVAILABLE)));
        assertThat(only("{'operation':'PutRecords','effect':'failEntries','entries':[0,3],'error':'internalFailure'}").effect())
                .isEqualTo(new Effect.EntriesFailed(List.of(0, 3), 1, Refusal.INTERNAL_FAILURE));
        assertThat(only("{'effect':'cut','percent':10}").effect()).isEqualTo(new Effect.Broken(new LineFault(LineFault.Kind.CUT, 10)));
        for (LineFault.Kind kind : LineFault.Kind.values()) {
            assertThat(((Effect.Broken) only("{'effect':'" + kind.word() + "'}").effect()).fault().kind()).isEqualTo(kind);
        }
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        String text = """
                {'seed': -5, 'rules': [
                  {'operation':'PutRecords','stream':'orders','nth':3,'effect':'throttle'},
                  {'operation':'GetRecords','shard':'2','probability':0.05,'effect':'expiredIterator'},
                  {'every':100,'effect':'latency','millis':250},
                  {'operation':'PutRecords','first':2,'effect':'loseAnswer'},
                  {'operation':'PutRecords','effect':'failEntries','entries':[0,3],'error':'internalFailure'},
                  {'operation':'PutRecords','effect':'failEntries','share':0.5},
                  {'operation':'SubscribeToShard','consumer':'app','effect':'cut','percent':10},
                  {'effect':'goAway'}]}""";
        Faults faults = new Faults();
        faults.set(parse(text));
        faults.decide("CreateStream", () -> Target.NONE);
        assertThat(new String(faults.toJson(), UTF_8)).endsWith("{\"operation\":\"*\",\"effect\":\"goAway\",\"calls\":1,\"fired\":1}]}");
        assertThat(FaultScript.parse(faults.toJson())).isEqualTo(parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                                  | is not an object
            {'rules':[{'effect':'throttle','ntth':3}]}                          | rule 1: unknown: ntth; there are: consumer, effect, every, first, nth, operation, probability, shard, stream
            {'rule':[]}                                                         | unknown: rule; there are: rules, seed
            {'rules':{}}                                                        | rules must be a list
            {'rules':[{'effect':'throttle'},{}]}                                | rule 2: has no effect
            {'rules':[{'effect':'boom'}]}                                       | rule 1: no such effect: 'boom'; there are: throttle, internalFailure, unavailable, expiredIterator, latency, failEntries, reset, loseAnswer, resetStream, goAway, cut
            {'rules':[{'effect':'throttle','nth':1,'every':2}]}                 | rule 1: has more than one of probability, nth, every, first
            {'rules':[{'effect':'throttle','probability':3}]}                   | rule 1: probability must be 0 to 1, was 3.0
            {'rules':[{'effect':'throttle','probability':'1'}]}                 | rule 1: probability must be a number
            {'rules':[{'effect':'throttle','nth':1.5}]}                         | rule 1: nth must be a whole number, was 1.5
            {'rules':[{'effect':'latency'}]}                                    | rule 1: has no millis
            {'rules':[{'effect':'latency','millis':3600001}]}                   | rule 1: latency must be 0 to 1 h, was PT1H0.001S
            {'rules':[{'effect':'throttle','millis':5}]}                        | rule 1: unknown: millis; there are: consumer, effect, every, first, nth, operation, probability, shard, stream
            {'rules':[{'effect':'cut','percent':4294967297}]}                   | rule 1: percent is out of range: 4294967297
            {'rules':[{'operation':'PutRecords','effect':'failEntries','entries':[-1]}]} | rule 1: entries are counted from 0, not [-1]
            {'rules':[{'operation':'PutRecords','effect':'failEntries','error':'unavailable'}]} | rule 1: error must be throttle or internalFailure, was 'unavailable'
            {'rules':[{'effect':'expiredIterator'}]}                            | rule 1: this effect is for GetRecords only, not for *
            {'rules':[7]}                                                       | rule 1: is not an object
            """)
    void aMistakeIsToldInOneLine(String script, String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(script)).withMessage(said);
    }

    /** A rule that could never fire would let a test pass for nothing. */
    @Test
    void anOperationThatDoesNotExistIsAMistake() throws IOException {
        List<String> operations = Files.readAllLines(Path.of("../docs/compatibility.md")).stream()
                .takeWhile(line -> !line.equals("## Errors")).filter(line -> line.matches("\\| [A-Z]\\w+ \\|.*")).map(line -> line.split(" ")[1]).toList();
        assertThat(operations).hasSize(40);
        assertThatIllegalArgumentException().isThrownBy(() -> only("{'operation':'PutRecrods','effect':'throttle'}"))
                .withMessage("rule 1: no such operation: 'PutRecrods'; there are: *, " + String.join(", ", operations));
        assertThatIllegalArgumentException().isThrownBy(() -> new Faults().on("putRecords").throttle()).withMessageStartingWith("no such operation: 'putRecords'; ");
        assertThat(operations).allSatisfy(operation -> new Faults().on(operation).throttle());
    }

    @Test
    void whatIsNoJsonIsToldWithItsLine() {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("{\n'rules' [\n")).withMessageStartingWith("a script of faults is a JSON object; line 2: ")
                .withMessageNotContaining("\n");
        assertThatIllegalArgumentException().isThrownBy(() -> parse("")).withMessage("a script of faults is a JSON object");
    }

    @Test
    void theScriptInTheDocumentationIsOne() throws IOException {
        String page = Files.readString(Path.of("../docs/faults.md"));
        int start = page.indexOf("```json") + "```json".length();
        FaultScript script = FaultScript.parse(page.substring(start, page.indexOf("```", start)).getBytes(UTF_8));
        assertThat(script.seed()).isEqualTo(7);
        assertThat(script.rules()).hasSize(6);
    }
}
