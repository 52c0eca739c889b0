package io.anabranch.samples.worker;

import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processor to run: a class with a public constructor without arguments that is a {@link RecordProcessor} (one instance for each claim) or a
 * {@link RecordProcessorFactory} (one instance for all); without a class the built-in one that only counts.
 *
 * @param className  absent for the built-in processor
 * @param classPath  jars and class folders, as on a Java command line; empty if the class is one of this program's own
 * @param parameters what {@code ProcessorContext.parameters()} shows
 */
public record UserCode(Optional<String> className, String classPath, Map<String, String> parameters) {
    public UserCode {
        parameters = Map.copyOf(parameters);
    }

    /** The built-in processor. */
    public static UserCode counting() {
        return new UserCode(Optional.empty(), "", Map.of());
    }

    /**
     * Loads the class. The loader stays open as long as the process lives.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public RecordProcessorFactory load() {
        return className.map(this::load).orElse(shard -> (records, context) -> {});
    }

    private RecordProcessorFactory load(String name) {
        try {
            Class<?> type = Class.forName(name, true, new URLClassLoader("user-code", urls(), UserCode.class.getClassLoader()));
            Constructor<?> constructor = type.getConstructor();
            if (RecordProcessorFactory.class.isAssignableFrom(type)) return (RecordProcessorFactory) constructor.newInstance();
            if (!RecordProcessor.class.isAssignableFrom(type)) throw new IllegalArgumentException(name + " is not a RecordProcessor");
            return shard -> instance(constructor);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no class " + name + " on the class path '" + classPath + "'", e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException(name + " cannot be loaded: " + cause(e), e);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(name + " has no public constructor without arguments", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name + " cannot be made: " + cause(e), e);
        }
    }

    /** What the user's code threw, if it was that. */
    private static Throwable cause(Throwable failure) {
        boolean wraps = failure instanceof InvocationTargetException || failure instanceof ExceptionInInitializerError;
        return wraps && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static RecordProcessor instance(Constructor<?> constructor) {
        try {
            return (RecordProcessor) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + constructor.getDeclaringClass().getName() + ": " + cause(e), e);
        }
    }

    private URL[] urls() {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) urls.add(url(Path.of(entry)));
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path entry) {
        if (!Files.exists(entry)) throw new IllegalArgumentException("no such class path entry: " + entry);
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a class path entry: " + entry, e);
        }
    }
}
