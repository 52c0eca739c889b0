package io.anabranch.schema;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;

@AnalyzeClasses(packages = "io.anabranch.schema", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.anabranch.(schema..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule clocksSleepAndRandomnessComeFromOutside = noClasses()
            .that().resideOutsideOfPackage("io.anabranch.schema")
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(InstantSource.class, "system")
            .orShould().callMethod(UUID.class, "randomUUID")
            .orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().callMethodWhere(target(nameMatching("now")).and(target(owner(Predicates.resideInAPackage("java.time")))));

    @ArchTest
    static final ArchRule decisionsAndValuesHaveNoEffects = noClasses()
            .that().resideInAnyPackage("..schema.model", "..schema.compatibility")
            .should().dependOnClassesThat().resideInAnyPackage("java.io", "java.nio.file", "java.net..", "..schema.store", "..schema.client");

    @ArchTest
    static final ArchRule cachesStayWithTheirUsers = noClasses()
            .that().resideOutsideOfPackages("..schema.client", "..schema.serde")
            .should().dependOnClassesThat().resideInAPackage("com.github.benmanes..");

    @ArchTest
    static final ArchRule theNetworkStaysInTheClient = noClasses()
            .that().resideOutsideOfPackage("..schema.client")
            .should().dependOnClassesThat().resideInAPackage("java.net..");

    @ArchTest
    static final ArchRule nobodyElsesServersOrSdks = noClasses()
            .should().dependOnClassesThat().resideInAnyPackage("io.netty..", "software.amazon..", "org.apache.curator..", "org.apache.zookeeper..");
}
