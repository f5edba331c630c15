package example.stampbox;

import java.security.MessageDigest;

public class Stamp {
    private final Clock clock;

    public Stamp(Clock clock) {
        this.clock = clock;
    }

    public String of(byte[] content) throws Exception {
        StringBuilder out = new StringBuilder();
        for (byte one : MessageDigest.getInstance("SHA-256").digest(content)) {
            out.append(String.format("%02x", one));
        }
        return clock.now() + " " + out;
    }
}
