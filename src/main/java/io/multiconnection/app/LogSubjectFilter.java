package io.multiconnection.app;

import io.multiconnection.log.LogSubject;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Filter that passes every log record, and adds the fields of its {@link LogSubject} to the mapped
 * diagnostic context (MDC) of this record only. JSON logs contain them in {@code mdc}.
 */
@LoggingFilter(name = LogSubjectFilter.NAME)
public final class LogSubjectFilter implements Filter {

    /** Name of the filter in the configuration of log handlers. */
    static final String NAME = "log-subject";

    @Override
    public boolean isLoggable(LogRecord logged) {
        Object[] parameters = logged.getParameters();
        if (parameters != null && logged instanceof ExtLogRecord extended) {
            for (Object parameter : parameters) {
                if (parameter instanceof LogSubject subject) {
                    subject.forEachField(extended::putMdc);
                }
            }
        }
        return true;
    }
}
