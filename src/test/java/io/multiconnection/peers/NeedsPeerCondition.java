package io.multiconnection.peers;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Condition of {@link NeedsPeer}. */
final class NeedsPeerCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Peer> missing =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsPeer.class).stream()
                        .flatMap(needs -> Stream.of(needs.value()))
                        .filter(not(Peer::isPresent))
                        .toList();
        if (missing.isEmpty()) {
            return enabled("nothing is missing");
        }
        String reason = reason(missing, "true".equals(System.getenv("CI")));
        System.out.println("Skipped " + context.getDisplayName() + ": " + reason);
        return disabled(reason);
    }

    static String reason(List<Peer> missing, boolean ci) {
        String reason =
                missing.stream()
                        .map(peer -> peer + " is not installed (" + peer.remedy + ")")
                        .collect(joining(", "));
        if (ci) {
            throw new IllegalStateException(reason);
        }
        return reason;
    }
}
