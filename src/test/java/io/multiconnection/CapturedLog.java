package io.multiconnection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.app.LogSubjectFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/** Log of this JVM, or of one class, from creation to close. */
public final class CapturedLog extends Handler implements AutoCloseable {

    /** Returns the message and the exception with its causes. */
    private static final Formatter FORMAT = new PatternFormatter("%s%e");

    private static final ObjectMapper READER = new ObjectMapper();

    private final Formatter asJson = new JsonFormatter();
    private final Filter filter = new LogSubjectFilter();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<JsonNode> json = new CopyOnWriteArrayList<>();
    private final Logger source;
    private final @Nullable Level before;

    /** Captures what is logged by default. */
    public CapturedLog() {
        this(Logger.getLogger(""));
    }

    /** Captures everything that one class logs, at any level. */
    public CapturedLog(Class<?> source) {
        this(source.getName());
    }

    /** Captures everything of one category, at any level. */
    public CapturedLog(String category) {
        this(Logger.getLogger(category));
        this.source.setLevel(Level.ALL);
    }

    private CapturedLog(Logger source) {
        this.source = source;
        before = source.getLevel();
        source.addHandler(this);
    }

    public List<String> lines() {
        return lines;
    }

    /** Returns the lines as a gateway in production writes them. */
    public List<JsonNode> json() {
        return json;
    }

    @Override
    public void publish(LogRecord logged) {
        lines.add(FORMAT.format(logged));
        if (filter.isLoggable(logged)) {
            try {
                json.add(READER.readTree(asJson.format(logged)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        source.removeHandler(this);
        source.setLevel(before);
    }
}
