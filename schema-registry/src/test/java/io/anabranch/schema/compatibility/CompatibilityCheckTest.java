package io.anabranch.schema.compatibility;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.anabranch.schema.compatibility.CompatibilityCheck.Earlier;
import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.Violation;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityCheckTest {
    private static final String PLAIN = order();
    private static final String OPTIONAL = order(field("a", "\"int\"", "0"));
    private static final String REQUIRED = order(field("a", "\"int\""));
    private static final String RETYPED = order(field("a", "\"string\"", "\"\""));

    /** Columns: what comes after a plain order: an optional field more, a required one more; what comes after a required one: it goes. */
    @ParameterizedTest
    @CsvSource({
        "NONE,         true,  true,  true",
        "DISABLED,     true,  true,  true",
        "BACKWARD,     true,  false, true",
        "BACKWARD_ALL, true,  false, true",
        "FORWARD,      true,  true,  false",
        "FORWARD_ALL,  true,  true,  false",
        "FULL,         true,  false, false",
        "FULL_ALL,     true,  false, false",
    })
    void aFieldComesOrGoes(Compatibility mode, boolean optional, boolean required, boolean gone) {
        assertThat(violations(mode, OPTIONAL, PLAIN).isEmpty()).isEqualTo(optional);
        assertThat(violations(mode, REQUIRED, PLAIN).isEmpty()).isEqualTo(required);
        assertThat(violations(mode, PLAIN, REQUIRED).isEmpty()).isEqualTo(gone);
    }

    /** The latest version knows the field not, an older one knows it as another type. */
    @ParameterizedTest
    @CsvSource({"BACKWARD, true", "BACKWARD_ALL, false", "FORWARD, true", "FORWARD_ALL, false", "FULL, true", "FULL_ALL, false"})
    void onlyTheAllModesLookBehindTheLatestVersion(Compatibility mode, boolean compatible) {
        assertThat(violations(mode, OPTIONAL, PLAIN, RETYPED).isEmpty()).isEqualTo(compatible);
    }

    @Test
    void theFirstVersionBreaksNothing() {
        for (Compatibility mode : Compatibility.values()) assertThat(violations(mode, REQUIRED)).isEmpty();
    }

    @Test
    void aViolationNamesThePlaceTheRuleAndTheVersion() {
        assertThat(violations(Compatibility.BACKWARD_ALL, REQUIRED, PLAIN, RETYPED))
                .extracting(Violation::against, Violation::path, Violation::rule)
                .containsExactly(
                        tuple(2L, "/fields/1", "READER_FIELD_MISSING_DEFAULT_VALUE"),
                        tuple(1L, "/fields/1/type", "TYPE_MISMATCH"));
    }

    private static List<Violation> violations(Compatibility mode, String candidate, String... newestFirst) {
        var earlier = new ArrayList<Earlier>();
        for (int i = 0; i < newestFirst.length; i++) earlier.add(new Earlier(newestFirst.length - i, parse(newestFirst[i])));
        return CompatibilityCheck.violations(mode, parse(candidate), earlier);
    }

    private static Schema parse(String definition) {
        return new Schema.Parser().parse(definition);
    }
}
