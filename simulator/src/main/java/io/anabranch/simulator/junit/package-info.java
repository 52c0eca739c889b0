/**
 * JUnit 5 extension: {@link io.anabranch.simulator.junit.KinesisSimulator} gives tests a simulator of their own. The only room that knows JUnit, which is
 * an optional dependency: who tests with it has it.
 */
@NullMarked
package io.anabranch.simulator.junit;

import org.jspecify.annotations.NullMarked;
