package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupFramesTest implements SetupFrames.Keeper<SetupFramesTest.TestFrame> {

    record TestFrame(FrameKind kind, int bytes, String name) implements StreamFrame {}

    private final Map<String, Integer> held = new HashMap<>();
    private final SetupFrames<TestFrame> setup = new SetupFrames<>(this);

    @Override
    public TestFrame keep(TestFrame frame) {
        held.merge(frame.name(), 1, Integer::sum);
        return frame;
    }

    @Override
    public void drop(TestFrame frame) {
        assertThat(held.remove(frame.name())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // in delivery order, regardless of the order of arrival
                "N0 C0 A0 M0 V0 | M0 V0 C0 A0 N0",
                "A0 V0 A1 V1 N1 C1 | V0 V1 C1 A0 A1 N1",
                // the latest of each slot
                "V0 V0' V1 V0'' A0 A0' | V1 V0'' A0'",
                "M0 M0' C0 C0' N0 N0' | M0' C0' N0'",
                "Mone Mtwo Mone' | Mtwo Mone'",
                // bodies of several tracks: until all of their tracks have newer ones
                "V0,1 V0 | V0,1 V0",
                "V0,1 V0 V1 | V0 V1",
                "V0 V1 V0,1 | V0,1",
                "V0,1,2 V1 V0,2 | V1 V0,2",
                "V0,1 V1,2 V0 | V1,2 V0",
                // tracks of different roles are independent
                "V0,1 A0,1 C0,1 N0,1 V0,1' | V0,1' C0,1 A0,1 N0,1",
            })
    void keepsLastOfEachSlot(String frames, String kept) {
        for (String frame : frames.split(" ", -1)) {
            assertThat(setup.keep(frame(frame))).isTrue();
        }
        assertThat(names()).containsExactly(kept.split(" ", -1));
        assertThat(held).containsOnlyKeys(kept.split(" ", -1));
        setup.clear();
        assertThat(held).isEmpty();
        assertThat(setup.isEmpty()).isTrue();
    }

    @Test
    void forgetsByRoleAndByName() {
        for (String frame : List.of("Mone", "Mtwo", "V0,1", "A0")) {
            setup.keep(frame(frame));
        }
        setup.forget("one");
        setup.forget(FrameRole::isVideo);
        assertThat(names()).containsExactly("Mtwo", "A0");
        assertThat(held).containsOnlyKeys("Mtwo", "A0");
    }

    @Test
    void keepsNoMoreTracksThanItsLimit() {
        for (int track = 0; track < SetupFrames.MAX_FRAMES; track++) {
            assertThat(setup.keep(frame("V" + track))).isTrue();
        }
        TestFrame more = frame("V" + SetupFrames.MAX_FRAMES);
        assertThat(setup.keep(more)).isFalse();
        assertThat(setup.overLimit(more))
                .isEqualTo(
                        "setup frame VIDEO_CONFIG of 1 bytes beside 32 of 32 bytes, expected up to"
                                + " 32 of 1048576 bytes together");
        assertThat(setup.keep(frame("A0"))).as("another role").isTrue();
        assertThat(setup.keep(frame("V0'"))).as("a newer one").isTrue();
        assertThat(held).hasSize(SetupFrames.MAX_FRAMES + 1);
    }

    @Test
    void keepsNoMoreBytesThanItsLimit() {
        assertThat(setup.keep(frame("V0", SetupFrames.MAX_BYTES - 1))).isTrue();
        assertThat(setup.keep(frame("V1", 2))).isFalse();
        assertThat(setup.keep(frame("V1", 1))).isTrue();
        // outdated frames are dropped, even if the new one has no room
        assertThat(setup.keep(frame("V1'", 2))).isFalse();
        assertThat(names()).containsExactly("V0");
        assertThat(setup.keep(frame("M0", Integer.MAX_VALUE))).isFalse();
        assertThat(held).containsOnlyKeys("V0");
    }

    /** Compares with a model that keeps every frame. */
    @Test
    void agreesWithAllThatCame() {
        Random random = new Random(16);
        for (int round = 0; round < 300; round++) {
            List<TestFrame> came = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TestFrame frame = frame(randomName(random) + "#" + i);
                came.add(frame);
                assertThat(setup.keep(frame)).isTrue();
            }
            assertThat(setup.frames()).containsExactlyElementsOf(model(came));
            assertThat(held.keySet())
                    .isEqualTo(
                            setup.frames().stream()
                                    .map(TestFrame::name)
                                    .collect(Collectors.toSet()));
            setup.clear();
        }
    }

    private static String randomName(Random random) {
        Set<Integer> tracks = new TreeSet<>();
        do {
            tracks.add(random.nextInt(4));
        } while (random.nextInt(3) == 0);
        return "MVCAN".charAt(random.nextInt(5))
                + tracks.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Returns the frames that have a part without a later frame, ordered by role. */
    private static List<TestFrame> model(List<TestFrame> came) {
        List<TestFrame> kept = new ArrayList<>();
        for (FrameRole role : FrameRole.values()) {
            List<TestFrame> ofRole = came.stream().filter(it -> it.role() == role).toList();
            for (int i = 0; i < ofRole.size(); i++) {
                List<TestFrame> later = ofRole.subList(i + 1, ofRole.size());
                if (ofRole.get(i).kind().parts().stream()
                        .anyMatch(
                                part ->
                                        later.stream()
                                                .noneMatch(
                                                        it -> it.kind().parts().contains(part)))) {
                    kept.add(ofRole.get(i));
                }
            }
        }
        return kept;
    }

    private List<String> names() {
        return setup.frames().stream().map(TestFrame::name).toList();
    }

    private static TestFrame frame(String name) {
        return frame(name, 1);
    }

    /** Returns text such as {@code V0,1'}: a role, its parts and a counter. */
    private static TestFrame frame(String name, int bytes) {
        String parts = name.substring(1).replaceAll("['#].*", "");
        FrameRole role =
                switch (name.charAt(0)) {
                    case 'M' -> FrameRole.METADATA;
                    case 'V' -> FrameRole.VIDEO_CONFIG;
                    case 'C' -> FrameRole.VIDEO_METADATA;
                    case 'A' -> FrameRole.AUDIO_CONFIG;
                    default -> FrameRole.AUDIO_CHANNELS;
                };
        return new TestFrame(
                new FrameKind(
                        role, Arrays.stream(parts.split(",", -1)).collect(Collectors.toSet())),
                bytes,
                name);
    }
}
