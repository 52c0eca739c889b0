package io.anabranch.kcl.source.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.kcl.source.SourceContract;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder is open for writing meanwhile. */
final class ArchiveTest extends SourceContract {
    @Override
    protected StreamSource open(StreamFixture fixture) {
        return Archive.open(fixture.folder());
    }

    @Test
    void aFolderThatIsNoneIsRefused(@TempDir Path empty) {
        Path missing = empty.resolve("missing");
        assertThatThrownBy(() -> Archive.open(missing)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("missing");
    }
}
