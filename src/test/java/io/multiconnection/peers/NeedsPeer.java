package io.multiconnection.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test where one of {@code value} is not installed, with one line that says how to install
 * it. With CI=true in the environment the test fails instead: there, nothing may be missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPeerCondition.class)
public @interface NeedsPeer {
    Peer[] value();
}
