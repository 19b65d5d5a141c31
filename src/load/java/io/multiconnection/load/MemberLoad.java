package io.multiconnection.load;

/**
 * Members of one shared object, one of which changes it.
 *
 * @param members 2 to 1000, because an origin has at most 1,000 clients
 * @param changesPerSecond at least 1
 */
record MemberLoad(int members, int changesPerSecond) {

    private static final int MAX = 1000;

    MemberLoad {
        if (members < 2 || members > MAX || changesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "%d members, %d changes per second, expected 2..%d and at least 1"
                            .formatted(members, changesPerSecond, MAX));
        }
    }

    /** Reads {@code members@changesPerSecond}. */
    static MemberLoad parse(String text) {
        String[] numbers = text.split("@", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException(
                    "members=%s, expected members@changes per second".formatted(text));
        }
        return new MemberLoad(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
}
