package io.anabranch.lease.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogOrderTest {
    @Test
    void parentsAreCreatedBeforeTheirChildrenHoweverTheyAreListed() {
        List<LeaseSpec> listed = List.of(spec("f", "d", "e"), spec("e", "b"), spec("d", "a"), spec("b"), spec("c", "gone"), spec("a"));
        assertThat(CatalogSync.parentsFirst(listed)).extracting(spec -> spec.key().shard()).containsExactly("a", "d", "b", "e", "f", "c");
    }

    private static LeaseSpec spec(String shard, String... parents) {
        return new LeaseSpec(new LeaseKey("orders", shard), List.of(parents));
    }
}
