package io.multiconnection.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test if one of {@code value} is not installed, with a line that tells how to install it.
 * Fails the test instead with CI=true in the environment.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPeerCondition.class)
public @interface NeedsPeer {
    Peer[] value();
}
