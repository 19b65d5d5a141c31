package io.multiconnection.peers;

import java.nio.file.Files;

/** Program that a test needs from the machine. */
public enum Peer {
    NGINX("apt-get install nginx-light libnginx-mod-rtmp") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("nginx") && Files.exists(NginxRtmp.MODULE);
        }
    },
    TSHARK("apt-get install tshark, and leave to capture packets") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("tshark") && Program.isInstalled("dumpcap");
        }
    },
    CHROMIUM("apt-get install chromium") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("chromium") || Program.isInstalled("google-chrome");
        }
    },
    REDIS("apt-get install redis-server") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("redis-server");
        }
    },
    GSTREAMER(
            "apt-get install gstreamer1.0-tools gstreamer1.0-plugins-good"
                    + " gstreamer1.0-plugins-bad") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("gst-launch-1.0") && Gstreamer.hasElements();
        }
    },
    RTMPDUMP("apt-get install rtmpdump") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("rtmpdump");
        }
    },
    PROMETHEUS("apt-get install prometheus") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("prometheus") && Program.isInstalled("promtool");
        }
    },
    NPM("install Node.js 20 or newer, which brings npm") {
        @Override
        boolean isPresent() {
            return Program.isInstalled("npm");
        }
    };

    final String remedy;

    Peer(String remedy) {
        this.remedy = remedy;
    }

    abstract boolean isPresent();
}
