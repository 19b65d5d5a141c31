package io.multiconnection.benchmark;

import io.multiconnection.amf.Amf0Reader;
import io.multiconnection.amf.Amf0Writer;
import io.multiconnection.amf.Amf3Reader;
import io.multiconnection.amf.Amf3Writer;
import io.multiconnection.amf.AmfEcmaArray;
import io.multiconnection.amf.AmfLimits;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfStrictArray;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading and writing of the values of one message, in AMF0 and AMF3. */
@State(Scope.Thread)
public class AmfBenchmark {

    /** Messages that are read and written. */
    public enum Message {
        /** Metadata as OBS sends it. */
        METADATA,

        /** Call with two small objects and a list as arguments. */
        CALL
    }

    @Param Message message;

    private List<AmfValue> values;
    private ByteBuf amf0;
    private ByteBuf amf3;
    private ByteBuf out;

    @Setup
    public void encode() {
        values =
                switch (message) {
                    case METADATA -> metadata();
                    case CALL -> call();
                };
        amf0 = PooledByteBufAllocator.DEFAULT.directBuffer();
        amf3 = PooledByteBufAllocator.DEFAULT.directBuffer();
        out = PooledByteBufAllocator.DEFAULT.directBuffer(4096);
        writeAmf0(amf0);
        writeAmf3(amf3);
        if (!readAmf0().equals(values) || !readAmf3().equals(values)) {
            throw new IllegalStateException("other values than were written");
        }
    }

    private static List<AmfValue> metadata() {
        return List.of(
                new AmfString("@setDataFrame"),
                new AmfString("onMetaData"),
                new AmfEcmaArray()
                        .with("duration", AmfValue.of(0))
                        .with("fileSize", AmfValue.of(0))
                        .with("width", AmfValue.of(1280))
                        .with("height", AmfValue.of(720))
                        .with("videocodecid", AmfValue.of(7))
                        .with("videodatarate", AmfValue.of(2500))
                        .with("framerate", AmfValue.of(30))
                        .with("audiocodecid", AmfValue.of(10))
                        .with("audiodatarate", AmfValue.of(160))
                        .with("audiosamplerate", AmfValue.of(48_000))
                        .with("audiosamplesize", AmfValue.of(16))
                        .with("audiochannels", AmfValue.of(2))
                        .with("stereo", AmfValue.of(true))
                        .with("2.1", AmfValue.of(false))
                        .with("3.1", AmfValue.of(false))
                        .with("4.0", AmfValue.of(false))
                        .with("4.1", AmfValue.of(false))
                        .with("5.1", AmfValue.of(false))
                        .with("7.1", AmfValue.of(false))
                        .with("encoder", AmfValue.of("obs-output module")));
    }

    private static List<AmfValue> call() {
        return List.of(
                new AmfString("sendMessage"),
                AmfValue.of(17),
                AmfNull.NULL,
                AmfObject.of("name", AmfValue.of("Anna"), "role", AmfValue.of("host")),
                AmfObject.of("text", AmfValue.of("Good evening – can you hear me?"))
                        .with("time", AmfValue.of(1_764_450_000_000.0))
                        .with("private", AmfValue.of(false)),
                AmfStrictArray.of(AmfValue.of(3), AmfValue.of(5), AmfValue.of(8)));
    }

    @TearDown
    public void release() {
        amf0.release();
        amf3.release();
        out.release();
    }

    @Benchmark
    public List<AmfValue> readAmf0() {
        return new Amf0Reader(amf0.readerIndex(0), AmfLimits.DEFAULT).readAll();
    }

    @Benchmark
    public List<AmfValue> readAmf3() {
        return new Amf3Reader(amf3.readerIndex(0), AmfLimits.DEFAULT).readAll();
    }

    @Benchmark
    public ByteBuf writeAmf0() {
        return writeAmf0(out.clear());
    }

    @Benchmark
    public ByteBuf writeAmf3() {
        return writeAmf3(out.clear());
    }

    private ByteBuf writeAmf0(ByteBuf to) {
        Amf0Writer writer = new Amf0Writer(to);
        values.forEach(writer::write);
        return to;
    }

    private ByteBuf writeAmf3(ByteBuf to) {
        Amf3Writer writer = new Amf3Writer(to);
        values.forEach(writer::write);
        return to;
    }
}
