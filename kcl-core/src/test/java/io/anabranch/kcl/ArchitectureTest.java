package io.anabranch.kcl;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.anabranch.kcl", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** Where programs come in: here the system's clocks and threads are taken and handed on. */
    private static final Set<String> ENTRIES = Set.of("WorkerBuilder", "WorkerThreads", "Worker", "Replay", "ReplayRun", "Archive", "SimulatorSource",
            "KinesisSource", "SourceLoop");

    private static final DescribedPredicate<JavaClass> NO_ENTRY = DescribedPredicate.describe("are no entries",
            type -> !ENTRIES.contains(type.getSimpleName()));

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.anabranch.(kcl..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule clocksSleepAndRandomnessComeFromOutside = noClasses()
            .that(NO_ENTRY)
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(InstantSource.class, "system")
            .orShould().callMethod(UUID.class, "randomUUID")
            .orShould().callMethod(ThreadLocalRandom.class, "current")
            .orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().callMethodWhere(target(nameMatching("now")).and(target(owner(Predicates.resideInAPackage("java.time")))));

    @ArchTest
    static final ArchRule nobodySleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule threadsAreMadeAtTheEntries = noClasses()
            .that(NO_ENTRY)
            .should().dependOnClassesThat().areAssignableTo(Executors.class)
            .orShould().callConstructorWhere(target(owner(Predicates.assignableTo(Thread.class))));

    @ArchTest
    static final ArchRule theSdkStaysInItsRoom = noClasses()
            .that().resideOutsideOfPackage("..kcl.source.kinesis")
            .should().dependOnClassesThat().resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule theSimulatorStaysInItsRoom = noClasses()
            .that().resideOutsideOfPackage("..kcl.source.local")
            .should().dependOnClassesThat().resideInAPackage("io.anabranch.simulator..");

    @ArchTest
    static final ArchRule noServersNorZooKeeper = noClasses()
            .should().dependOnClassesThat().resideInAnyPackage("io.netty..", "org.apache.curator..", "org.apache.zookeeper..",
                    "io.anabranch.lease.zookeeper..", "io.anabranch.lease.protocol..");

    @ArchTest
    static final ArchRule whatUsersWriteDependsOnValuesAlone = classes()
            .that().resideInAPackage("..kcl.processor")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.jspecify..", "..kcl.model", "..kcl.processor");

    @ArchTest
    static final ArchRule theLoopsKnowNoAdapter = noClasses()
            .that().resideInAnyPackage("..kcl.run", "..kcl.shards")
            .should().dependOnClassesThat().resideInAnyPackage("..kcl.source.kinesis", "..kcl.source.local", "..kcl.replay");
}
