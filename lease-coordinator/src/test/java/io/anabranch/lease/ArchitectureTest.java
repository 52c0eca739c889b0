package io.anabranch.lease;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.anabranch.lease", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ZOOKEEPER = "io.anabranch.lease.zookeeper..";
    private static final String[] PURE = {"io.anabranch.lease.protocol..", "io.anabranch.lease.assign..", "io.anabranch.lease.model.."};

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.anabranch.lease.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsLookDownOnly = noClasses().that().resideInAnyPackage(PURE).or().resideInAPackage("io.anabranch.lease.store..")
            .should().dependOnClassesThat().resideInAnyPackage("io.anabranch.lease", ZOOKEEPER);

    @ArchTest
    static final ArchRule zooKeeperStaysInItsRoom = noClasses().that().resideOutsideOfPackage(ZOOKEEPER)
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.zookeeper..", "org.apache.curator..");

    @ArchTest
    static final ArchRule clocksComeFromOutside = noClasses().that().resideInAnyPackage(PURE)
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(Instant.class, "now")
            .orShould().callMethod(Clock.class, "systemUTC")
            .orShould().callMethod(InstantSource.class, "system");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses().should().callMethodWhere(sleeps());

    @ArchTest
    static final ArchRule threadsAndChanceComeFromOutside = noClasses().that().resideInAnyPackage(PURE)
            .should().dependOnClassesThat().areAssignableTo(Thread.class)
            .orShould().dependOnClassesThat().areAssignableTo(Executors.class)
            .orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
            .orShould().callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule theModelKnowsNobody = noClasses().that().resideInAPackage("io.anabranch.lease.model..")
            .should().dependOnClassesThat().resideInAnyPackage("io.anabranch.lease.protocol..", "io.anabranch.lease.assign..",
                    "io.anabranch.lease.store..");

    private static DescribedPredicate<JavaMethodCall> sleeps() {
        return DescribedPredicate.describe("sleeps", call ->
                call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep"));
    }
}
