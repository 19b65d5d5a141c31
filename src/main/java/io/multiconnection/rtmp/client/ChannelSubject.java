package io.multiconnection.rtmp.client;

import io.multiconnection.log.LogSubject;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.function.Supplier;

/** Subject of the log lines about a channel to a server, kept as an attribute of the channel. */
final class ChannelSubject {

    private static final AttributeKey<Supplier<LogSubject>> KEY =
            AttributeKey.valueOf(ChannelSubject.class, "subject");

    private ChannelSubject() {}

    static void set(Channel channel, Supplier<LogSubject> subject) {
        channel.attr(KEY).set(subject);
    }

    static LogSubject of(Channel channel) {
        return Objects.requireNonNullElse(channel.attr(KEY).get(), () -> LogSubject.NONE).get();
    }
}
