package io.multiconnection.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.multiconnection.amf.AmfCopy;
import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfFormat;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.amf.RandomAmf;
import io.multiconnection.protocol.GatewayMessage.DataEvent;
import io.multiconnection.protocol.GatewayMessageWriter;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.RequestException;
import io.multiconnection.protocol.RequestReader;
import io.multiconnection.replica.ReplicaException;
import io.multiconnection.replica.SlotSize;
import io.multiconnection.rtmp.client.RtmpUrl;
import io.multiconnection.target.SecretRedactor;
import io.multiconnection.target.Secrets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Passes every value that a reader returns to every consumer of values: the writers of AMF0, AMF3
 * and JSON, copies, redaction, equality, text and sizes. Each ends, with an output bounded by its
 * input, or with its documented exception; nothing overflows the stack. A failure names the seed of
 * its random message.
 */
class MediaConsumersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Factor of JSON: the longest forms of a value of one byte are tags of some 70 characters. */
    private static final int CHARS_PER_BYTE = 80;

    /** JSON size of a message without values, and the overhead of AMF0 copies. */
    private static final int OVERHEAD = 200_000;

    @ParameterizedTest
    @EnumSource
    void acceptsRandomMessages(AmfFormat wire) {
        for (int seed = 0; seed < 500; seed++) {
            byte[] bytes = wire.write(RandomAmf.message(new SplittableRandom(seed), wire));
            consume(wire.read(bytes), bytes.length, "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptsDamagedMessages(AmfFormat wire) {
        int read = 0;
        for (int seed = 0; seed < 2000; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            byte[] bytes = wire.write(RandomAmf.message(random, wire));
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                // Small bytes are markers, counts and references, so they lead further.
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(0x14) : random.nextInt());
            }
            read += readAndConsume(wire, bytes, "seed " + seed);
        }
        assertThat(read).as("messages that could be read").isGreaterThan(200);
    }

    /** Containers that refer to each other at random. */
    @Test
    void acceptsCyclicGraphs() {
        int read = 0;
        for (int seed = 0; seed < 60; seed++) {
            List<AmfValue> graph = tangled(new SplittableRandom(seed));
            byte[] bytes = AmfFormat.AMF3.write(graph);
            read += readAndConsume(AmfFormat.AMF3, bytes, "seed " + seed);
        }
        assertThat(read).as("messages that could be read").isGreaterThan(5);
    }

    /** Values of JSON that refer to each other, created in memory without a reader. */
    @Test
    void acceptsReferenceChainsDeeperThanStack() {
        AmfValue chain = new AmfStrictArray();
        AmfValue doubled = new AmfStrictArray();
        for (int i = 0; i < 100_000; i++) {
            chain = AmfStrictArray.of(chain);
        }
        for (int i = 0; i < 200; i++) {
            doubled = AmfStrictArray.of(doubled, doubled);
        }
        consume(List.of(chain), 300_000, "chain");
        consume(List.of(doubled), 2000, "doubled");
    }

    private static List<AmfValue> tangled(RandomGenerator random) {
        List<AmfStrictArray> nodes = new ArrayList<>();
        int count = 2 + random.nextInt(100);
        for (int i = 0; i < count; i++) {
            nodes.add(new AmfStrictArray());
        }
        boolean cyclic = random.nextBoolean();
        for (int i = 1; i < count; i++) {
            for (int edges = random.nextInt(4); edges > 0; edges--) {
                // Near ones, so that chains are long; back to later ones for cycles.
                int near = i - 1 - random.nextInt(Math.min(i, 3));
                int other = cyclic && random.nextInt(3) == 0 ? random.nextInt(count) : near;
                nodes.get(i).elements().add(nodes.get(other));
            }
        }
        List<AmfStrictArray> order = new ArrayList<>(nodes);
        if (random.nextBoolean()) {
            Collections.reverse(order);
        }
        return List.copyOf(order);
    }

    private static int readAndConsume(AmfFormat wire, byte[] bytes, String name) {
        List<AmfValue> values;
        try {
            values = wire.read(bytes);
        } catch (AmfException _) {
            return 0;
        }
        consume(values, bytes.length, name);
        return 1;
    }

    /** Runs all consumers on each value of the message, and on the whole message. */
    private static void consume(List<AmfValue> values, int cameBytes, String name) {
        consumeTogether(values, cameBytes, name);
        for (AmfValue value : values) {
            consumeTogether(List.of(value), cameBytes, name);
        }
    }

    private static void consumeTogether(List<AmfValue> values, int cameBytes, String name) {
        for (AmfFormat wire : AmfFormat.values()) {
            orRefused(() -> assertWithin(wire.write(values).length, cameBytes, name));
        }
        List<AmfValue> copy =
                new AmfCopy(UnaryOperator.identity(), UnaryOperator.identity()).all(values);
        assertThat(copy.equals(values)).as(name).isTrue();
        assertThat(copy.hashCode()).as(name).isEqualTo(values.hashCode());
        assertThat(new SecretRedactor(Secrets.of(RtmpUrl.parse("rtmp://h/app"), "a")).all(values))
                .hasSameSizeAs(values);
        values.forEach(value -> assertThat(value.toString().length()).as(name).isLessThan(2000));
        values.forEach(
                value ->
                        orRefused(() -> assertWithin(SlotSize.of("slot", value), cameBytes, name)));
        orRefused(() -> writeAndReadJson(values, cameBytes, name));
    }

    /** Decodes each value that is sent to the client. */
    private static void writeAndReadJson(List<AmfValue> values, int cameBytes, String name) {
        String json = GatewayMessageWriter.write(new DataEvent(0, null, null, "handler", values));
        assertWithin(json.length(), cameBytes, name);
        Call call = (Call) new RequestReader(1000).read(asCall(json));
        List<AmfValue> read = call.args();
        assertThat(GatewayMessageWriter.write(new DataEvent(0, null, null, "handler", read)))
                .as(name)
                .isEqualTo(json);
    }

    private static String asCall(String data) {
        try {
            ObjectNode node = (ObjectNode) JSON.readTree(data);
            node.remove(List.of("server", "handler"));
            return node.put("type", "call").put("id", 1).put("method", "m").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertWithin(int came, int bytes, String name) {
        assertThat(came).as(name).isLessThanOrEqualTo(OVERHEAD + CHARS_PER_BYTE * bytes);
    }

    /** Exceptions that report an unencodable value; others fail the test. */
    private static void orRefused(Runnable consumer) {
        try {
            consumer.run();
        } catch (AmfException | ReplicaException | RequestException e) {
            assertThat(e).hasMessageMatching("(?s).*(limit|expected|does not have).*");
        }
    }
}
