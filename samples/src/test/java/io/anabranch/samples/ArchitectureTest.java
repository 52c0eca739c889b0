package io.anabranch.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.anabranch.samples", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noPackageCycles = slices().matching("io.anabranch.samples.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule clocksSleepAndRandomnessComeFromTheCommand = noClasses().that().resideOutsideOfPackage("..samples.cli..")
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(Instant.class, "now")
            .orShould().callMethod(Clock.class, "systemUTC")
            .orShould().callMethod(InstantSource.class, "system")
            .orShould().callMethod(ThreadLocalRandom.class, "current")
            .orShould().callConstructor(Random.class)
            .orShould().callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule onlyTheCommandEndsTheProcess =
            noClasses().that().resideOutsideOfPackage("..samples.cli..").should().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule commandLineParsingStaysInItsRoom =
            noClasses().that().resideOutsideOfPackage("..samples.cli..").should().dependOnClassesThat().resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule theSdkStaysWhereItIsTheClient = noClasses().that()
            .resideOutsideOfPackages("..samples.worker..", "..samples.demo..", "..samples.streams..", "..samples.cli..")
            .should().dependOnClassesThat().resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule nettyAndZooKeeperAreNobodysBusinessHere =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.netty..", "org.apache.curator..", "org.apache.zookeeper..");
}
