package io.multiconnection.gateway;

import static io.multiconnection.gateway.RequestChecks.check;

import io.multiconnection.protocol.ErrorCode;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.target.Target;
import java.util.List;
import java.util.stream.Stream;

/**
 * Targets of a session's servers, by server number. A number is not reused before the next connect,
 * so the last target of a removed server stays in the list. Each change creates new immutable
 * lists, so that a list may be changed during an iteration.
 */
final class NumberedTargets {

    /** Maximum of servers of one connect, removed ones included. */
    static final int MAX_NUMBERS = 256;

    private List<Target> numbered = List.of();
    private List<Target> present = List.of();

    /** Returns the targets of the servers that are not removed, in the order of their numbers. */
    List<Target> present() {
        return present;
    }

    /** Returns the number of servers that are not removed. */
    int count() {
        return present.size();
    }

    /** Returns the targets of all servers, removed ones included, in the order of their numbers. */
    List<Target> all() {
        return numbered;
    }

    /** Returns the target of a server, also of a removed one. */
    Target at(int number) {
        return numbered.get(number);
    }

    /**
     * Returns the target of a server that {@code request} names.
     *
     * @throws RequestException if no server has this number, or it was removed
     */
    Target at(int number, Request request) {
        if (number < numbered.size() && present.contains(at(number))) {
            return at(number);
        }
        throw new RequestException(
                request.id(),
                ErrorCode.NO_SUCH_SERVER,
                "server %d, expected one of %s"
                        .formatted(number, present.stream().map(Target::number).toList()));
    }

    /** Returns the number of the next server. */
    int nextNumber() {
        return numbered.size();
    }

    /**
     * Checks that further servers can be numbered.
     *
     * @throws RequestException if there would be more than {@value #MAX_NUMBERS} servers
     */
    void checkRoom(int servers, Request request) {
        check(
                numbered.size() + servers <= MAX_NUMBERS,
                request,
                ErrorCode.TOO_MANY,
                "%d servers since connect, expected %d at most"
                        .formatted(numbered.size() + servers, MAX_NUMBERS));
    }

    /** Returns a sentence such as "2 of 3 servers connected.". */
    String count(long count, String verb) {
        return count + " of " + count() + " servers " + verb + ".";
    }

    /** Adds targets of further servers, which have the next numbers. */
    void add(List<Target> added) {
        numbered = Stream.concat(numbered.stream(), added.stream()).toList();
        present = Stream.concat(present.stream(), added.stream()).toList();
    }

    /** Replaces a target by its successor. */
    void replace(Target left, Target successor) {
        numbered = replaced(numbered, left, successor);
        present = replaced(present, left, successor);
    }

    private static List<Target> replaced(List<Target> targets, Target left, Target successor) {
        return targets.stream().map(each -> each.equals(left) ? successor : each).toList();
    }

    /** Removes a server. */
    void remove(Target target) {
        present = present.stream().filter(each -> each != target).toList();
    }

    /** Removes all servers; the next one has number 0. */
    void clear() {
        present = List.of();
        numbered = List.of();
    }

    /** Returns the response that lists these targets. */
    static Fields entries(List<Target> targets) {
        return new Fields.Servers(targets.stream().map(NumberedTargets::entry).toList());
    }

    private static Fields.ServerEntry entry(Target target) {
        return new Fields.ServerEntry(target.number(), target.label(), target.state());
    }
}
