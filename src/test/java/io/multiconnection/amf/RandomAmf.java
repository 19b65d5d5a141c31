package io.multiconnection.amf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Random messages with shared values and cycles, made only of values that the reader of their
 * format can return and that therefore survive a round trip.
 */
public final class RandomAmf {

    private static final List<String> TEXTS =
            List.of("", "a", "b", "0", "1", "2", "length", "é", "€", "\ud83c\udf99", "\u0000");
    private static final List<Double> NUMBERS =
            List.of(0.0, -0.0, 1.5, 5.0, 1e300, Double.NaN, Double.NEGATIVE_INFINITY);
    private static final List<Integer> INTEGERS =
            List.of(
                    0,
                    -1,
                    127,
                    128,
                    16383,
                    16384,
                    2097151,
                    2097152,
                    AmfInteger.MIN,
                    AmfInteger.MAX);
    private static final List<AmfTraits> CLASSES =
            List.of(
                    AmfTraits.ANONYMOUS,
                    AmfTraits.dynamic("com.example.Dynamic"),
                    new AmfTraits("", false, List.of("a")),
                    new AmfTraits("com.example.Sealed", false, List.of("a", "", "0")),
                    new AmfTraits("com.example.Both", true, List.of("b", "length")));
    private static final int MAX_DEPTH = 6;

    private final RandomGenerator random;

    /** Values that the message already holds, by format. */
    private final Map<AmfFormat, List<AmfValue>> seen =
            new EnumMap<>(
                    Map.of(AmfFormat.AMF0, new ArrayList<>(), AmfFormat.AMF3, new ArrayList<>()));

    private RandomAmf(RandomGenerator random) {
        this.random = random;
    }

    public static List<AmfValue> message(RandomGenerator random, AmfFormat wire) {
        RandomAmf message = new RandomAmf(random);
        return message.times(1 + random.nextInt(4), () -> message.value(wire, 0));
    }

    private AmfValue value(AmfFormat wire, int depth) {
        List<AmfValue> known = seen.get(wire);
        if (!known.isEmpty() && random.nextInt(6) == 0) {
            return oneOf(known);
        }
        return depth < MAX_DEPTH && random.nextInt(3) > 0 ? container(wire, depth + 1) : leaf(wire);
    }

    private AmfValue leaf(AmfFormat wire) {
        return switch (random.nextInt(13)) {
            case 0 -> AmfUndefined.UNDEFINED;
            case 1 -> AmfNull.NULL;
            case 2 -> new AmfBoolean(random.nextBoolean());
            case 3 -> new AmfNumber(oneOf(NUMBERS));
            case 4, 5 -> new AmfString(oneOf(TEXTS));
            case 6 -> remember(wire, new AmfXmlDocument(oneOf(TEXTS)));
            case 7 -> {
                short timeZone = wire == AmfFormat.AMF0 ? (short) random.nextInt() : 0;
                yield remember(wire, new AmfDate(oneOf(NUMBERS), timeZone));
            }
            case 8 -> wire == AmfFormat.AMF0 ? new AmfNumber(5) : new AmfInteger(oneOf(INTEGERS));
            default -> avmPlusLeaf();
        };
    }

    /** Returns a value of a type that AMF0 writes in AMF3. */
    private AmfValue avmPlusLeaf() {
        boolean fixed = random.nextBoolean();
        int size = random.nextInt(4);
        return rememberAvmPlus(
                switch (random.nextInt(5)) {
                    case 0 -> new AmfXml(oneOf(TEXTS));
                    case 1 -> {
                        byte[] bytes = new byte[size];
                        random.nextBytes(bytes);
                        yield new AmfByteArray(bytes);
                    }
                    case 2 -> new AmfVector.OfInt(times(size, random::nextInt), fixed);
                    case 3 ->
                            new AmfVector.OfUint(
                                    times(size, () -> random.nextLong(1L << 32)), fixed);
                    default -> new AmfVector.OfDouble(times(size, () -> oneOf(NUMBERS)), fixed);
                });
    }

    /** Returns a container, remembered before it is filled so that its content may refer to it. */
    private AmfValue container(AmfFormat wire, int depth) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> {
                AmfObject object = remember(wire, new AmfObject(traits(wire)));
                object.traits()
                        .sealedMembers()
                        .forEach(name -> object.with(name, value(wire, depth)));
                if (object.traits().dynamic()) {
                    names(wire).forEach(name -> object.with(name, value(wire, depth)));
                }
                yield object;
            }
            case 2 -> {
                AmfEcmaArray array = remember(wire, new AmfEcmaArray());
                names(wire).forEach(name -> array.with(name, value(wire, depth)));
                // In AMF3, an empty array is a strict array.
                yield wire == AmfFormat.AMF3 ? array.with("0", value(wire, depth)) : array;
            }
            case 3 -> {
                AmfStrictArray array = remember(wire, new AmfStrictArray());
                array.elements().addAll(values(wire, depth));
                yield array;
            }
            default -> avmPlusContainer(depth);
        };
    }

    /** Returns a value of a type that AMF0 writes in AMF3. */
    private AmfValue avmPlusContainer(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                AmfVector.OfObject vector =
                        rememberAvmPlus(
                                new AmfVector.OfObject(
                                        oneOf(TEXTS), List.of(), random.nextBoolean()));
                vector.elements().addAll(values(AmfFormat.AMF3, depth));
                yield vector;
            }
            case 1 -> {
                AmfDictionary dictionary =
                        rememberAvmPlus(new AmfDictionary(List.of(), random.nextBoolean()));
                values(AmfFormat.AMF3, depth)
                        .forEach(
                                key ->
                                        dictionary
                                                .entries()
                                                .add(
                                                        new AmfDictionary.Entry(
                                                                key,
                                                                value(AmfFormat.AMF3, depth))));
                yield dictionary;
            }
            default -> {
                AmfExternalizable list =
                        rememberAvmPlus(
                                new AmfExternalizable("flex.messaging.io.ArrayList", List.of()));
                list.body().add(value(AmfFormat.AMF3, depth));
                yield list;
            }
        };
    }

    private AmfTraits traits(AmfFormat wire) {
        AmfTraits traits = oneOf(CLASSES);
        return wire == AmfFormat.AMF0 ? AmfTraits.dynamic(traits.className()) : traits;
    }

    private List<AmfValue> values(AmfFormat wire, int depth) {
        return times(random.nextInt(4), () -> value(wire, depth));
    }

    /** Returns random property names; AMF3 has no empty ones. */
    private List<String> names(AmfFormat wire) {
        return times(random.nextInt(4), () -> oneOf(TEXTS)).stream()
                .filter(name -> wire == AmfFormat.AMF0 || !name.isEmpty())
                .toList();
    }

    private <T extends AmfValue> T remember(AmfFormat wire, T value) {
        seen.get(wire).add(value);
        return value;
    }

    /** Remembers a value that is written in AMF3 in messages of both formats. */
    private <T extends AmfValue> T rememberAvmPlus(T value) {
        return remember(AmfFormat.AMF0, remember(AmfFormat.AMF3, value));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> List<T> times(int count, Supplier<T> supplier) {
        return Stream.generate(supplier).limit(count).toList();
    }
}
