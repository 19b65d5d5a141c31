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

/** Decides for {@link NeedsPeer}. */
final class NeedsPeerCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsPeer.class)
                .map(needs -> Stream.of(needs.value()).filter(not(Peer::isPresent)).toList())
                .filter(not(List::isEmpty))
                .map(
                        missing ->
                                decide(
                                        context.getDisplayName(),
                                        missing,
                                        "true".equals(System.getenv("CI"))))
                .orElse(enabled("nothing is missing"));
    }

    static ConditionEvaluationResult decide(String test, List<Peer> missing, boolean ci) {
        String reason =
                missing.stream()
                        .map(peer -> peer + " is not installed (" + peer.remedy + ")")
                        .collect(joining(", "));
        if (ci) {
            throw new IllegalStateException(reason);
        }
        System.out.println("Skipped " + test + ": " + reason);
        return disabled(reason);
    }
}
