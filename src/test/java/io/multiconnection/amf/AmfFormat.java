package io.multiconnection.amf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;

/** Reader and writer of whole messages in each AMF format. */
public enum AmfFormat {
    AMF0 {
        @Override
        public List<AmfValue> read(byte[] bytes, AmfLimits limits) {
            return new Amf0Reader(Unpooled.wrappedBuffer(bytes), limits).readAll();
        }

        @Override
        AmfValue readFirst(byte[] bytes) {
            return new Amf0Reader(Unpooled.wrappedBuffer(bytes), AmfLimits.DEFAULT).read();
        }

        @Override
        public byte[] write(List<AmfValue> values) {
            ByteBuf out = Unpooled.buffer();
            Amf0Writer writer = new Amf0Writer(out);
            values.forEach(writer::write);
            return ByteBufUtil.getBytes(out);
        }
    },
    AMF3 {
        @Override
        public List<AmfValue> read(byte[] bytes, AmfLimits limits) {
            return new Amf3Reader(Unpooled.wrappedBuffer(bytes), limits).readAll();
        }

        @Override
        AmfValue readFirst(byte[] bytes) {
            return new Amf3Reader(Unpooled.wrappedBuffer(bytes), AmfLimits.DEFAULT).read();
        }

        @Override
        public byte[] write(List<AmfValue> values) {
            ByteBuf out = Unpooled.buffer();
            Amf3Writer writer = new Amf3Writer(out);
            values.forEach(writer::write);
            return ByteBufUtil.getBytes(out);
        }
    };

    public abstract List<AmfValue> read(byte[] bytes, AmfLimits limits);

    abstract AmfValue readFirst(byte[] bytes);

    public abstract byte[] write(List<AmfValue> values);

    public List<AmfValue> read(byte[] bytes) {
        return read(bytes, AmfLimits.DEFAULT);
    }

    byte[] write(AmfValue... values) {
        return write(List.of(values));
    }

    String vectors() {
        return "/vectors/" + name().toLowerCase(Locale.ROOT) + ".txt";
    }
}
