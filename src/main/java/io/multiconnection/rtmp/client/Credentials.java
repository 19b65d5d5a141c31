package io.multiconnection.rtmp.client;

/** Who we are to a server that asks. Neither part is ever shown. */
public record Credentials(String user, String password) {

    @Override
    public String toString() {
        return "credentials";
    }
}
