package io.anabranch.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.anabranch.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.anabranch.simulator";

    /** The entry package stands above all rooms and is called by none but through what it hands down. */
    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule logKnowsNobody =
            noClasses().that().resideInAPackage(ROOT + ".log..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".stream..", ROOT + ".operation..", ROOT + ".server..", ROOT + ".wire..", ROOT + ".fault..");

    @ArchTest
    static final ArchRule streamsKnowOnlyTheLog =
            noClasses().that().resideInAPackage(ROOT + ".stream..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".operation..", ROOT + ".server..", ROOT + ".wire..", ROOT + ".fault..");

    @ArchTest
    static final ArchRule bytesKnowNothingOfWhatIsDoneWithThem =
            noClasses().that().resideInAPackage(ROOT + ".wire..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".operation..", ROOT + ".server..", ROOT + ".fault..");

    @ArchTest
    static final ArchRule faultsAreDecidedWithoutKnowingWhatTheyDo =
            noClasses().that().resideInAPackage(ROOT + ".fault..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".operation..", ROOT + ".server..");

    @ArchTest
    static final ArchRule operationsKnowNoSocketsAndNoFiles =
            noClasses().that().resideInAPackage(ROOT + ".operation..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".server..", ROOT + ".admin..");

    @ArchTest
    static final ArchRule shapesKnowNoOperations =
            noClasses().that().resideInAPackage(ROOT + ".shape..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".operation..", ROOT + ".server..", ROOT + ".fault..");

    @ArchTest
    static final ArchRule administrationKnowsNoSockets =
            noClasses().that().resideInAPackage(ROOT + ".admin..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".server..");

    @ArchTest
    static final ArchRule socketsLeaveBytesToTheOperations =
            noClasses().that().resideInAPackage(ROOT + ".server..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".wire..");

    @ArchTest
    static final ArchRule filesOfOtherFormatsKnowOnlyWhatAStreamIs =
            noClasses().that().resideInAPackage(ROOT + ".transfer..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".operation..", ROOT + ".server..", ROOT + ".wire..");

    @ArchTest
    static final ArchRule metricsOnlyCount =
            noClasses().that().resideInAPackage(ROOT + ".metrics..").should().dependOnClassesThat().resideInAnyPackage(
                    ROOT, ROOT + ".log..", ROOT + ".wire..", ROOT + ".operation..", ROOT + ".server..", ROOT + ".admin..", ROOT + ".fault..");

    @ArchTest
    static final ArchRule nettyStaysInTheServer =
            noClasses().that().resideOutsideOfPackages(ROOT + ".server..", ROOT).should().dependOnClassesThat().resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule noAwsSdk = noClasses().should().dependOnClassesThat().resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule timeComesFromOutside = noClasses().that().resideOutsideOfPackage(ROOT)
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(Instant.class, "now")
            .orShould().callMethod(Clock.class, "systemUTC")
            .orShould().callMethod(InstantSource.class, "system")
            .orShould().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule randomnessComesFromOutside = noClasses().that().resideOutsideOfPackage(ROOT)
            .should().callConstructor(Random.class)
            .orShould().callMethod(ThreadLocalRandom.class, "current")
            .orShould().callMethod(Math.class, "random");
}
