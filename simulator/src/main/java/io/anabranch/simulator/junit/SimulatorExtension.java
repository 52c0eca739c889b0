package io.anabranch.simulator.junit;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.junit.KinesisSimulator.Scope;
import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts simulators before what they live for and closes them afterwards. A simulator lies in the store of the context it lives for, where JUnit finds the
 * nearest one: a test's own before its class's, a class's own before that of the class around it.
 */
final class SimulatorExtension implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SimulatorExtension.class);
    private static final String KEY = "simulator";
    private static final Map<Class<?>, Function<TestSimulator, Object>> PARAMETERS = Map.of(
            Simulator.class, TestSimulator::simulator,
            Streams.class, running -> running.simulator().streams(),
            ServiceClock.class, running -> running.simulator().clock(),
            Faults.class, running -> running.simulator().faults(),
            SimulatorEndpoint.class, SimulatorExtension::endpoint);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Optional<KinesisSimulator> own = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), KinesisSimulator.class);
        if (own.isPresent() && own.get().scope() == Scope.CLASS) start(context, own.get());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Optional<KinesisSimulator> own = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), KinesisSimulator.class);
        if (own.isPresent()) start(context, own.get());
        else if (ofClass(context).scope() == Scope.METHOD) start(context, ofClass(context));
    }

    /** That of the test class or of the nearest class around it. */
    private static KinesisSimulator ofClass(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Optional<KinesisSimulator> found = AnnotationSupport.findAnnotation(type, KinesisSimulator.class);
            if (found.isPresent()) return found.get();
        }
        throw new IllegalStateException("neither " + context.getRequiredTestMethod() + " nor its class is annotated");
    }

    private static void start(ExtensionContext context, KinesisSimulator wanted) throws IOException {
        store(context).put(KEY, TestSimulator.start(wanted));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close(context);
    }

    /** Closes what lies in this very store, if anything. */
    private static void close(ExtensionContext context) throws IOException {
        TestSimulator running = store(context).remove(KEY, TestSimulator.class);
        if (running != null) running.close();
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestSimulator running = store(context).get(KEY, TestSimulator.class);
        if (running == null)
            throw new ParameterResolutionException(
                    "there is a simulator for each test, but none for " + parameter.getDeclaringExecutable() + "; scope = CLASS makes one for all tests");
        return Optional.ofNullable(PARAMETERS.get(parameter.getParameter().getType())).orElseThrow().apply(running);
    }

    private static Object endpoint(TestSimulator running) {
        try {
            return running.endpoint();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
