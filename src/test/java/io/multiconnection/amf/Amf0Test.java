package io.multiconnection.amf;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class Amf0Test {

    private final ByteBuf wire = Unpooled.buffer();

    @Test
    void readsWhatItWrites() {
        AmfObject self = AmfObject.of("app", AmfValue.of("live"), "audioCodecs", AmfValue.of(3191));
        self.with("self", self).with("list", AmfStrictArray.of(self, AmfNull.NULL));
        new Amf0Writer(wire).write(self);
        assertThat(new Amf0Reader(wire, AmfLimits.DEFAULT).readAll()).containsExactly(self);
    }
}
