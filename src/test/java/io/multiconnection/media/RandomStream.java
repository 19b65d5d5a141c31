package io.multiconnection.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random stream of three video and two audio tracks with setup frames and media in any order, and
 * the check of a receiver: before the first keyframe of the default track it has the latest frame
 * of each slot.
 */
public final class RandomStream {

    /**
     * Tag with a unique body.
     *
     * @param body body in hex
     * @param slots roles and tracks of a setup frame; empty for other frames
     */
    public record Tag(boolean isVideo, String body, List<String> slots, boolean isKeyframe) {}

    private final Random random;
    private final List<Tag> sent = new ArrayList<>();
    private final Map<String, Tag> byBody = new HashMap<>();

    public RandomStream(long seed) {
        random = new Random(seed);
        // makes the default track unambiguous
        add(new Tag(true, Bodies.videoConfig(0, 0) + "00000000", List.of("config 0"), false));
    }

    /** Returns the tags sent up to now. */
    public List<Tag> sent() {
        return sent;
    }

    /** Creates the next tag. */
    public Tag next() {
        int track = random.nextInt(3);
        int audioTrack = random.nextInt(2);
        String mark = "%08x".formatted(sent.size());
        return switch (random.nextInt(12)) {
            case 0, 1 -> setup(true, Bodies.videoConfig(track, 0) + mark, "config " + track);
            case 2 -> {
                int other = (track + 1) % 3;
                String body = Bodies.videoConfigs(track, other, 1) + "09" + "000004" + mark;
                yield setup(true, body, "config " + track, "config " + other, "config 9");
            }
            case 3 -> setup(true, Bodies.colorInfo(track, 0) + mark, "color " + track);
            case 4 -> setup(false, Bodies.audioConfig(audioTrack, 0) + mark, "audio " + audioTrack);
            case 5 -> setup(false, Bodies.channels(audioTrack, 0) + mark, "channels " + audioTrack);
            case 6 -> add(new Tag(true, Bodies.keyframe(track, 0) + mark, List.of(), track == 0));
            case 7, 8, 9 -> add(new Tag(true, Bodies.picture(track, 0) + mark, List.of(), false));
            default -> add(new Tag(false, Bodies.sound(audioTrack, 0) + mark, List.of(), false));
        };
    }

    private Tag setup(boolean isVideo, String body, String... slots) {
        return add(new Tag(isVideo, body, List.of(slots), false));
    }

    private Tag add(Tag tag) {
        sent.add(tag);
        assertThat(byBody.put(tag.body(), tag)).isNull();
        return tag;
    }

    /** Returns the body in words such as {@code video 1701 at 40}. */
    public static String body(String words) {
        return words.substring(words.indexOf(' ') + 1, words.lastIndexOf(" at "));
    }

    /** Returns whether a body is a keyframe of the default track. */
    public boolean isKeyframe(String body) {
        return byBody.get(body).isKeyframe();
    }

    /**
     * Checks the frames that a receiver got up to its first keyframe of the default track.
     *
     * @param joined number of tags that were sent before it joined
     */
    public void check(int joined, List<String> bodies) {
        int keyframe = firstKeyframe(bodies);
        assertThat(keyframe).as("a keyframe in %s", bodies).isNotNegative();
        int sentBefore = sent.indexOf(byBody.get(bodies.get(keyframe)));
        Map<String, String> expected = slots(sent.subList(0, Math.max(joined, sentBefore)));
        List<Tag> before = bodies.subList(0, keyframe).stream().map(byBody::get).toList();
        assertThat(slots(before)).isEqualTo(expected);
        assertThat(before).filteredOn(tag -> tag.slots().isEmpty() && tag.isVideo()).isEmpty();
    }

    private int firstKeyframe(List<String> bodies) {
        for (int i = 0; i < bodies.size(); i++) {
            if (isKeyframe(bodies.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, String> slots(List<Tag> tags) {
        Map<String, String> slots = new LinkedHashMap<>();
        for (Tag tag : tags) {
            tag.slots().forEach(slot -> slots.put(slot, tag.body()));
        }
        return slots;
    }
}
