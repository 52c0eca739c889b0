package io.anabranch.simulator.junit;

import io.anabranch.simulator.stream.Limits;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a simulator in a folder of its own, deleted afterwards. On a class: a new one for every test of it and of its nested classes, or one for all of
 * them with {@link #scope()}. On a method: a new one for that test, also where the class has one.
 *
 * <p>Test methods, {@code @BeforeEach} and {@code @AfterEach} take as parameters {@link io.anabranch.simulator.Simulator}, {@link SimulatorEndpoint} (the
 * first one opens the port), {@link io.anabranch.simulator.stream.Streams}, {@link io.anabranch.simulator.stream.ServiceClock} and
 * {@link io.anabranch.simulator.fault.Faults}; with scope {@code CLASS} so do constructors, {@code @BeforeAll} and {@code @AfterAll}. Tests may run in parallel.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(SimulatorExtension.class)
public @interface KinesisSimulator {
    /** Streams that are there at the start: {@code "orders:2"} has two shards, {@code "orders"} one. */
    String[] streams() default {};

    /** How long a simulator lives; on a method it is always that method. */
    Scope scope() default Scope.METHOD;

    /** Which of the service's limits hold. */
    Limits limits() default Limits.OFF;

    /** How long CREATING, UPDATING and DELETING last; streams that are there at the start are ACTIVE in any case. */
    long stateDelayMillis() default 0;

    /** True: the service's time stands still but for what the test advances it by. */
    boolean frozenClock() default false;

    /** How long a simulator lives. */
    enum Scope {
        /** For one test. */
        METHOD,
        /** For all tests of the class and its nested classes. */
        CLASS
    }
}
