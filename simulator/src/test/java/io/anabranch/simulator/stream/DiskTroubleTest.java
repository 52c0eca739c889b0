package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.stream.TroubledDisk.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A life of streams on a disk that gets into trouble at every change it makes, one after another: whoever made the call is told, nothing that was
 * acknowledged is lost, nothing is stuck, and all goes on when the trouble is over, also when the folder is opened again. {@code -Dseed=42} replays one
 * life, {@code -Dseeds=1000} lives as many; {@code -Dstep=1} has trouble at every change of each life, not at one in forty.
 */
class DiskTroubleTest {
    @TempDir
    Path folder;

    static Stream<Arguments> lives() {
        Long seed = Long.getLong("seed");
        int first = seed == null ? 0 : seed.intValue();
        int end = seed == null ? Integer.getInteger("seeds", 2) : first + 1;
        return IntStream.range(first, end).boxed().flatMap(each -> Stream.of(Trouble.values())
                .flatMap(trouble -> Stream.of(Durability.values()).map(durability -> Arguments.of(trouble, durability, each))));
    }

    @ParameterizedTest(name = "{0} {1} seed {2}")
    @MethodSource("lives")
    void nothingAcknowledgedIsLostAndNothingIsStuck(Trouble trouble, Durability durability, int seed) throws Exception {
        int step = Integer.getInteger("step", 40);
        int first = new Random(seed).nextInt(step);
        int all = live(trouble, durability, seed, Integer.MAX_VALUE);
        for (int change = first; change < all; change += step) live(trouble, durability, seed, change);
        assertThat(all).isGreaterThan(100);
    }

    /** @return how many changes of the disk there were */
    private int live(Trouble trouble, Durability durability, int seed, int change) throws Exception {
        Path home = Files.createTempDirectory(folder, "life-");
        Path data = Files.createDirectories(home.resolve("data"));
        Path left = home.resolve("left");
        TroubledDisk disk = new TroubledDisk(trouble, change, data, left);
        DurableLife life = new DurableLife(home, disk, durability, new Random(seed));
        try {
            life.run(data);
            life.checkAfter(disk.isKilled() ? left : data);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(trouble + " at change " + change + " of seed " + seed + ": " + life.story(), e);
        }
        Transitions.deleteFolder(new DiskFiles(), home);
        return disk.changes();
    }
}
